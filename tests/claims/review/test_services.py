"""Taking, deciding, putting back, opening again."""

from datetime import timedelta
from typing import Any

import pytest

from claims.eligibility import candidates
from claims.eligibility import services as eligibility
from claims.filing.models import Claim
from claims.review import queues, services
from claims.review.models import Assignment, Decision
from claims.review.seen import Changed, seen_of
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.notices.models import Notice
from settlement.notices.services import opened
from settlement.terms.models import Settlement
from tests import make
from tests.claims.review.conftest import Filed

LATER = make.NOW + timedelta(minutes=1)


def waiting(settlement: Settlement, **fields: Any) -> Claim:
    return make.claim(settlement, status="in_review", **fields)


def take(settlement: Settlement, by: User, **more: Any) -> Claim | None:
    return services.take_next(settlement=settlement, by=by, **{"now": LATER, **more})


def held(claim: Claim, by: User) -> Claim:
    Assignment.objects.create(claim=claim, by=by, until=LATER + services.HOLD)
    return claim


def decide(claim: Claim, outcome: str, by: User, **more: Any) -> int | None:
    return services.decide(claim=claim, outcome=outcome, by=by, **{"now": LATER, **more})


def test_the_claim_received_first_is_taken_first(settlement: Settlement, alice: User) -> None:
    waiting(settlement)
    first = waiting(settlement, received_at=make.NOW - timedelta(days=1))

    assert take(settlement, alice, queue="name_differs") == first


def test_nobody_takes_what_another_holds_until_the_hold_is_over(
    settlement: Settlement, alice: User, bob: User
) -> None:
    claim = waiting(settlement)
    assert take(settlement, alice) == claim

    assert take(settlement, bob) is None
    assert take(settlement, bob, now=LATER + services.HOLD) == claim


def test_who_holds_a_claim_gets_it_again_and_holds_it_longer(
    settlement: Settlement, alice: User
) -> None:
    claim = waiting(settlement)
    waiting(settlement)
    take(settlement, alice)

    assert take(settlement, alice, now=LATER + timedelta(minutes=29)) == claim
    assert Assignment.objects.get().until == LATER + timedelta(minutes=59)


def test_without_a_queue_the_first_queue_of_the_order_is_worked(
    settlement: Settlement, alice: User
) -> None:
    waiting(settlement, queue="name_differs", received_at=make.NOW - timedelta(days=9))
    ring = waiting(settlement, queue="repeated_destination")

    assert take(settlement, alice) == ring


def test_a_claim_put_back_may_be_taken_by_another(
    settlement: Settlement, alice: User, bob: User
) -> None:
    claim = waiting(settlement)
    take(settlement, alice)

    services.put_back(claim=claim, by=alice, now=LATER)

    assert take(settlement, bob) == claim


def test_who_does_not_hold_a_claim_neither_decides_it_nor_puts_it_back(
    settlement: Settlement, alice: User, bob: User
) -> None:
    claim = held(waiting(settlement), alice)

    with pytest.raises(services.NotYours):
        decide(claim, "denied", bob, reason="not_a_member")
    with pytest.raises(services.NotYours):
        services.put_back(claim=claim, by=bob, now=LATER)
    with pytest.raises(services.NotYours):
        decide(claim, "denied", alice, reason="not_a_member", now=LATER + services.HOLD)

    assert not Decision.objects.exists()


def test_only_a_claim_that_waits_is_decided(settlement: Settlement, alice: User) -> None:
    claim = held(waiting(settlement), alice)
    Claim.objects.filter(pk=claim.pk).update(status="filed", queue="")

    with pytest.raises(Changed, match="does not wait for a decision"):
        decide(claim, "denied", alice, reason="not_a_member")

    assert not Decision.objects.exists()


def test_a_claim_verified_anew_since_it_was_seen_is_looked_at_again(
    misspelt: Claim, alice: User
) -> None:
    held(misspelt, alice)
    seen = seen_of(misspelt)
    Claim.objects.filter(pk=misspelt.pk).update(status="filed", queue="")
    eligibility.verify_one(claim=misspelt, by=User.objects.service("tests"), now=LATER)

    with pytest.raises(Changed, match="verified anew"):
        decide(misspelt, "denied", alice, reason="another_person", seen=seen)

    decide(misspelt, "denied", alice, reason="another_person", seen=seen_of(misspelt))
    assert Decision.objects.get().outcome == "denied"


def test_an_approval_is_for_the_member_that_fits(misspelt: Claim, alice: User) -> None:
    decide(held(misspelt, alice), "approved", alice, note="a letter apart")

    misspelt.refresh_from_db()
    (candidate,) = candidates.of_claim(settlement_id=misspelt.settlement_id, claim_id=misspelt.pk)
    assert (misspelt.status, misspelt.member_no) == ("approved", candidate.member_no)
    assert (misspelt.queue, misspelt.rule) == ("", "decided")
    assert not Assignment.objects.exists()
    assert Event.objects.filter(kind="claim.approved", ref=misspelt.number, actor=alice).exists()
    assert not Notice.objects.exclude(kind="claim_filed").exists()


def test_where_several_members_fit_the_reviewer_chooses(filed: Filed, alice: User) -> None:
    claim = held(filed(email="ben@example.org", usernames=("ana.b",), phone=""), alice)
    assert claim.queue == "several_members"
    ana, ben = candidates.of_claim(settlement_id=claim.settlement_id, claim_id=claim.pk)

    with pytest.raises(services.CannotApprove, match="Choose the one"):
        decide(claim, "approved", alice)
    with pytest.raises(services.CannotApprove, match="does not fit"):
        decide(claim, "approved", alice, member_no=ana.member_no + ben.member_no)
    decide(claim, "approved", alice, member_no=ben.member_no)

    claim.refresh_from_db()
    assert claim.member_no == ben.member_no


def test_a_stranger_cannot_be_approved(filed: Filed, alice: User) -> None:
    stranger = held(filed(phone="202 555 0199"), alice)

    with pytest.raises(services.CannotApprove, match="No member of the class fits"):
        decide(stranger, "approved", alice)


def test_a_member_has_one_approved_claim(misspelt: Claim, filed: Filed, alice: User) -> None:
    exact = filed(
        first_name="Ana",
        last_name="Brown-Nunez",
        email="ana.brown@gmail.com",
        signature="Ana Brown-Nunez",
    )
    assert exact.status == "approved"

    with pytest.raises(services.CannotApprove, match=exact.number):
        decide(held(misspelt, alice), "approved", alice)


def test_a_late_claim_is_admitted_by_a_lead_reviewer_with_the_order(
    misspelt: Claim, alice: User, bob: User
) -> None:
    Claim.objects.filter(pk=misspelt.pk).update(late=True)
    held(misspelt, alice)

    with pytest.raises(services.CannotApprove, match="lead reviewer"):
        decide(misspelt, "approved", alice, note="please")
    Assignment.objects.update(by=bob)
    with pytest.raises(services.CannotApprove, match="order"):
        decide(misspelt, "approved", bob)
    decide(misspelt, "approved", bob, note="Order of December 1, 2026, docket 88")

    misspelt.refresh_from_db()
    assert misspelt.status == "approved"


def test_a_minor_without_a_guardian_is_not_approved_by_hand_either(
    misspelt: Claim, alice: User
) -> None:
    Claim.objects.filter(pk=misspelt.pk).update(minor=True)

    with pytest.raises(services.CannotApprove, match="guardian"):
        decide(held(misspelt, alice), "approved", alice)


def test_a_denial_says_why_in_a_letter(misspelt: Claim, alice: User) -> None:
    decide(
        held(misspelt, alice),
        "denied",
        alice,
        reason="another_person",
        message="The list has somebody else.",
        note="seen twice",
    )

    misspelt.refresh_from_db()
    assert misspelt.status == "denied"
    letter = opened(Notice.objects.get(ref=misspelt.number, kind__startswith="claim_de")).letter
    assert "belongs to a class member with another name" in letter.text
    assert "The list has somebody else." in letter.text
    assert "December 4, 2026" in letter.text  # 10 days to appeal
    assert "seen twice" not in letter.text


def test_asking_for_more_says_what_and_until_when(misspelt: Claim, alice: User) -> None:
    decide(held(misspelt, alice), "deficient", alice, reason="proof_of_name")

    letter = opened(Notice.objects.get(ref=misspelt.number, kind__startswith="claim_de")).letter
    assert "marriage certificate" in letter.text
    assert "December 24, 2026" in letter.text


@pytest.mark.parametrize(
    ("outcome", "reason", "message"),
    [
        ("denied", "", ""),
        ("denied", "proof_of_name", ""),
        ("deficient", "filed_twice", ""),
        ("denied", "other_denial", " "),
        ("denied", "made_up", ""),
    ],
)
def test_a_decision_against_the_claimant_says_why(
    settlement: Settlement, alice: User, outcome: str, reason: str, message: str
) -> None:
    claim = held(waiting(settlement), alice)

    with pytest.raises(services.NeedsReason):
        decide(claim, outcome, alice, reason=reason, message=message)

    claim.refresh_from_db()
    assert claim.status == "in_review"


def test_a_reopened_claim_waits_in_a_queue_of_its_own(settlement: Settlement, bob: User) -> None:
    claim = make.claim(settlement, status="denied")

    services.reopen(claim=claim, why="an appeal", by=bob)

    claim.refresh_from_db()
    assert (claim.status, claim.queue) == ("in_review", queues.REOPENED)
    assert Event.objects.get(ref=claim.number).why == "an appeal"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "approved", "frozen_at": make.NOW}, "A payment was made"),
        ({"status": "in_review"}, "waits for a decision already"),
        ({"status": "filed"}, "waits for a decision already"),
        ({"status": "withdrawn"}, "cannot become"),
    ],
)
def test_what_cannot_be_reopened_is_said(
    settlement: Settlement, bob: User, fields: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        services.reopen(claim=make.claim(settlement, **fields), why="an appeal", by=bob)


def test_reopening_says_why(settlement: Settlement, bob: User) -> None:
    with pytest.raises(services.NeedsReason):
        services.reopen(claim=make.claim(settlement, status="denied"), why=" ", by=bob)
