"""Another person approves, the ledger owes the awards, and later runs take the place."""

import pytest
from django.db import IntegrityError, transaction

from claims.filing.models import Claim
from payouts.allocation import approving, services
from payouts.allocation.models import Run, RunStatus
from payouts.ledger import services as ledger
from payouts.ledger.chart import AWARDS, FUND, NET, RESIDUAL
from payouts.ledger.models import Entry
from payouts.payments.services import make_batches, void_batch
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.states import WrongState
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.plans import text
from tests.payouts.allocation.running import (
    approved,
    finished,
)

ILLINOIS = {"created_in_illinois": True}
ELSEWHERE = {"created_in_illinois": False}


def fund(settlement: Settlement, by: User) -> None:
    ledger.confirm_funding(
        settlement=settlement, amount_cents=1_000_000, bank_reference="FED-1", by=by, now=NOW
    )


def test_another_person_approves_and_the_ledger_owes_the_awards(
    settlement: Settlement, alice: User, bob: User
) -> None:
    fund(settlement, alice)
    for _claim in range(3):
        approved(settlement, ELSEWHERE)
    run = finished(settlement, by=alice)

    services.approve_run(run=run, by=bob, now=NOW)

    held = {each.account: each.cents for each in ledger.balances(settlement)}
    assert (run.status, run.approved_by) == (RunStatus.APPROVED, bob)
    assert (held[NET], held[AWARDS], held[RESIDUAL]) == (0, 699_999, 1)
    assert [*Event.objects.filter(entity="run").values_list("from_status", "to_status")] == [
        ("", ""),
        ("open", "frozen"),
        ("frozen", "closed"),
        ("closed", "approved"),
    ]


def test_the_maker_may_not_approve(settlement: Settlement, alice: User) -> None:
    fund(settlement, alice)
    run = finished(settlement, by=alice)

    with pytest.raises(services.NotYours):
        services.approve_run(run=run, by=alice, now=NOW)
    with pytest.raises(IntegrityError, match="run_maker_is_not_approver"), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(approved_by=alice)


def test_a_run_is_approved_once(settlement: Settlement, alice: User, bob: User) -> None:
    fund(settlement, alice)
    run = finished(settlement, by=alice)
    services.approve_run(run=run, by=bob, now=NOW)

    with pytest.raises(WrongState):
        services.approve_run(run=run, by=bob, now=NOW)

    assert Entry.objects.filter(kind="run").count() == 1


def test_nothing_is_approved_before_the_bank_confirmed_the_fund(
    settlement: Settlement, alice: User, bob: User
) -> None:
    approved(settlement, ELSEWHERE)
    run = finished(settlement, by=alice)

    with pytest.raises(approving.NetDiffers, match=r"is \$0\.00, and run 1 divides \$7,000\.00"):
        services.approve_run(run=run, by=bob, now=NOW)

    run.refresh_from_db()
    assert run.status == RunStatus.CLOSED


def test_a_later_run_takes_the_place_of_the_earlier_ones(
    settlement: Settlement, alice: User, bob: User
) -> None:
    fund(settlement, alice)
    approved(settlement, ELSEWHERE)
    first, never = finished(settlement, by=alice), finished(settlement, by=alice)
    services.approve_run(run=first, by=bob, now=NOW)
    approved(settlement, ELSEWHERE)
    approved(settlement, ELSEWHERE)
    second = finished(settlement, by=alice)

    services.approve_run(run=second, by=bob, now=NOW)

    held = {each.account: each.cents for each in ledger.balances(settlement)}
    assert (held[AWARDS], held[RESIDUAL]) == (699_999, 1)
    for run in (first, never):
        run.refresh_from_db()
        assert run.status == RunStatus.SUPERSEDED


def test_a_run_under_an_older_file_is_not_approved(
    settlement: Settlement, alice: User, bob: User
) -> None:
    fund(settlement, alice)
    run = finished(settlement, by=alice)
    paying.amend(settlement, text(net_cents=700_000))

    with pytest.raises(services.Outdated, match="Make a new run"):
        services.approve_run(run=run, by=bob, now=NOW)


@pytest.mark.parametrize("net_cents", [900_000, 600_000])
def test_a_fund_amended_after_its_deductions_is_followed_by_the_next_run(
    settlement: Settlement, alice: User, bob: User, net_cents: int
) -> None:
    fund(settlement, alice)
    approved(settlement, ELSEWHERE)
    first = finished(settlement, by=alice)
    services.approve_run(run=first, by=bob, now=NOW)
    paying.amend(settlement, text(net_cents=net_cents))
    second = finished(settlement, by=alice)

    services.approve_run(run=second, by=bob, now=NOW)

    held = {each.account: each.cents for each in ledger.balances(settlement)}
    assert (held[FUND], held[NET], held[AWARDS]) == (1_000_000 - net_cents, 0, net_cents)
    assert held["deductions:attorney_fees"] == 0
    assert [*Entry.objects.filter(kind="deductions").values_list("ref", flat=True)] == ["1", "2"]


def test_a_fund_that_grew_is_confirmed_before_a_run_of_it_is_approved(
    settlement: Settlement, alice: User, bob: User
) -> None:
    fund(settlement, alice)
    approved(settlement, ELSEWHERE)
    paying.amend(settlement, text(net_cents=1_200_000))
    run = finished(settlement, by=alice)

    with pytest.raises(approving.NetDiffers, match=r"is \$7,000\.00, and run 1 divides \$12,000"):
        services.approve_run(run=run, by=bob, now=NOW)

    ledger.confirm_funding(
        settlement=settlement, amount_cents=200_000, bank_reference="FED-2", by=alice, now=NOW
    )
    services.approve_run(run=run, by=bob, now=NOW)
    assert run.status == RunStatus.APPROVED


AMENDED = {"version": 2, "answers": ILLINOIS}
REOPENED = {"status": "in_review", "queue": "reopened"}


@pytest.mark.parametrize(
    "changes",
    [AMENDED, {"member_no": 77}, {"status": "withdrawn"}, REOPENED],
    ids=["amended", "another member", "withdrawn", "reopened"],
)
def test_a_run_of_which_claims_changed_since_the_freeze_is_not_approved(
    settlement: Settlement, alice: User, bob: User, changes: dict[str, object]
) -> None:
    fund(settlement, alice)
    claim, _other = approved(settlement, ELSEWHERE), approved(settlement, ELSEWHERE)
    run = finished(settlement, by=alice)
    Claim.objects.filter(pk=claim.pk).update(**changes)

    with pytest.raises(
        services.ClaimsChanged, match=r"^1 claim changed since .* Make a new run\.$"
    ):
        services.approve_run(run=run, by=bob, now=NOW)

    run.refresh_from_db()
    assert run.status == RunStatus.CLOSED


def test_a_run_that_was_paid_from_keeps_its_place_until_its_batches_are_void(
    settlement: Settlement, alice: User, bob: User
) -> None:
    fund(settlement, alice)
    paying.approved_claim(settlement)
    first = finished(settlement, by=alice)
    services.approve_run(run=first, by=bob, now=NOW)
    (batch,) = make_batches(run=first, by=alice, now=NOW, order="Docket 7")
    second = finished(settlement, by=alice)

    with pytest.raises(approving.AlreadyPaid, match="run 2 cannot take its place"):
        services.approve_run(run=second, by=bob, now=NOW)
    second.refresh_from_db()
    assert second.status == RunStatus.CLOSED

    void_batch(batch=batch, why="Run 2 takes the place of run 1.", by=alice)
    services.approve_run(run=second, by=bob, now=NOW)
    first.refresh_from_db()
    assert (first.status, second.status) == (RunStatus.SUPERSEDED, RunStatus.APPROVED)
