"""Before the first and after the last moment of the claims period."""

from datetime import UTC, datetime

import pytest
import time_machine

from claims.filing.models import Claim, Draft
from settlement import clock
from tests.claims.wizard.conftest import Applicant

LAST = datetime(2027, 1, 16, 4, 59, 59, 999_000, tzinfo=UTC)  # January 15 in New York
FIRST_LATE = datetime(2027, 1, 16, 5, 0, tzinfo=UTC)


@pytest.fixture
def started(dana: Applicant, today: time_machine.Traveller) -> Applicant:
    """Dana has filled in everything but the signature, minutes before the end."""
    today.move_to(LAST)
    dana.fills_in()
    return dana


def test_a_claim_sent_in_the_last_moment_is_filed(started: Applicant) -> None:
    assert started.signs()["Location"] == "/small/claim/receipt/"
    assert not Claim.objects.get().late


def test_a_claim_sent_a_moment_later_is_not_filed_and_not_lost(
    started: Applicant, today: time_machine.Traveller
) -> None:
    today.move_to(FIRST_LATE)
    answer = started.signs()
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "The time to file a claim is over" in text
    assert "Friday, January 15, 2027, 11:59 pm Eastern time" in text
    assert "What you entered is still saved" in text
    assert not Claim.objects.exists()
    assert Draft.objects.exists()


def test_the_database_says_when_a_claim_arrived(
    started: Applicant, today: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A web server whose clock is fast refuses nobody who was in time."""
    today.move_to(FIRST_LATE)
    monkeypatch.setattr(clock, "arrival", lambda: LAST)

    assert started.signs()["Location"] == "/small/claim/receipt/"

    claim = Claim.objects.get()
    assert (claim.received_at, claim.late) == (LAST, False)


def test_the_draft_is_there_again_when_the_court_moves_the_day(
    started: Applicant, today: time_machine.Traveller
) -> None:
    today.move_to(FIRST_LATE)
    started.signs()
    today.move_to(LAST)  # to the form it is the same whether the day or the clock moved
    assert started.signs()["Location"] == "/small/claim/receipt/"


def test_who_filed_in_time_sees_the_receipt_afterwards(
    started: Applicant, today: time_machine.Traveller
) -> None:
    started.signs()
    today.move_to(FIRST_LATE)
    assert started.opens()["Location"] == "/small/claim/receipt/"
    assert started.signs()["Location"] == "/small/claim/receipt/"
    assert Claim.objects.get().number in started.opens("receipt").content.decode()


@pytest.mark.parametrize("page", ["", "start", "name", "sign", "nonsense"])
def test_after_the_end_every_page_says_so(
    dana: Applicant, today: time_machine.Traveller, page: str
) -> None:
    today.move_to(FIRST_LATE)
    answer = dana.opens(page)
    assert answer.status_code == 200
    assert "The time to file a claim is over" in answer.content.decode()


def test_before_the_first_day_the_form_says_when_it_opens(
    dana: Applicant, today: time_machine.Traveller
) -> None:
    today.move_to(datetime(2026, 9, 15, 3, 59, tzinfo=UTC))
    text = dana.opens().content.decode()
    assert "Claims are not open yet" in text
    assert "Tuesday, September 15, 2026" in text
    today.move_to(datetime(2026, 9, 15, 4, 0, tzinfo=UTC))
    assert dana.opens()["Location"] == "/small/claim/start/"
