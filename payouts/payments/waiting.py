"""What of a run is not in a batch, and why."""

from dataclasses import dataclass

from payouts.allocation.models import Run
from payouts.payments import statements
from payouts.payments.models import METHODS, Payment, PaymentStatus
from settlement.audit.models import Event
from settlement.money import shown
from settlement.terms.schema import PaymentMethod

WITH_FILES = {PaymentMethod.ACH, PaymentMethod.CHECK}
FALLEN = {  # why a claim cannot be paid as it was awarded (payouts_fallen in 0009_allowances)
    "not_approved": "it lost its approval, and is due again once it is approved again",
    "amended": "it was amended after the run was frozen, so its award is not by its answers",
    "other_amount": "another amount was allowed of it after the run was frozen",
    "other_member": "it was matched to another member after the run was frozen",
}


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
class Fallen:
    """Claims of a run that cannot be paid as they were awarded, and what they were awarded."""

    count: int
    cents: int

    def __str__(self) -> str:
        claims = f"{self.count:,} claim{'' if self.count == 1 else 's'}"
        return (
            f"{claims} of this run cannot be paid as awarded any more, {shown(self.cents)} in all"
        )


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A claim that is left out of a run's batches: no file can take its payment, or it fell."""

    claim_number: str
    why: str


def waiting(*, run: Run) -> list[Waiting]:
    """What a run still owes, by method. Nothing where everything is paid or on its way."""
    return [Waiting(*each) for each in statements.due(run_id=run.pk)]


def fallen(*, run: Run) -> Fallen:
    """What of a run is owed and not due, for the claims do not stand as they were awarded."""
    return Fallen(*statements.fallen(run_id=run.pk))


def held_back(*, run: Run, most: int = 100) -> list[HeldBack]:
    """Claims left out of this run's batches: the latest that no file could take, newest first, and
    the first that fell, by number; `most` of each."""
    fell = {
        number: FALLEN[code] for number, code in statements.fallen_claims(run_id=run.pk, most=most)
    }
    return [HeldBack(number, why) for number, why in (_unwritable(run, most) | fell).items()]


def _unwritable(run: Run, most: int) -> dict[str, str]:
    events = Event.objects.filter(
        settlement_id=run.settlement_id, kind="payment.held", data__run=run.audit_ref
    )
    numbers: dict[str, str] = {}
    for event in events.order_by("-pk")[:most]:
        numbers.setdefault(event.ref, event.why)
    standing = Payment.objects.filter(run=run, claim__number__in=[*numbers])
    paid = {*standing.exclude(status=PaymentStatus.VOID).values_list("claim__number", flat=True)}
    return {number: why for number, why in numbers.items() if number not in paid}
