"""Is the money there? Asked while the case's row is held, so that of two askers one waits."""

from django.db.models import Sum

from payouts.ledger import services as ledger
from payouts.ledger.chart import AWARDS, CASH, IN_FLIGHT
from payouts.payments.models import Batch, BatchStatus
from settlement.errors import Refusal
from settlement.money import shown
from settlement.terms.models import Settlement


class NotFunded(Refusal):
    """The fund's bank has not confirmed enough money, or less is awarded."""


def check_funds(*, settlement: Settlement, more_cents: int = 0) -> None:
    """Batches that wait for approval, and `more_cents`, must be in the bank and awarded.

    raises: NotFunded
    """
    waiting = Batch.objects.filter(settlement=settlement, status=BatchStatus.MADE)
    needed = waiting.aggregate(cents=Sum("total_cents", default=0))["cents"] + more_cents
    held = {holding.account: holding.cents for holding in ledger.balances(settlement)}
    free = held.get(CASH, 0) - held.get(IN_FLIGHT, 0)
    if needed > free:
        raise NotFunded(
            f"{shown(needed)} would be paid, and the fund's bank has confirmed {shown(free)} that"
            " is not on its way already. Record the bank's confirmation of funding first."
        )
    if needed > held.get(AWARDS, 0):
        raise NotFunded(
            f"{shown(needed)} would be paid, and {shown(held.get(AWARDS, 0))} is awarded and not"
            " yet paid. Approve the run that awards it first."
        )
