"""What an explanation asks of a run's rows beside those of its claim."""

from decimal import Decimal

from settlement import sql

# By the keys of both tables.
FALLEN = """
    SELECT payouts_fallen(c, s) IS NOT NULL
      FROM payouts_snapshot s JOIN claims_claim c ON c.id = s.claim_id
     WHERE s.run_id = %(run_id)s AND s.claim_id = %(claim_id)s
"""
# Reads the run's measures and shares, which are as many as there are different answers; asked for
# claims alone that a minimum left out.
EVERYBODY = """
    SELECT sum(m.claims)::int8, sum(s.points * m.claims), max(s.points)
      FROM payouts_share s JOIN payouts_measure m ON m.run_id = s.run_id AND m.number = s.measure
     WHERE s.run_id = %(run_id)s AND s.tranche = %(tranche)s AND s.points > 0
"""


def has_fallen(*, run_id: int, claim_id: int) -> bool:
    """Whether a claim changed since the run froze it, so that its award is not paid as it is."""
    return bool(sql.value(FALLEN, run_id=run_id, claim_id=claim_id))


def everybody(*, run_id: int, tranche: str) -> tuple[int, Decimal, Decimal]:
    """How many claims have points in a tranche, their points in sum, and the most that one has.

    A tranche that no claim has points in has no answer.
    """
    [(claims, points, most)] = sql.rows(EVERYBODY, run_id=run_id, tranche=tranche)
    return claims, points, most
