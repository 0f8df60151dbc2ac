"""Does a run agree with its second calculation? Asked before it closes, and by `reconcile` after.

The first difference is named: an award by its claim's number, a share by its tranche and measure.
"""

from collections.abc import Iterator

from django.db import transaction

from payouts.allocation import recount, unlike
from payouts.allocation.models import Run
from payouts.allocation.recount import Overspent, Unstated
from payouts.allocation.unlike import Sums
from settlement.money import cents_of, shown
from settlement.terms.services import terms_of_version


@transaction.atomic
def difference(run: Run) -> str:
    """Where figures, shares and awards of a run differ from what is calculated a second time, as
    sentences; empty where all agree to the cent."""
    try:
        with recount.recounted(run, terms_of_version(run.terms_version)):
            return " ".join(_said(run))
    except Overspent as overspent:
        return (
            f"Run {run.number} pays more than it may, so nothing may be paid from it. {overspent}"
        )
    except Unstated as unstated:
        return (
            f"Run {run.number} cannot be calculated again, so nothing may be paid from it."
            f" {unstated}"
        )


def _said(run: Run) -> Iterator[str]:
    planned = Sums(run.claims or 0, cents_of(run.figures["paid"]))
    awarded, should = unlike.sums()
    sums_agree = planned == awarded == should
    details = [*_measure_said(run), *_share_said(run), *_award_said()]
    if not sums_agree:
        yield (
            f"The sums of run {run.number} do not agree, so nothing may be paid from it. The plan"
            f" gives {_told(planned)}, the awards are {_told(awarded)}, and counted again they"
            f" should be {_told(should)}."
        )
    elif details:
        yield (
            f"Run {run.number} is not what a second calculation gives, so nothing may be paid from"
            " it."
        )
    yield from details


def _told(sums: Sums) -> str:
    return f"{shown(sums.cents)} to {sums.claims:,} claims"


def _measure_said(run: Run) -> Iterator[str]:
    measure = unlike.first_measure(run_id=run.pk)
    if measure is None:
        return
    if measure.claims != measure.right_claims:
        yield (
            f"Measure {measure.number} states {measure.claims or 0:,} claims, and"
            f" {measure.right_claims or 0:,} were frozen."
        )
    else:
        yield (
            f"Measure {measure.number} states {shown(measure.cents or 0)} for each claim, and its"
            f" shares should come to {shown(measure.right_cents or 0)}."
        )


def _share_said(run: Run) -> Iterator[str]:
    share = unlike.first_share(run_id=run.pk)
    if share is None:
        return
    here = f"Tranche {share.tranche} gives each claim of measure {share.measure}"
    if share.cents != share.right_cents:
        yield f"{here} {shown(share.cents)} and should give {shown(share.right_cents)}."
    elif share.until != share.right_until:
        yield (
            f"{here} a cent more up to claim {share.until or 'none'}, and should do so up to"
            f" {share.right_until or 'none'}."
        )
    else:
        yield (
            f"Tranche {share.tranche} {'leaves' if share.dropped else 'does not leave'} measure"
            f" {share.measure} out for its minimum, and should{' not' if share.dropped else ''}."
        )


def _award_said() -> Iterator[str]:
    award = unlike.first_award()
    if award is None:
        return
    has = "nothing" if award.cents is None else shown(award.cents)
    right = "nothing" if award.right_cents is None else shown(award.right_cents)
    others = f" {award.others:,} more differ." if award.others else ""
    yield (
        f"Claim {award.claim_number} is the first whose award differs: it has {has} and should have"
        f" {right}.{others}"
    )
