"""What approving a run asks and moves: the earlier runs give way, and the ledger takes the new."""

from collections import Counter

from django.db.models import Max

from payouts.allocation.models import Run, RunKind, RunStatus
from payouts.ledger import services as ledger
from payouts.ledger.chart import AWARDS, NET, RESERVE, RESIDUAL, Side, credit, debit, reverse
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.money import shown
from settlement.terms.models import Settlement


class NetDiffers(Refusal):
    """The ledger does not hold what the run divides."""


class AlreadyPaid(Refusal):
    """The run that would be superseded was paid from, or a later distribution builds on it."""


def last_distribution(settlement: Settlement) -> int:
    """The number of the last distribution that was approved; 0 where none was."""
    runs = Run.objects.filter(settlement=settlement, status=RunStatus.APPROVED)
    return runs.aggregate(last=Max("distribution"))["last"] or 0


def give_way(run: Run, *, by: User) -> None:
    """Let the earlier runs of a run's distribution, which could still be approved or paid from,
    be superseded by it.

    raises: AlreadyPaid
    """
    last = last_distribution(run.settlement)
    if last > run.distribution:
        raise AlreadyPaid(
            f"Distribution {last} is approved and builds on what distribution {run.distribution}"
            " gave, so no other run can take its place."
        )
    earlier = Run.objects.select_for_update().filter(
        settlement=run.settlement_id,
        distribution=run.distribution,
        number__lt=run.number,
        status__in=[RunStatus.CLOSED, RunStatus.APPROVED],
    )
    for each in earlier.order_by("pk"):
        _supersede(each, run, by)


def _supersede(earlier: Run, run: Run, by: User) -> None:
    """Put a later run in the place of an earlier one; an approved one's entry is reversed."""
    if earlier.status == RunStatus.APPROVED:
        if earlier.payments.exclude(status="void").exists():
            raise AlreadyPaid(
                f"Payments were made from run {earlier.number}, so run {run.number} cannot take its"
                " place. Make their batches void first, where the bank does not have them yet."
            )
        ledger.give_back(settlement=run.settlement, ref=earlier.audit_ref, by=by)
        posted = ledger.legs_of(settlement=run.settlement, kind="run", ref=earlier.audit_ref)
        ledger.post(
            settlement=run.settlement,
            kind="reversal",
            ref=earlier.audit_ref,
            legs=reverse(posted),
            memo=f"Run {run.number} takes the place of run {earlier.number}.",
            by=by,
        )
    earlier.move(RunStatus.SUPERSEDED, by=by, why=f"Run {run.number} was approved.")


def check_money(run: Run) -> None:
    """The ledger must hold what a run divides, to the cent.

    raises: NetDiffers
    """
    held_cents = sum(drawn_on(run).values())
    if held_cents == run.net_cents:
        return
    divides = f"run {run.number} divides {shown(run.net_cents or 0)}"
    if run.kind == RunKind.FIRST:
        raise NetDiffers(
            f"The ledger's net fund is {shown(held_cents)}, and {divides}. Record the bank's"
            " confirmation of the whole fund first."
        )
    raise NetDiffers(
        f"{shown(held_cents)} is left in the ledger, and {divides}. Money moved since it was"
        " frozen; make a new run."
    )


def drawn_on(run: Run) -> dict[str, int]:
    """The accounts whose money a run divides, and what they hold."""
    if run.kind == RunKind.FIRST:
        return {NET: ledger.net_cents(run.settlement)}
    return ledger.left(run.settlement)


def legs_of(run: Run) -> list[Side]:
    """What an approved run posts: all that it draws on becomes awards, reserve and residual."""
    moved: Counter[str] = Counter()
    for side in (
        *(debit(account, cents) for account, cents in drawn_on(run).items()),
        credit(AWARDS, run.awarded_cents or 0),
        credit(RESERVE, run.reserve_cents),
        credit(RESIDUAL, (run.residual_cents or 0) - run.reserve_cents),
    ):
        moved[side.account] += side.cents
    return [Side(account, cents) for account, cents in moved.items()]
