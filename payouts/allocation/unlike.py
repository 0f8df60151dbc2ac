"""Where a run is unlike its second calculation: asked of what `recount` leaves in its tables."""

from dataclasses import dataclass

from settlement import sql

SUMS = """
    SELECT coalesce(sum(claims) FILTER (WHERE cents IS NOT NULL), 0)::int8,
           coalesce(sum(claims * cents), 0)::int8,
           coalesce(sum(claims) FILTER (WHERE measure IS NOT NULL), 0)::int8,
           coalesce(sum(claims * right_cents) FILTER (WHERE measure IS NOT NULL), 0)::int8
      FROM payouts_compared
"""
# The first by claim number; an award of nobody who was frozen has its number from the claim.
AWARD = """
    SELECT coalesce(first, (SELECT number FROM claims_claim WHERE id = stray)), cents,
           CASE WHEN measure IS NOT NULL THEN right_cents END::int8,
           (sum(claims) OVER ())::int8
      FROM payouts_compared
     WHERE awarded_by IS DISTINCT FROM measure OR cents IS DISTINCT FROM right_cents
     ORDER BY 1 LIMIT 1
"""
SHARE = """
    SELECT h.tranche, h.measure, h.cents, r.cents::int8, h.extra_until, r.until,
           h.outcome = 'dropped', r.dropped
      FROM payouts_share h
      JOIN payouts_recounted r USING (tranche, measure)
     WHERE h.run_id = %(run_id)s
       AND (h.cents <> r.cents OR h.extra_until <> r.until
            OR (h.outcome = 'dropped') <> r.dropped)
     ORDER BY h.measure, h.tranche LIMIT 1
"""
MEASURE = """
    SELECT coalesce(m.number, c.measure), m.claims, c.claims::int8, m.cents, r.cents::int8
      FROM (SELECT number, claims, cents FROM payouts_measure WHERE run_id = %(run_id)s) m
      FULL JOIN payouts_counted c ON c.measure = m.number
      LEFT JOIN (SELECT measure, sum(cents) AS cents FROM payouts_recounted GROUP BY 1) r
             ON r.measure = m.number
     WHERE m.claims IS DISTINCT FROM c.claims OR m.cents <> coalesce(r.cents, 0)
     ORDER BY 1 LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Sums:
    claims: int
    cents: int


@dataclass(frozen=True, slots=True)
class Award:
    """An award that differs. cents, right_cents: None where there is none, or should be none;
    others: how many more differ"""

    claim_number: str
    cents: int | None
    right_cents: int | None
    others: int


@dataclass(frozen=True, slots=True)
class Share:
    """What a tranche gives a measure's claims; until: who of them gets a cent more;
    dropped: whether it leaves them out for its minimum"""

    tranche: str
    measure: int
    cents: int
    right_cents: int
    until: str
    right_until: str
    dropped: bool
    right_dropped: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """cents, right_cents: each claim's shares together; None where there is no such measure"""

    number: int
    claims: int | None
    right_claims: int | None
    cents: int | None
    right_cents: int | None


def sums() -> tuple[Sums, Sums]:
    """What was awarded, and what should have been."""
    claims, cents, right_claims, right_cents = sql.row(SUMS)
    return Sums(claims, cents), Sums(right_claims, right_cents)


def first_award() -> Award | None:
    """The first award by claim number that differs."""
    for number, cents, right_cents, differ in sql.rows(AWARD):
        return Award(number, cents, right_cents, differ - 1)
    return None


def first_share(*, run_id: int) -> Share | None:
    """The first share that differs."""
    for found in sql.rows(SHARE, run_id=run_id):
        return Share(*found)
    return None


def first_measure(*, run_id: int) -> Measure | None:
    """The first measure whose count of claims, or sum of shares, differs."""
    for found in sql.rows(MEASURE, run_id=run_id):
        return Measure(*found)
    return None
