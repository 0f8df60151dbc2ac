"""Somebody with a browser before the claim form, on a day within the small case's claims period."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from settlement import clock
from settlement.terms.models import Settlement
from tests import make

type Answer = Any  # the test client's response, whose type Django keeps to itself

PAGES: Mapping[str, Mapping[str, str]] = {
    "start": {"has_notice": "no"},
    "who": {"capacity": "self"},
    "name": {"first_name": "Dana", "middle_name": "", "last_name": "Rivera"},
    "address": {
        "line1": "12 Lake Street",
        "line2": "",
        "city": "Chicago",
        "state": "IL",
        "zip": "60601",
    },
    "contact": {"email": "dana@example.org", "phone": "312 555 0142"},
    "usernames": {"usernames": "dana.dances\n@dana"},
    "question-created_in_illinois": {"answer": "yes"},
    "question-years": {"answer": "3"},
    "payment": {"payment_method": "check"},
    "review": {},
}
SIGNATURE = {"signature": "Dana Rivera", "shown_in": "en"}


class Applicant:
    """A browser that fills in the form page by page."""

    def __init__(self, slug: str, language: str = "en") -> None:
        self.client = Client(headers={"accept-language": language})
        self.form = f"/{slug}/claim"

    def opens(self, page: str = "") -> Answer:
        return self.client.get(f"{self.form}/{page}/" if page else f"{self.form}/")

    def sends(self, page: str, query: str = "", **fields: str) -> Answer:
        return self.client.post(f"{self.form}/{page}/{query}", fields)

    def fills_in(self, *, up_to: str = "sign", **changed: Mapping[str, Any]) -> None:
        """Send every page before `up_to`; a changed page is named with _ for its hyphens."""
        for page, fields in PAGES.items():
            if page == up_to:
                return
            answer = self.sends(page, **{**fields, **changed.get(page.replace("-", "_"), {})})
            assert answer.status_code == 302, f"{page}: {answer.content.decode()}"

    def signs(self, **changed: str) -> Answer:
        return self.sends("sign", **{**SIGNATURE, **changed})


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Iterator[time_machine.Traveller]:
    """The day that a test moves to, by the web server's clock and by the database's."""
    monkeypatch.setattr(clock, "arrival", timezone.now)
    with time_machine.travel(make.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def dana(settlement: Settlement) -> Applicant:
    return Applicant(settlement.slug)


@pytest.fixture
def charlie(settlement: Settlement) -> Applicant:
    """Somebody else, with a browser of their own."""
    return Applicant(settlement.slug)
