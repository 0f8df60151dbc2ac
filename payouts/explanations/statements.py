"""Whether a claim is still what a run froze of it."""

from settlement import sql

# By the keys of both tables.
FALLEN = """
    SELECT payouts_fallen(c, s) IS NOT NULL
      FROM payouts_snapshot s JOIN claims_claim c ON c.id = s.claim_id
     WHERE s.run_id = %(run_id)s AND s.claim_id = %(claim_id)s
"""


def has_fallen(*, run_id: int, claim_id: int) -> bool:
    """Whether a claim changed since the run froze it, so that its award is not paid as it is."""
    return bool(sql.value(FALLEN, run_id=run_id, claim_id=claim_id))
