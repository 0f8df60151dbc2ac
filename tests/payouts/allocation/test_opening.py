"""Opening a run, refusing it, giving it up."""

from datetime import timedelta

import pytest

from payouts.allocation import services
from payouts.allocation.models import RunKind, RunStatus, Snapshot
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.roster.models import ImportStatus, RosterImport
from settlement.states import WrongState
from settlement.terms.models import Settlement
from settlement.work.models import Job
from tests import make
from tests.make import NOW
from tests.payouts.allocation.plans import text
from tests.payouts.allocation.running import (
    approved,
    finished,
    freeze,
    opened,
    work_off,
)

ILLINOIS = {"created_in_illinois": True}
ELSEWHERE = {"created_in_illinois": False}


def test_a_run_made_before_claims_close_is_preliminary(settlement: Settlement) -> None:
    early = finished(settlement)
    closed = NOW + timedelta(days=60)
    late = services.open_run(settlement=settlement, by=User.objects.service("tests"), now=closed)

    assert (early.preliminary, late.preliminary) == (True, False)
    assert (early.number, late.number) == (1, 2)


def test_one_run_is_made_at_a_time(settlement: Settlement) -> None:
    run = opened(settlement)

    with pytest.raises(services.RunUnderWay, match="Run 1 is under way"):
        opened(settlement)
    freeze(run)
    with pytest.raises(services.RunUnderWay):
        opened(settlement)
    work_off()

    assert opened(settlement).number == 2


def test_a_later_distribution_follows_one_that_is_approved(
    settlement: Settlement, alice: User
) -> None:
    with pytest.raises(Refusal, match="None is approved yet, so the next is distribution 1"):
        services.open_run(
            settlement=settlement, by=alice, now=NOW, distribution=2, kind=RunKind.SECOND
        )


def test_a_plan_that_would_overspend_makes_a_refused_run_that_says_so(db: None) -> None:
    case = make.settlement(text=text(net_cents=25, rounding="nearest"))
    for _claim in range(10):
        approved(case, {})

    run = finished(case)

    assert (run.status, run.claims) == (RunStatus.REFUSED, 10)
    assert "would pay $0.30, more than the $0.25 there is" in run.refusal
    assert not Snapshot.objects.exists()
    assert opened(case).number == 2


def test_no_run_is_made_while_claims_are_of_an_earlier_class_list(settlement: Settlement) -> None:
    approved(settlement, ELSEWHERE, member_no=7)
    approved(settlement, ELSEWHERE, member_no=8)
    RosterImport.objects.create(
        settlement=settlement,
        status=ImportStatus.REPLACED,
        files=[],
        last_no=7,
        made_by=User.objects.service("tests"),
    )

    run = freeze(opened(settlement))

    assert (run.status, run.refusal) == (
        RunStatus.REFUSED,
        "1 claim is of an earlier class list, or of a member who left the class. Verify it again"
        " with verify_claims, then make the run.",
    )
    assert not Snapshot.objects.exists()


def test_a_run_given_up_writes_nothing_more_and_makes_room(
    settlement: Settlement, alice: User
) -> None:
    approved(settlement, ELSEWHERE)
    run = freeze(opened(settlement))

    services.give_up_run(run=run, why="A worker's disk is full.", by=alice, now=NOW)
    work_off()

    run.refresh_from_db()
    assert (run.status, run.awards.count()) == (RunStatus.REFUSED, 0)
    assert finished(settlement).status == RunStatus.CLOSED
    with pytest.raises(WrongState, match="so it cannot be given up"):
        services.give_up_run(run=run, why="Again.", by=alice, now=NOW)


def test_a_run_given_up_leaves_no_job_open_nor_one_to_look_at(
    settlement: Settlement, alice: User
) -> None:
    approved(settlement, ELSEWHERE)
    run = opened(settlement)
    Job.objects.update(status="stopped")

    services.give_up_run(run=run, why="The disk was full.", by=alice, now=NOW)

    assert [*Job.objects.values_list("status", "finished_at")] == [("stopped", NOW)]
