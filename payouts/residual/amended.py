"""What an amendment of the settlement file's fund means for the money that is left."""

from payouts.ledger import services as ledger
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.terms.models import Settlement


def deduct(settlement: Settlement, *, by: User) -> None:
    """Post what an amendment changed of the deductions, so that what is left is right before any
    of it goes its way. The caller holds the case's row.

    raises: Overdrawn where not so much is left; Refusal while the bank has not confirmed the fund
    """
    ledger.deduct(settlement=settlement, by=by)
    if ledger.is_behind(settlement):
        raise Refusal(
            "The settlement file's fund was amended, and the bank has not confirmed the whole of"
            " it. Record its confirmation first; then the deductions are posted, and what is left"
            " is known."
        )
