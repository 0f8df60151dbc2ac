"""What is left of a case's money, and what may be done with it now."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Sum

from payouts.allocation.models import Run, RunKind, RunStatus
from payouts.allocation.services import UNDER_WAY
from payouts.ledger import services as ledger
from payouts.ledger.chart import AWARDS, RETURNED
from payouts.payments.models import Batch, BatchStatus
from payouts.residual import statements
from payouts.residual.models import Disposal, DisposalStatus
from payouts.residual.steps import Facts
from settlement.terms.models import Settlement
from settlement.terms.schema import ResidualStep
from settlement.terms.services import terms_of


@dataclass(frozen=True, slots=True)
class Left:
    """Money that nobody was paid, and where it stands. Cents, and how many awards."""

    accounts: dict[str, int]  # residual, reserve, and what an amendment added to the net fund
    returned: tuple[int, int]
    fallen: statements.Fallen

    @property
    def cents(self) -> int:
        return sum(self.accounts.values())


def left_of(settlement: Settlement) -> Left:
    """What is left; before a run is approved nothing is, for the net fund is not divided yet."""
    return Left(
        accounts=ledger.left(settlement) if _divided(settlement) else {},
        returned=_returned(settlement),
        fallen=_fallen(settlement),
    )


# Awards and payments are counted only where the ledger says that there are any to count: a page is
# looked at often, and they are a million.


def _returned(settlement: Settlement) -> tuple[int, int]:
    if not ledger.holds(settlement, RETURNED):
        return 0, 0
    return statements.came_back(settlement_id=settlement.pk)


def _fallen(settlement: Settlement) -> statements.Fallen:
    if not ledger.holds(settlement, AWARDS):
        return statements.Fallen(awards=0, cents=0, admitted=0)
    return statements.fallen(settlement_id=settlement.pk)


def facts_of(settlement: Settlement) -> Facts:
    """What decides the next step of the settlement file in force."""
    residual = terms_of(settlement).residual
    done, waits = _done(settlement), _waits(settlement)
    return Facts(
        steps=residual.steps,
        minimum_cents=residual.second_distribution_minimum_cents,
        left_cents=sum(ledger.left(settlement).values()),
        returned_cents=ledger.holds(settlement, RETURNED),
        payees=0 if waits else _payees(settlement, {*residual.steps} - done),
        done=done,
        waits=waits,
    )


def _payees(settlement: Settlement, to_do: Collection[ResidualStep]) -> int:
    """Who would take part in a second distribution; they are counted only where one may come."""
    asked = ResidualStep.SECOND_DISTRIBUTION in to_do
    return statements.payees(settlement_id=settlement.pk) if asked else 0


def _divided(settlement: Settlement) -> bool:
    return Run.objects.filter(settlement=settlement, status=RunStatus.APPROVED).exists()


def _done(settlement: Settlement) -> frozenset[ResidualStep]:
    disposals = Disposal.objects.filter(settlement=settlement, status=DisposalStatus.APPROVED)
    names = {*disposals.values_list("kind", flat=True)}
    done = {step for step in ResidualStep if step.value in names}
    approved = Run.objects.filter(settlement=settlement, status=RunStatus.APPROVED)
    if approved.filter(kind=RunKind.SECOND).exists():
        done.add(ResidualStep.SECOND_DISTRIBUTION)
    return frozenset(done)


def _waits(settlement: Settlement) -> str:
    runs = Run.objects.filter(settlement=settlement)
    if not _divided(settlement):
        return "No run is approved yet; the first distribution comes first."
    under_way = runs.filter(status__in=UNDER_WAY).first()
    if under_way is not None:
        return f"Run {under_way.number} is under way. Wait until it is computed, or give it up."
    if paying := _paying(settlement):
        return f"{_payments(paying)} under way. Record the bank's answer first."
    owed = ledger.holds(settlement, AWARDS)
    due = statements.due(settlement_id=settlement.pk) if owed else 0
    return f"{_payments(due)} still due. Pay them first." if due else ""


def _paying(settlement: Settlement) -> int:
    batches = Batch.objects.filter(settlement=settlement)
    going = batches.exclude(status__in=[BatchStatus.SETTLED, BatchStatus.VOID])
    return int(going.aggregate(payments=Sum("payments_count", default=0))["payments"])


def _payments(count: int) -> str:
    return "1 payment is" if count == 1 else f"{count:,} payments are"
