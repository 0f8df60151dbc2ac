"""Every table of the top floor on one screen."""

from payouts.allocation.models import Award, Entrant, Measure, Run, Share, Snapshot
from payouts.auditpack.models import AwardBlock, AwardTree
from payouts.bankfiles.models import BankFile
from payouts.estimates.models import ShadowRun, Tally
from payouts.ledger.models import Balance, Entry, Leg
from payouts.payments.models import Batch, NumberLine, Payment
from payouts.residual.models import Disposal, GivenUp, Portion

__all__ = [
    "Award",
    "AwardBlock",
    "AwardTree",
    "Balance",
    "BankFile",
    "Batch",
    "Disposal",
    "Entrant",
    "Entry",
    "GivenUp",
    "Leg",
    "Measure",
    "NumberLine",
    "Payment",
    "Portion",
    "Run",
    "ShadowRun",
    "Share",
    "Snapshot",
    "Tally",
]
