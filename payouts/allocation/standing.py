"""What the fixed pools of a case have awarded that stands, when a later distribution is frozen.

An award stands until it is given up to the residual: nobody is owed it any more, so its pool may
award that money anew. What went to a state stands, for it is its payee's there.
"""

from collections.abc import Mapping

from payouts.allocation.models import Run
from settlement import sql
from settlement.terms.schema import Terms

# One pass over the awards: counted by measure, with the left-over cents apart, takes twice as long.
STANDING = """
    SELECT h.tranche,
           sum(h.cents + (h.extra_until <> '' AND s.claim_number <= h.extra_until)::int4)::int8
      FROM payouts_run r
      JOIN payouts_award a ON a.run_id = r.id
      JOIN payouts_snapshot s ON s.run_id = a.run_id AND s.claim_id = a.claim_id
      JOIN payouts_share h ON h.run_id = a.run_id AND h.measure = a.measure
     WHERE r.settlement_id = %(settlement_id)s AND r.status = 'approved'
       AND r.distribution < %(distribution)s AND h.tranche = ANY(%(tranches)s)
       AND NOT EXISTS (SELECT FROM payouts_givenup g
                         JOIN payouts_disposal d ON d.id = g.disposal_id
                        WHERE g.run_id = a.run_id AND g.claim_id = a.claim_id
                          AND d.kind IN ('returned', 'fallen'))
     GROUP BY h.tranche
"""


def awarded(run: Run, terms: Terms) -> Mapping[str, int]:
    """For each fixed pool the cents that its tranches awarded in the approved runs of earlier
    distributions than this run's, as far as they stand; nothing is asked where there is none."""
    tranches = {
        f"{pool.key}.{tranche.key}": pool.key
        for pool in terms.pools
        if pool.amount_cents is not None
        for tranche in pool.tranches
    }
    if not tranches:
        return {}
    found = dict.fromkeys(tranches.values(), 0)
    for tranche, cents in sql.rows(
        STANDING,
        settlement_id=run.settlement_id,
        distribution=run.distribution,
        tranches=[*tranches],
    ):
        found[tranches[tranche]] += cents
    return found
