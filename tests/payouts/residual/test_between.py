"""What happens between two distributions: runs that stand no more, and money that came back."""

import pytest
from django.test import Client
from django.urls import reverse

from claims.filing.models import Claim, ClaimStatus
from payouts.allocation import services as allocation
from payouts.allocation.models import Run, RunStatus
from payouts.allocation.services import ClaimsChanged
from payouts.payments.models import Batch
from payouts.payments.services import make_batches
from payouts.payments.settling import record_returns
from payouts.residual import statements
from payouts.residual.distributions import open_late, open_second
from payouts.residual.facts import left_of
from payouts.residual.models import Disposal, DisposalKind, GivenUp
from payouts.residual.services import approve_disposal, make_disposal
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.states import WrongState
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import awards_of, finished, work_off
from tests.payouts.residual.carrying import agrees, approve, approved_run, case, held, pay

pytestmark = pytest.mark.django_db

SECOND = """
steps = ["second_distribution", "cy_pres"]
second_distribution_minimum = "1.00"
cy_pres = [{ name = "Legal Aid", percent = "100" }]
reserve = "20.00"
"""
ORDER = "Order of June 1, Dkt. 410"


def closed(run: Run) -> Run:
    work_off()
    run.refresh_from_db()
    assert run.status == RunStatus.CLOSED, run.refusal
    return run


def late(settlement: Settlement, by: User) -> Run:
    return open_late(settlement=settlement, order=ORDER, by=by, now=NOW)


def second(settlement: Settlement, by: User) -> Run:
    return open_second(settlement=settlement, by=by, now=NOW)


def given_up(settlement: Settlement, kind: DisposalKind, by: User) -> Disposal:
    return make_disposal(settlement=settlement, kind=kind, by=by, now=NOW, order=ORDER)


def came_back(batch: Batch, claim: Claim, *, by: User) -> None:
    payment = batch.payments.get(claim=claim)
    record_returns(
        batch=batch, returned={payment.ref: "R03"}, by=by, now=NOW, bank_reference="RET-1"
    )


# A run that builds on what stands no more ---------------------------------------------------------


def test_a_late_run_falls_with_the_run_whose_awards_it_counts(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND)
    early = paying.approved_claim(settlement)
    first = approved_run(settlement, maker=alice, approver=bob)
    one = paying.approved_claim(settlement)
    run = closed(late(settlement, alice))
    assert awards_of(run) == {early.number: 0, one.number: 2000}
    again = approve(finished(settlement, by=alice), by=bob)
    assert awards_of(again) == {early.number: 4000, one.number: 4000}

    # The money is the same to the cent: only what was awarded differs.
    with pytest.raises(ClaimsChanged, match=r"^2 claims of the run were awarded otherwise by the"):
        allocation.approve_run(run=run, by=bob, now=NOW)

    first.refresh_from_db()
    assert first.status == RunStatus.SUPERSEDED
    assert held(settlement) == {"assets:fund": 10_000, "awards": 8000, "reserve": 2000}
    assert agrees(settlement, by=bob)


def test_a_payment_that_came_back_since_stops_the_second_distribution(
    alice: User, bob: User
) -> None:
    settlement = case(residual=SECOND)
    lost, _kept = paying.approved_claim(settlement), paying.approved_claim(settlement)
    first = approved_run(settlement, maker=alice, approver=bob)
    (batch,) = pay(first, maker=alice, approver=bob)
    run = closed(second(settlement, alice))
    came_back(batch, lost, by=bob)

    with pytest.raises(ClaimsChanged, match=r"1 claim of the run was paid, and the payment came b"):
        allocation.approve_run(run=run, by=bob, now=NOW)

    anew = closed(second(settlement, alice))
    assert lost.number not in awards_of(anew)
    allocation.approve_run(run=anew, by=bob, now=NOW)
    assert agrees(settlement, by=bob)


def test_a_payment_that_comes_back_after_the_approval_stays_owed_and_is_no_ones_second(
    alice: User, bob: User
) -> None:
    settlement = case(residual=SECOND)
    lost, kept = paying.approved_claim(settlement), paying.approved_claim(settlement)
    (batch,) = pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)
    run = approve(second(settlement, alice), by=bob)
    came_back(batch, lost, by=bob)

    pay(run, maker=alice, approver=bob, returned=[kept])

    assert held(settlement) == {"assets:fund": 5000, "returned": 5000}
    assert agrees(settlement, by=bob)
    approve_disposal(disposal=given_up(settlement, DisposalKind.RETURNED, alice), by=bob, now=NOW)
    assert {*GivenUp.objects.values_list("claim_id", "run__distribution", "cents")} == {
        (lost.pk, 1, 4000),
        (kept.pk, 2, 1000),
    }
    assert held(settlement) == {"assets:fund": 5000, "residual": 5000}
    assert agrees(settlement, by=bob)


# A run that nobody wants --------------------------------------------------------------------------


def test_a_computed_run_is_given_up_with_a_reason_and_pays_nobody(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND)
    paying.approved_claim(settlement)
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)
    run = closed(second(settlement, alice))

    allocation.give_up_run(run=run, why="The court waits for late claims.", by=alice, now=NOW)

    assert (run.status, run.refusal) == (
        RunStatus.REFUSED,
        "Given up by Alice: The court waits for late claims.",
    )
    with pytest.raises(WrongState):
        allocation.approve_run(run=run, by=bob, now=NOW)
    assert agrees(settlement, by=bob)
    approve(second(settlement, alice), by=bob)


def test_the_page_of_a_computed_run_offers_its_maker_to_give_it_up(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND)
    paying.approved_claim(settlement)
    run = finished(settlement, by=alice)
    page, give_up = (reverse(name, args=[run.public_id]) for name in ("run-page", "run-give-up"))
    maker, approver = Client(), Client()
    maker.force_login(alice)
    approver.force_login(bob)

    assert give_up in maker.get(page).content.decode()
    assert give_up not in approver.get(page).content.decode()
    assert approver.post(give_up, {"why": "No."}).status_code == 403
    maker.post(give_up, {"why": "Late claims come first."})

    assert "Given up by Alice: Late claims come first." in approver.get(page).content.decode()
    allocation.approve_run(run=finished(settlement, by=alice), by=bob, now=NOW)
    assert agrees(settlement, by=bob)


def test_an_approved_run_is_never_given_up(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND)
    paying.approved_claim(settlement)
    run = approved_run(settlement, maker=alice, approver=bob)

    with pytest.raises(WrongState, match="Run 1 is approved, so it cannot be given up"):
        allocation.give_up_run(run=run, why="No.", by=alice, now=NOW)


# The settlement file changed ----------------------------------------------------------------------


def test_a_tranche_by_whose_name_was_awarded_must_still_be_there(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND)
    paying.approved_claim(settlement)
    approved_run(settlement, maker=alice, approver=bob)
    text = settlement.versions.get().text
    paying.amend(settlement, text.replace('key = "shares"', 'key = "parts"'))
    paying.approved_claim(settlement)

    with pytest.raises(Refusal, match=r"Run 1 awarded \$80\.00 in tranche main\.shares, which"):
        late(settlement, alice)

    paying.amend(settlement, text)
    assert closed(late(settlement, alice)).awarded_cents == 2000


# Awards that are given up -------------------------------------------------------------------------


def test_a_claim_that_changes_while_awards_are_given_up_stops_it(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    settlement = case(residual=SECOND)
    claims = [paying.approved_claim(settlement) for _ in range(2)]
    approved_run(settlement, maker=alice, approver=bob)
    Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(status="denied")
    disposal = given_up(settlement, DisposalKind.FALLEN, alice)
    give_up = statements.give_up_fallen

    def after_a_reviewer(**values: int) -> int:
        """Between adding up and writing, a reviewer approves one claim again."""
        Claim.objects.filter(pk=claims[0].pk).update(status=ClaimStatus.APPROVED)
        return give_up(**values)

    monkeypatch.setattr(statements, "give_up_fallen", after_a_reviewer)
    with pytest.raises(Refusal, match=r"\$40\.00 would be given up, and disposal 1 moves \$80\.00"):
        approve_disposal(disposal=disposal, by=bob, now=NOW)

    assert not GivenUp.objects.exists()
    assert held(settlement)["awards"] == 8000


def test_a_distribution_whose_place_none_takes_says_how_to_go_on(alice: User, bob: User) -> None:
    settlement = case(residual=SECOND)
    fell, _other = paying.approved_claim(settlement), paying.approved_claim(settlement)
    first = approved_run(settlement, maker=alice, approver=bob)
    with_late = paying.approved_claim(settlement)
    approve(late(settlement, alice), by=bob)
    Claim.objects.filter(pk=fell.pk).update(status="denied")

    with pytest.raises(Refusal, match="give those awards up by an order"):
        make_batches(run=first, by=alice, now=NOW, order=ORDER)

    approve_disposal(disposal=given_up(settlement, DisposalKind.FALLEN, alice), by=bob, now=NOW)
    pay(first, maker=alice, approver=bob)
    assert with_late.awards.get().cents == 2000
    assert agrees(settlement, by=bob)


def test_before_a_run_is_approved_nothing_is_left(alice: User) -> None:
    settlement = case(residual=SECOND)

    assert left_of(settlement).cents == 0
