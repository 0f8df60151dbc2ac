"""The claimant reads what is allowed of each amount, why it is less, and how to ask again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from claims.filing import access
from claims.filing.models import Claim
from claims.review import allowing, services
from claims.review.models import Assignment
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make
from tests.claims import losses
from tests.claims.eligibility.conftest import Members, members  # noqa: F401
from tests.make import NOW


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def settlement(db: None) -> Settlement:
    return make.settlement(text=losses.text())


@pytest.fixture
def losing(settlement: Settlement, members: Members, alice: User) -> Claim:  # noqa: F811
    """A claim for $1,000.00, held by Alice, who allows $600.00."""
    claim = make.filed(settlement, answers={"created_in_illinois": True, "loss": "1000.00"})
    members([{"member_no": 1, "email_key": claim.email_key}])
    claim.move("in_review", by=alice, queue="evidence_to_check")
    Assignment.objects.create(claim=claim, by=alice, until=NOW + services.HOLD)
    allowing.allow(
        claim=claim,
        question="loss",
        units=60_000,
        reason="outside_period",
        message="Only the bill of May counts.",
        by=alice,
        now=NOW,
    )
    return claim


def page_of(client: Client, claim: Claim, language: str = "en") -> str:
    sent = {"number": claim.number, "code": access.code_of(claim)}
    opened = client.post("/small/status/", sent)
    answer = client.get(opened["Location"], headers={"Accept-Language": language})
    return " ".join(answer.content.decode().split())


def approve(claim: Claim, by: User) -> None:
    services.decide(claim=claim, outcome="approved", by=by, now=NOW)


def test_nothing_is_told_while_a_reviewer_may_change_it(client: Client, losing: Claim) -> None:
    page = page_of(client, losing)

    assert "What is allowed" not in page
    assert "$600.00" not in page


def test_of_a_denied_claim_no_amount_is_said_to_be_allowed(
    client: Client, losing: Claim, alice: User
) -> None:
    services.decide(claim=losing, outcome="denied", reason="not_a_member", by=alice, now=NOW)

    page = page_of(client, losing)

    assert "Nothing that you entered leads to a member" in page
    assert "$600.00" not in page


def test_who_is_allowed_less_reads_how_much_why_and_until_when_to_ask_again(
    client: Client, losing: Claim, alice: User
) -> None:
    approve(losing, alice)

    page = page_of(client, losing)

    for words in (
        "What did you lose?",
        "$1,000.00",
        "$600.00",
        "outside the period that the settlement covers",
        "Only the bill of May counts.",
        "You can ask us to look again until Friday, December 4, 2026.",
    ):
        assert words in page


def test_it_is_told_in_spanish(client: Client, losing: Claim, alice: User) -> None:
    approve(losing, alice)

    page = page_of(client, losing, language="es")

    for words in ("¿Cuánto perdió?", "Usted pidió", "Se admite", "fuera del período que cubre"):
        assert words in page


def test_who_is_allowed_all_of_it_is_told_no_reason(
    client: Client, losing: Claim, alice: User
) -> None:
    allowing.allow(claim=losing, question="loss", units=100_000, by=alice, now=NOW)
    approve(losing, alice)

    page = page_of(client, losing)

    assert "You claimed" in page
    assert "Why it is less" not in page
    assert "look again" not in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "You could ask us to look again until Friday, December 4, 2026. That time is over."),
        ("es", "Podía pedirnos que la revisáramos de nuevo hasta el"),
    ],
)
def test_when_the_time_to_ask_again_is_over_the_page_says_so(
    client: Client, losing: Claim, alice: User, language: str, words: str
) -> None:
    approve(losing, alice)

    with time_machine.travel(NOW + timedelta(days=11), tick=False):
        page = page_of(client, losing, language=language)

    assert words in page
    assert "You can ask us" not in page


def test_a_denial_says_too_when_the_time_to_ask_again_is_over(
    client: Client, losing: Claim, alice: User
) -> None:
    services.decide(claim=losing, outcome="denied", reason="not_a_member", by=alice, now=NOW)

    assert "You can ask us to look again until" in page_of(client, losing)
    with time_machine.travel(NOW + timedelta(days=11), tick=False):
        assert "That time is over." in page_of(client, losing)
