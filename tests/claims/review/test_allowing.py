"""What is allowed of an amount: who may say so, of what, for which reason, and what stands."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from claims.eligibility import services as eligibility
from claims.filing import services as filing
from claims.filing.models import Claim
from claims.filing.services import contents_of
from claims.review import allowing, services
from claims.review.models import Allowance, Assignment
from claims.review.seen import Changed, seen_of
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.notices.models import Notice
from settlement.notices.services import opened
from settlement.terms.models import Settlement
from tests import make
from tests.claims import losses
from tests.claims.review.conftest import Filed

LATER = make.NOW + timedelta(minutes=1)
THOUSAND, SIX_HUNDRED = 100_000, 60_000


@pytest.fixture
def settlement(db: None) -> Settlement:
    return make.settlement(text=losses.text())


@pytest.fixture
def losing(filed: Filed) -> Claim:
    """Ana's claim for a loss of $1,000.00: she is surely a member, the amount is not decided."""
    return filed(
        first_name="Ana",
        last_name="Brown-Nunez",
        email="ana.brown@gmail.com",
        phone="",
        signature="Ana Brown-Nunez",
        answers={"created_in_illinois": True, "loss": "1000.00"},
    )


def held(claim: Claim, by: User) -> Claim:
    until = LATER + services.HOLD
    Assignment.objects.update_or_create(claim=claim, defaults={"by": by, "until": until})
    return claim


def allow(claim: Claim, units: int, by: User, **more: Any) -> Allowance:
    values = {"question": "loss", "now": LATER, **more}
    return allowing.allow(claim=claim, units=units, by=by, **values)


def approve(claim: Claim, by: User) -> int | None:
    return services.decide(claim=claim, outcome="approved", by=by, now=LATER)


def test_what_is_allowed_stands_beside_what_was_claimed(losing: Claim, alice: User) -> None:
    assert (losing.status, losing.queue) == ("in_review", "evidence_to_check")

    allow(held(losing, alice), SIX_HUNDRED, alice, reason="outside_period", message="Only May.")

    losing.refresh_from_db()
    assert losing.answers["loss"] == "1000.00"
    assert (losing.allowed, losing.allowed_version) == ({"loss": "600.00"}, 1)
    made = Allowance.objects.get()
    assert (made.number, made.claim_version, made.by, made.at) == (1, 1, alice, LATER)
    assert (made.claimed, made.allowed) == (THOUSAND, SIX_HUNDRED)
    event = Event.objects.get(kind="claim.amount_allowed")
    assert event.why == "$600.00 of $1,000.00 for loss"


def test_a_later_decision_takes_the_place_of_the_first_and_both_are_kept(
    losing: Claim, alice: User
) -> None:
    allow(held(losing, alice), 0, alice, reason="no_document")
    allow(losing, THOUSAND, alice)

    losing.refresh_from_db()
    assert (losing.allowed, losing.allowed_version) == ({"loss": "1000.00"}, 2)
    assert [each.allowed for each in losing.allowances.order_by("number")] == [0, THOUSAND]


@pytest.mark.parametrize(
    ("units", "more", "words"),
    [
        (THOUSAND + 1, {}, r"The claim states \$1,000\.00; no more than that"),
        (-1, {"reason": "illegible"}, "no more than that"),
        (SIX_HUNDRED, {}, "Say why less is allowed"),
        (SIX_HUNDRED, {"reason": "filed_twice"}, "Say why less is allowed"),
        (SIX_HUNDRED, {"reason": "other", "message": " "}, "the claimant reads no other reason"),
        (1, {"question": "hours"}, "states no such amount"),
        (1, {"question": "created_in_illinois"}, "states no such amount"),
    ],
)
def test_what_cannot_be_allowed_is_refused_and_changes_nothing(
    losing: Claim, alice: User, units: int, more: dict[str, str], words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        allow(held(losing, alice), units, alice, **more)

    losing.refresh_from_db()
    assert (losing.allowed, Allowance.objects.count()) == ({}, 0)


def test_only_who_holds_the_claim_decides_its_amounts(
    losing: Claim, alice: User, bob: User
) -> None:
    held(losing, bob)

    with pytest.raises(services.NotYours):
        allow(losing, THOUSAND, alice)


def test_a_claim_is_not_approved_while_an_amount_of_it_is_undecided(
    losing: Claim, alice: User
) -> None:
    with pytest.raises(services.CannotApprove, match="allowed for “What did you lose"):
        approve(held(losing, alice), alice)

    allow(losing, THOUSAND, alice)

    assert approve(losing, alice) is None  # all is allowed: no letter
    losing.refresh_from_db()
    assert losing.status == "approved"


def test_what_is_allowed_of_an_approved_claim_changes_only_when_it_is_opened_again(
    losing: Claim, alice: User
) -> None:
    allow(held(losing, alice), THOUSAND, alice)
    approve(losing, alice)

    with pytest.raises(Changed, match="does not wait for a decision"):
        allow(held(losing, alice), SIX_HUNDRED, alice, reason="illegible")

    services.reopen(claim=losing, why="A receipt was forged.", by=alice)
    allow(held(losing, alice), SIX_HUNDRED, alice, reason="illegible")
    losing.refresh_from_db()
    assert losing.allowed == {"loss": "600.00"}


def test_who_is_allowed_less_is_told_how_much_and_why_and_how_to_ask_again(
    losing: Claim, alice: User
) -> None:
    allow(held(losing, alice), SIX_HUNDRED, alice, reason="other", message="Only May counts.")

    notice_id = approve(losing, alice)

    assert notice_id is not None
    letter = opened(Notice.objects.get(pk=notice_id)).letter
    assert "approved, for less than you claimed" in letter.subject
    for words in ("You claimed: $1,000.00", "Allowed: $600.00", "Only May counts.", "reply to"):
        assert words in letter.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"allowed": THOUSAND + 1},
        {"allowed": -1, "reason": "illegible"},
        {"allowed": 0},
        {"allowed": 0, "reason": "other"},
        {"claimed": 0, "allowed": 0},
    ],
)
def test_the_database_refuses_what_must_never_be_decided(
    losing: Claim, alice: User, wrong: dict[str, Any]
) -> None:
    values = {"number": 1, "claim_version": 1, "question": "loss", "claimed": THOUSAND, "by": alice}

    with pytest.raises(IntegrityError, match="allowance_"), transaction.atomic():
        Allowance.objects.create(claim=losing, **(values | wrong))

    Allowance.objects.create(claim=losing, **values, allowed=THOUSAND)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Allowance.objects.update(allowed=1)


def race(claim: Claim, by: User) -> list[Refusal | Allowance]:
    """One reviewer's two windows, open at the same claim, sent at the same moment."""
    seen, together = seen_of(claim), Barrier(2)

    def send(units: int) -> Refusal | Allowance:
        together.wait()
        try:
            return allow(claim, units, by, reason="arithmetic", seen=seen)
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return [*pool.map(send, [SIX_HUNDRED, 1])]


@pytest.fixture
def contested(transactional_db: None) -> tuple[Claim, User]:
    settlement, alice = make.settlement(text=losses.text()), make.user("reviewer")
    claim = make.claim(settlement, status="in_review", answers={"loss": "1000.00"})
    return held(claim, alice), alice


def test_of_two_decisions_at_once_one_stands(contested: tuple[Claim, User]) -> None:
    answers = race(*contested)

    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert [type(answer) for answer in refused] == [Changed]
    assert "was decided since you opened it" in str(refused[0])
    assert Allowance.objects.count() == 1


def test_without_asking_what_was_seen_both_would_stand(
    contested: tuple[Claim, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(allowing, "check_waits", lambda *_args, **_named: None)

    race(*contested)

    assert Allowance.objects.count() == 2


def hidden(page: str) -> dict[str, str]:
    """What the first form of the page says about what it shows."""
    found = re.findall(r'type="hidden"\s+name="(version|verdict|allowed)"\s+value="(\d+)"', page)
    return dict(found[:3])


def test_a_reviewer_allows_less_on_the_page_and_then_approves(
    client: Client, losing: Claim, alice: User
) -> None:
    client.force_login(alice)
    here = f"/staff/claims/{losing.public_id}/"
    client.post("/staff/claims/take/small/", {"queue": "evidence_to_check"})
    page = client.get(here).content.decode()
    assert "nobody has decided" in page
    sent = hidden(page) | {"amount": "$600", "reason": "no_document", "message": "No bill."}

    tried = client.post(f"{here}allow/loss/", sent | {"amount": "1,000.01"})
    assert (tried.status_code, "Enter $1,000.00 or less." in tried.content.decode()) == (422, True)
    unsaid = client.post(f"{here}allow/loss/", sent | {"reason": ""})
    assert (unsaid.status_code, "Say why less" in unsaid.content.decode()) == (422, True)
    assert client.post(f"{here}allow/hours/", sent).status_code == 404
    assert client.post(f"{here}allow/loss/", sent)["Location"] == f"{here}#evidence"

    again = client.post(f"{here}allow/loss/", sent)
    assert again.status_code == 409
    page = client.get(here).content.decode()
    assert "No document: No bill." in page
    approved = {**hidden(page), "outcome": "approved", "note": ""}
    assert client.post(f"{here}decide/", approved).status_code == 302
    losing.refresh_from_db()
    assert (losing.status, losing.allowed) == ("approved", {"loss": "600.00"})


def test_who_may_not_review_neither_sees_nor_decides_amounts(client: Client, losing: Claim) -> None:
    client.force_login(make.user("auditor", name="Olga"))
    here = f"/staff/claims/{losing.public_id}/"

    assert "nobody has decided" not in client.get(here).content.decode()
    assert client.post(f"{here}allow/loss/", {"amount": "600"}).status_code == 403


def test_what_stands_is_summed_up_by_question_and_reason(
    client: Client, settlement: Settlement, alice: User
) -> None:
    def waits(**answers: object) -> Claim:
        return held(make.claim(settlement, status="in_review", answers=answers), alice)

    first, second, gone = waits(loss="1000.00", hours=9), waits(loss="50.00"), waits(loss="70.00")
    allow(first, 0, alice, reason="illegible")
    allow(first, SIX_HUNDRED, alice, reason="no_document")  # takes the place of the one before
    allow(first, 4, alice, question="hours", reason="arithmetic")
    allow(second, 5_000, alice)
    allow(gone, 0, alice, reason="no_document")
    Claim.objects.filter(pk=gone.pk).update(status="withdrawn", queue="")
    client.force_login(alice)

    lines = client.get("/staff/claims/allowed/small/csv/").content.decode().splitlines()

    assert lines[1:] == [
        "loss,,Allowed in full,1,50.00,50.00,0.00",
        "loss,no_document,No document,1,1000.00,600.00,400.00",
        "hours,arithmetic,Arithmetic,1,9,4,5",
    ]
    page = client.get("/staff/claims/allowed/small/").content.decode()
    assert "$400.00" in page


def test_who_answers_a_request_for_proof_is_looked_at_again_and_not_approved_for_nothing(
    losing: Claim, alice: User
) -> None:
    allow(held(losing, alice), 0, alice, reason="no_document")
    services.decide(
        claim=losing, outcome="deficient", reason="proof_of_amount", by=alice, now=LATER
    )

    contents = contents_of(losing)
    filing.amend(claim=losing, contents=contents, submission_key=uuid4(), by=alice, now=make.NOW)
    eligibility.verify_one(claim=losing, by=alice, now=LATER)

    losing.refresh_from_db()
    assert (losing.status, losing.queue, losing.allowed) == ("in_review", "evidence_to_check", {})
