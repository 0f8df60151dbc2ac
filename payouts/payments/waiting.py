"""What of a run is not in a batch, and why."""

from dataclasses import dataclass

from payouts.allocation.models import Run
from payouts.payments import statements
from payouts.payments.models import METHODS, Payment, PaymentStatus
from settlement.audit.models import Event
from settlement.terms.schema import PaymentMethod

WITH_FILES = {PaymentMethod.ACH, PaymentMethod.CHECK}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Payments of one method that were not made."""

    method: str
    count: int
    cents: int

    @property
    def has_file(self) -> bool:
        return self.method in WITH_FILES

    @property
    def title(self) -> str:
        return METHODS[PaymentMethod(self.method)]

    def __str__(self) -> str:
        payments = f"{self.count:,} payment{'' if self.count == 1 else 's'} by {self.title}"
        if self.has_file:
            return f"{payments} can be made."
        return f"{payments} wait for a later version, which will write files for that method."


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A claim whose payment no file can take."""

    claim_number: str
    why: str


def waiting(*, run: Run) -> list[Waiting]:
    """What a run still owes, by method. Nothing where everything is paid or on its way."""
    return [Waiting(*each) for each in statements.due(run_id=run.pk)]


def held_back(*, run: Run, most: int = 100) -> list[HeldBack]:
    """The latest claims that were left out of this run's batches and are due, newest first."""
    events = Event.objects.filter(
        settlement_id=run.settlement_id, kind="payment.held", data__run=run.audit_ref
    )
    numbers: dict[str, str] = {}
    for event in events.order_by("-pk")[:most]:
        numbers.setdefault(event.ref, event.why)
    standing = Payment.objects.filter(run=run, claim__number__in=[*numbers])
    paid = {*standing.exclude(status=PaymentStatus.VOID).values_list("claim__number", flat=True)}
    return [HeldBack(number, why) for number, why in numbers.items() if number not in paid]
