"""What happened to the claims of a later distribution since they were named: asked at approval.

Its awards follow from what its claims were awarded before, and from what fixed pools had awarded
that stands; and a second distribution is for those whose payments cleared. Each of these may have
changed while the run waited.

What stands was counted from the awards when the run was frozen (`standing`). Here it is found in
another way: what the earlier runs say that a pool paid, less what was given up of it since.
"""

from collections import Counter

from payouts.allocation.models import Run, RunKind, RunStatus
from settlement import sql
from settlement.money import cents_of, shown
from settlement.terms.services import terms_of_version

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
# Few rows: the awards that an order gave up, and no others.
GIVEN_UP = """
    SELECT split_part(h.tranche, '.', 1),
           sum(h.cents + (h.extra_until <> '' AND s.claim_number <= h.extra_until)::int4)::int8
      FROM payouts_disposal d
      JOIN payouts_givenup g ON g.disposal_id = d.id
      JOIN payouts_run r ON r.id = g.run_id
      JOIN payouts_snapshot s ON s.run_id = g.run_id AND s.claim_id = g.claim_id
      JOIN payouts_share h ON h.run_id = g.run_id AND h.measure = s.measure
     WHERE d.settlement_id = %(settlement_id)s AND d.kind <> 'escheat'
       AND r.status = 'approved' AND r.distribution < %(distribution)s
     GROUP BY 1
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
    return _pools(run)


def _pools(run: Run) -> str:
    """The first fixed pool of which not as much stands as the run counted, as a sentence."""
    stated = run.figures.get("awarded", {})
    fixed = [p.key for p in terms_of_version(run.terms_version).pools if p.amount_cents is not None]
    stands = _stands(run) if fixed else {}
    for key in fixed:
        counted_cents = cents_of(stated[key]) if key in stated else None
        if counted_cents != stands.get(key, 0):
            counted = "nothing" if counted_cents is None else shown(counted_cents)
            return (
                f"Of what pool {key} awarded before, {shown(stands.get(key, 0))} stands now; the"
                f" run counted {counted}."
            )
    return ""


def _stands(run: Run) -> Counter[str]:
    """Each pool's cents in the approved runs of earlier distributions, less what was given up."""
    earlier = Run.objects.filter(
        settlement=run.settlement_id,
        status=RunStatus.APPROVED,
        distribution__lt=run.distribution,
    )
    stands: Counter[str] = Counter()
    for figures in earlier.values_list("figures", flat=True):
        for pool in figures.get("pools", ()):
            stands[pool["key"]] += cents_of(pool["paid"])
    for key, cents in sql.rows(
        GIVEN_UP, settlement_id=run.settlement_id, distribution=run.distribution
    ):
        stands[key] -= cents
    return stands


def _claims(count: int) -> str:
    return "1 claim of the run was" if count == 1 else f"{count:,} claims of the run were"
