"""Do three calculations of one run agree? Asked before it is closed, and by `reconcile` after."""

from payouts.allocation import statements
from payouts.allocation.models import Run
from payouts.allocation.statements import Sums
from settlement.money import cents_of, shown


def difference(run: Run) -> str:
    """In what the plan's figures, the awards and the count of the snapshot differ, as sentences;
    empty where all agree."""
    planned = Sums(run.claims or 0, cents_of(run.figures["paid"]))
    written = statements.written(run_id=run.pk)
    again, miscounted = statements.counted_again(run_id=run.pk)
    if planned == written == again and not miscounted:
        return ""
    return (
        f"The sums of run {run.number} do not agree, so nothing may be paid from it. The plan gives"
        f" {_said(planned)}, the awards are {_said(written)}, and counted again they should be"
        f" {_said(again)}."
    )


def _said(sums: Sums) -> str:
    return f"{shown(sums.cents)} to {sums.claims:,} claims"
