"""Every table of the top floor on one screen."""

from payouts.allocation.models import Award, Measure, Run, Snapshot
from payouts.bankfiles.models import BankFile
from payouts.ledger.models import Entry, Leg
from payouts.payments.models import Batch, Payment

__all__ = [
    "Award",
    "BankFile",
    "Batch",
    "Entry",
    "Leg",
    "Measure",
    "Payment",
    "Run",
    "Snapshot",
]
