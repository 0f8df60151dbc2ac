"""Who left the class is not paid, whatever the order of things; a court may take it back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from claims.eligibility import services as eligibility
from claims.filing import statements as filing
from claims.filing.models import Claim
from claims.optouts import services, statements
from claims.optouts.models import Exclusion
from claims.optouts.services import ExcludedAlready, NotOnTheList, Request
from claims.review import services as review
from claims.review.models import Assignment
from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.duplicates import merging
from settlement.errors import Refusal
from settlement.roster.models import ClassMember
from settlement.states import WrongState
from settlement.terms.models import Settlement
from tests import make
from tests.claims.eligibility.test_renewal import OF_ANA, OF_BEN, beat, filed, paid, state
from tests.claims.optouts.conftest import DAY, Deliver, exclude
from tests.payouts.allocation.running import freeze, opened
from tests.settlement.roster.listing import ANA, BEN

HELD, APPROVED = ("in_review", "excluded"), ("approved", "")
ORDER = "Order of 2026-12-01, Dkt. 212"


def test_a_claim_of_who_left_waits_for_a_person(listed: Settlement, ines: User) -> None:
    exclude(listed, ines)

    claim, other = filed(listed, **OF_ANA), filed(listed, **OF_BEN)

    assert (state(claim), state(other)) == (HELD, APPROVED)
    verdict = claim.verdicts.get()
    assert (verdict.rule, verdict.compared["exclusion"]) == ("excluded", "excluded")


def test_an_approved_claim_is_held_once_its_member_leaves(listed: Settlement, ines: User) -> None:
    claim = filed(listed, **OF_ANA)
    assert state(claim) == APPROVED

    recorded = exclude(listed, ines)

    assert recorded.held == 1
    assert state(claim) == ("filed", "")
    assert eligibility.unlisted(listed) == 1  # no run is made before it is verified again
    beat()
    assert state(claim) == HELD
    assert eligibility.unlisted(listed) == 0
    event = Event.objects.get(ref=claim.number, from_status="approved")
    assert (event.why, event.actor) == (services.EXCLUDED, ines)


def test_a_claim_being_paid_is_named_and_held_once_its_payment_is_void(
    listed: Settlement, ines: User
) -> None:
    claim = paid(filed(listed, **OF_ANA))

    recorded = exclude(listed, ines)

    assert (recorded.held, [*recorded.paid]) == (0, [claim.number])
    beat()
    assert state(claim) == APPROVED
    filing.thaw(settlement_id=listed.pk, claim_ids=[claim.pk])
    assert eligibility.unlisted(listed) == 1
    beat()
    assert state(claim) == HELD


def test_a_claim_whose_payment_is_made_at_that_moment_is_named(
    listed: Settlement, ines: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, hold = filed(listed, **OF_ANA), statements.hold

    def hold_after_waiting(**values: Any) -> int:
        paid(claim)  # by whom we waited for
        return hold(**values)

    monkeypatch.setattr(statements, "hold", hold_after_waiting)

    recorded = exclude(listed, ines)

    assert (recorded.held, [*recorded.paid]) == (0, [claim.number])


def test_no_run_freezes_a_claim_that_was_approved_while_its_member_left(
    listed: Settlement, ines: User
) -> None:
    claim = filed(listed, **OF_ANA)
    exclude(listed, ines)
    # As if a worker that had not seen the exclusion committed behind it.
    Claim.objects.filter(pk=claim.pk).update(status="approved", member_no=1)

    assert eligibility.unlisted(listed) == 1
    run = freeze(opened(listed))
    assert run.status == "refused"
    assert "left the class" in run.refusal
    beat()
    assert state(claim) == HELD


def test_nobody_approves_it_by_hand(listed: Settlement, ines: User, bob: User) -> None:
    exclude(listed, ines)
    claim = filed(listed, **OF_ANA)
    Assignment.objects.create(claim=claim, by=bob, until=make.NOW + timedelta(days=1))

    with pytest.raises(review.CannotApprove, match="left the class"):
        review.decide(claim=claim, outcome="approved", by=bob, now=make.NOW)

    review.decide(claim=claim, outcome="denied", reason="opted_out", by=bob, now=make.NOW)
    assert state(claim) == ("denied", "")


def test_an_exclusion_reversed_brings_the_claim_back_to_verification(
    listed: Settlement, ines: User
) -> None:
    recorded = exclude(listed, ines)
    claim = filed(listed, **OF_ANA)

    freed = services.reverse(exclusion=recorded.exclusion, order=ORDER, by=ines)

    assert freed == 1
    assert Exclusion.objects.get().order == ORDER
    beat()
    assert state(claim) == APPROVED


def test_an_exclusion_is_reversed_once_and_by_an_order(listed: Settlement, ines: User) -> None:
    exclusion = exclude(listed, ines).exclusion

    with pytest.raises(Refusal, match="which order"):
        services.reverse(exclusion=exclusion, order=" ", by=ines)
    services.reverse(exclusion=exclusion, order=ORDER, by=ines)
    with pytest.raises(WrongState):
        services.reverse(exclusion=exclusion, order=ORDER, by=ines)
    exclude(listed, ines)  # and may be recorded again


def test_a_member_is_excluded_once_at_a_time(listed: Settlement, ines: User) -> None:
    first = exclude(listed, ines).exclusion

    with pytest.raises(ExcludedAlready):
        exclude(listed, ines, notice_id=ANA["notice_id"])

    again = Exclusion(
        settlement=listed, ref_key=first.ref_key, received_on=DAY, sealed=b"", recorded_by=ines
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_a_request_names_a_member_and_a_day_that_has_come(listed: Settlement, ines: User) -> None:
    with pytest.raises(NotOnTheList):
        exclude(listed, ines, member_ref="A-9999")
    with pytest.raises(Refusal, match="still to come"):
        services.record(
            settlement=listed,
            request=Request(member_ref="A-1001"),
            received_on=DAY + timedelta(days=1),
            today=DAY,
            by=ines,
        )
    assert not Exclusion.objects.exists()


def test_an_exclusion_holds_for_the_list_that_comes_after(
    listed: Settlement, deliver: Deliver, ines: User
) -> None:
    exclusion = exclude(listed, ines).exclusion
    deliver(BEN, ANA)
    beat()

    claim = filed(listed, **OF_ANA)
    exclusion.refresh_from_db()
    assert exclusion.member_no == claim.member_no != 1
    assert state(claim) == HELD
    assert state(filed(listed, **OF_BEN)) == APPROVED


@pytest.mark.parametrize("who", ["A-1001", "A-2001"])
def test_members_who_are_one_person_left_together(
    settlement: Settlement, deliver: Deliver, ines: User, who: str
) -> None:
    deliver(ANA, BEN, ANA | {"member_ref": "A-2001", "notice_id": "", "email": "a@example.org"})
    claim = filed(settlement, **OF_ANA)
    merging.merge(settlement=settlement, one=1, other=3, by=ines, why="One person")
    beat()
    assert state(claim) == APPROVED

    recorded = exclude(settlement, ines, member_ref=who)
    beat()

    assert (recorded.held, state(claim)) == (1, HELD)
    services.reverse(exclusion=recorded.exclusion, order=ORDER, by=ines)
    beat()
    assert state(claim) == APPROVED


def test_a_claim_whose_member_is_not_sure_says_nothing_of_an_exclusion(
    listed: Settlement, ines: User
) -> None:
    exclude(listed, ines)

    claim = filed(listed, **OF_ANA | {"last_name": "Smith"})

    assert state(claim) == ("in_review", "name_differs")


def test_what_the_request_says_is_sealed_and_reading_it_is_recorded(
    listed: Settlement, ines: User
) -> None:
    exclusion = exclude(listed, ines).exclusion
    stored = bytes(Exclusion.objects.get().sealed)
    assert b"Brown" not in stored

    said = services.opened(exclusion=Exclusion.objects.get(), purpose="to look", by=ines)

    assert (said.name, said.member_ref) == ("Ana Brown", "A-1001")
    assert Event.objects.get(kind="exclusion.opened").ref == exclusion.audit_ref


def test_references_are_hashed_anew_with_the_list(listed: Settlement, ines: User) -> None:
    exclusion = exclude(listed, ines).exclusion
    Exclusion.objects.update(ref_key=1)

    services.rekey(settlement=listed)

    assert Exclusion.objects.get().ref_key == exclusion.ref_key


def test_references_are_hashed_anew_of_who_is_known_by_a_notice_of_an_earlier_list(
    listed: Settlement, deliver: Deliver, ines: User
) -> None:
    """Else no later list would have the member again, and who left would be paid."""
    exclude(listed, ines, notice_id=ANA["notice_id"])
    deliver(BEN, ANA | {"notice_id": "", "confirmation_code": ""})
    beat()
    ref_key = Exclusion.objects.get().ref_key
    Exclusion.objects.update(ref_key=1)  # as if made under the key before

    services.rekey(settlement=listed)

    assert Exclusion.objects.get().ref_key == ref_key


def test_no_run_is_made_of_who_left_before_the_list_was_replaced(
    listed: Settlement, deliver: Deliver, ines: User
) -> None:
    """Whoever is approved by the new list is asked for by the number that it gives him."""
    exclude(listed, ines)
    deliver(BEN, ANA)
    claim = filed(listed, **OF_ANA)
    ana = ClassMember.objects.order_by("-member_no").first()
    assert ana is not None
    Claim.objects.filter(pk=claim.pk).update(status="approved", member_no=ana.member_no)

    assert eligibility.unlisted(listed) == 1


def test_nobody_approves_by_hand_while_a_list_that_was_replaced_is_not_followed(
    listed: Settlement, deliver: Deliver, ines: User, bob: User
) -> None:
    exclude(listed, ines)
    claim = filed(listed, **OF_ANA)
    Assignment.objects.create(claim=claim, by=bob, until=make.NOW + timedelta(days=1))
    deliver(BEN, ANA)

    with pytest.raises(review.CannotApprove, match="class list was changed"):
        review.decide(claim=claim, outcome="approved", by=bob, now=make.NOW)

    assert state(claim) == HELD


def test_its_rows_keep_their_history(listed: Settlement, ines: User) -> None:
    exclusion = exclude(listed, ines).exclusion
    services.reverse(exclusion=exclusion, order=ORDER, by=ines)

    kept = sql.rows("SELECT status FROM claims_exclusionevent ORDER BY pgh_id")
    assert kept == [("in_force",), ("reversed",)]
