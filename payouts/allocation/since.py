"""What happened to the claims of a later distribution since they were named: asked at approval.

Its awards follow from what its claims were awarded before, and a second distribution is for those
whose payments cleared. Either may have changed while the run waited.
"""

from payouts.allocation.models import Run, RunKind
from settlement import sql

# By the approved runs of earlier distributions as they are now; what was given up because it could
# not be paid as it was is owed anew, so it does not count (payouts.residual.statements).
AWARDED_OTHERWISE = """
    WITH given AS (
        SELECT a.claim_id, sum(a.cents) AS cents
          FROM payouts_run r JOIN payouts_award a ON a.run_id = r.id
         WHERE r.settlement_id = %(settlement_id)s AND r.status = 'approved'
           AND r.distribution < %(distribution)s
           AND NOT EXISTS (SELECT FROM payouts_givenup g
                             JOIN payouts_disposal d ON d.id = g.disposal_id
                            WHERE g.run_id = a.run_id AND g.claim_id = a.claim_id
                              AND d.kind = 'fallen')
         GROUP BY a.claim_id)
    SELECT count(*) FROM payouts_entrant e LEFT JOIN given USING (claim_id)
     WHERE e.run_id = %(run_id)s
       AND coalesce(given.cents, 0)
           <> (SELECT coalesce(sum(each.cents::int8), 0)
                 FROM jsonb_each_text(e.counted) AS each (tranche, cents))
"""
CAME_BACK = """
    SELECT count(DISTINCT e.claim_id)
      FROM payouts_payment p
      JOIN payouts_entrant e ON e.run_id = %(run_id)s AND e.claim_id = p.claim_id
     WHERE p.settlement_id = %(settlement_id)s AND p.status = 'returned'
       AND NOT EXISTS (SELECT FROM payouts_payment again
                        WHERE again.claim_id = p.claim_id AND again.distribution = p.distribution
                          AND again.status = 'cleared')
"""


def changed(run: Run) -> str:
    """Why a later distribution is not any more what it would be now, as a sentence; or empty."""
    if run.kind == RunKind.FIRST:
        return ""
    otherwise = sql.value(
        AWARDED_OTHERWISE,
        run_id=run.pk,
        settlement_id=run.settlement_id,
        distribution=run.distribution,
    )
    if otherwise:
        return f"{_claims(otherwise)} awarded otherwise by the earlier distributions since."
    if run.kind == RunKind.SECOND and (
        back := sql.value(CAME_BACK, run_id=run.pk, settlement_id=run.settlement_id)
    ):
        return f"{_claims(back)} paid, and the payment came back since."
    return ""


def _claims(count: int) -> str:
    return "1 claim of the run was" if count == 1 else f"{count:,} claims of the run were"
