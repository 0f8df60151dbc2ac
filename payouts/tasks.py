"""Every task of the top floor."""

from payouts.allocation.tasks import award_chunk, close_run, freeze_run, start_awards
from payouts.auditpack.tasks import plant_due
from payouts.estimates.tasks import count_due
from payouts.reports.tasks import check_house
from payouts.residual.tasks import freeze_later_run

__all__ = [
    "award_chunk",
    "check_house",
    "close_run",
    "count_due",
    "freeze_later_run",
    "freeze_run",
    "plant_due",
    "start_awards",
]
