"""Later distributions: the second, to whoever was paid, and the admission of late claims by order.

A run of theirs is frozen, computed, approved and paid as one of the first is (payouts.allocation).
"""

from datetime import datetime

from django.db import transaction

from payouts.allocation import services as allocation
from payouts.allocation.approving import last_distribution
from payouts.allocation.models import Run, RunKind, RunStatus
from payouts.residual import amended, statements
from payouts.residual.facts import facts_of, left_of
from payouts.residual.steps import Standing, steps_of
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.terms import holding
from settlement.terms.models import Settlement
from settlement.terms.schema import ResidualStep
from settlement.work.models import Chunk, Job

FREEZE = "payouts.residual.freeze_run"


class NotHeld(Refusal):
    """The settlement file asks for no second distribution, or not now."""


@transaction.atomic
def open_second(
    *, settlement: Settlement, by: User, now: datetime, distribution: int | None = None
) -> Run:
    """Open the second distribution: residual and reserve, to whoever's earlier payments cleared.

    The caller rings `run.job_id` after COMMIT.
    distribution: its number, where somebody named one
    raises: NotHeld, or Refusal while the earlier distributions are not over; as `open_late` of
            amended deductions
    """
    holding.lock_case(settlement.pk)
    number = distribution or last_distribution(settlement) + 1
    amended.deduct(settlement, by=by)
    _check_held(settlement)
    return allocation.open_run(
        settlement=settlement,
        by=by,
        now=now,
        distribution=number,
        kind=RunKind.SECOND,
        freezing_task=FREEZE,
    )


def _check_held(settlement: Settlement) -> None:
    for step in steps_of(facts_of(settlement)):
        if step.standing is Standing.NEXT and step.step is not ResidualStep.SECOND_DISTRIBUTION:
            raise NotHeld(f"The next step of the settlement file is another: {step.title.lower()}.")
        if step.step is ResidualStep.SECOND_DISTRIBUTION:
            if step.why:
                raise NotHeld(step.why)
            if step.standing is Standing.DONE:
                raise NotHeld("The second distribution was held already.")
            return
    raise NotHeld("The settlement file has no second distribution among its steps.")


@transaction.atomic
def open_late(*, settlement: Settlement, order: str, by: User, now: datetime) -> Run:
    """Open a run that admits late and corrected claims by order, out of reserve and residual.

    Everybody who is approved takes part; what a claim was awarded before counts against it, and
    nobody gets more for a point than the others got. The caller rings `run.job_id` after COMMIT.
    raises: Refusal without an order, before the first distribution is approved, with nothing left,
            or while awards of admitted claims cannot be paid as they were awarded; Overdrawn where
            nothing is left that deductions raised since could be taken of
    """
    holding.lock_case(settlement.pk)
    if not order.strip():
        raise Refusal("Late claims are admitted only by a recorded order. Name it.")
    last = last_distribution(settlement)
    if not last:
        raise Refusal("No run is approved yet. Make a run of the first distribution with them.")
    amended.deduct(settlement, by=by)
    left = left_of(settlement)
    if left.fallen.admitted:
        count = left.fallen.admitted
        changed = "1 award is of a claim" if count == 1 else f"{count:,} awards are of claims"
        raise Refusal(
            f"{changed} changed since, and cannot be paid as it stands. Give such awards up to the"
            " residual first, by the order; this run then gives what is right."
        )
    if not left.cents:
        raise Refusal("Nothing is left in reserve and residual that late claims could be paid of.")
    return allocation.open_run(
        settlement=settlement,
        by=by,
        now=now,
        distribution=last + 1,
        kind=RunKind.LATE,
        order=order.strip(),
        freezing_task=FREEZE,
    )


@transaction.atomic
def freeze_run(chunk: Chunk, *, now: datetime) -> int:
    """Name who enters a later distribution, then freeze it. Return the claims frozen; 0 where that
    was done before, or the run is refused."""
    Job.objects.select_for_update().get(pk=chunk.job_id)
    run = Run.objects.select_for_update(of=("self",)).get(pk=chunk.first)
    if run.status == RunStatus.OPEN:
        statements.enter(
            run_id=run.pk, settlement_id=run.settlement_id, late=run.kind == RunKind.LATE
        )
    return allocation.freeze_run(chunk, now=now)
