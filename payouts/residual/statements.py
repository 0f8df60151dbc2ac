"""Who takes part in a later distribution, what came back, and what is given up: set-based."""

from dataclasses import dataclass
from typing import Any, LiteralString

from payouts.allocation.statements import ROOM_TO_WORK
from settlement import sql

# What every approved run awarded, but for what was given up because it could not be paid as it was:
# that is owed anew by whatever run comes next. What came back and was given up counts.
#
# `paid`: whoever was awarded something, and every payment of it cleared.
_PAID: LiteralString = """
    WITH awarded AS (
        SELECT a.run_id, a.claim_id, a.measure, a.cents, r.distribution
          FROM payouts_run r
          JOIN payouts_award a ON a.run_id = r.id
         WHERE r.settlement_id = %(settlement_id)s AND r.status = 'approved'
           AND NOT EXISTS (SELECT FROM payouts_givenup g
                             JOIN payouts_disposal d ON d.id = g.disposal_id
                            WHERE g.run_id = a.run_id AND g.claim_id = a.claim_id
                              AND d.kind = 'fallen')),
    paid AS (
        SELECT w.claim_id
          FROM awarded w
          LEFT JOIN payouts_payment p
                 ON p.claim_id = w.claim_id AND p.distribution = w.distribution
                AND p.run_id = w.run_id AND p.status = 'cleared'
         WHERE w.cents > 0
         GROUP BY w.claim_id HAVING bool_and(p.id IS NOT NULL))
"""
_ENTER: LiteralString = """,
    given AS (
        SELECT w.claim_id, h.tranche,
               sum(h.cents + (h.extra_until <> '' AND s.claim_number <= h.extra_until)::int4)::int8
                   AS cents
          FROM awarded w
          JOIN payouts_snapshot s ON s.run_id = w.run_id AND s.claim_id = w.claim_id
          JOIN payouts_share h ON h.run_id = w.run_id AND h.measure = w.measure
         GROUP BY w.claim_id, h.tranche),
    counted AS (
        SELECT claim_id, jsonb_object_agg(tranche, cents) AS cents
          FROM given WHERE cents > 0 GROUP BY claim_id)
    INSERT INTO payouts_entrant (run_id, claim_id, counted)
    SELECT %(run_id)s, c.id, coalesce(counted.cents, '{}')
      FROM claims_claim c LEFT JOIN counted ON counted.claim_id = c.id
     WHERE c.settlement_id = %(settlement_id)s AND c.status = 'approved'
       AND (%(late)s OR c.id IN (SELECT claim_id FROM paid))
"""
ENTER = _PAID + _ENTER
_PAYEES: LiteralString = """
    SELECT count(*) FROM claims_claim c JOIN paid ON paid.claim_id = c.id
     WHERE c.status = 'approved'
"""
PAYEES = _PAID + _PAYEES

DUE = """
    SELECT count(*) FROM payouts_due d JOIN payouts_run r ON r.id = d.run_id
     WHERE r.settlement_id = %(settlement_id)s AND r.status = 'approved'
"""

# Awards of approved runs that cannot be paid as they were awarded (payouts_owed).
_FELL: LiteralString = """
    WITH fell AS (
        SELECT o.run_id, o.claim_id, o.cents, c.address_state AS state,
               c.status = 'approved' AS admitted
          FROM payouts_owed o
          JOIN payouts_run r ON r.id = o.run_id
          JOIN claims_claim c ON c.id = o.claim_id
         WHERE r.settlement_id = %(settlement_id)s AND r.status = 'approved'
           AND o.fallen IS NOT NULL)
"""
_FALLEN: LiteralString = """
    SELECT count(*), coalesce(sum(cents), 0)::int8, count(*) FILTER (WHERE admitted) FROM fell
"""
FALLEN = _FELL + _FALLEN
CAME_BACK = """
    SELECT count(*), coalesce(sum(cents), 0)::int8 FROM payouts_came_back
     WHERE settlement_id = %(settlement_id)s
"""
BY_STATE = """
    SELECT state, count(*), sum(cents)::int8 FROM payouts_came_back
     WHERE settlement_id = %(settlement_id)s GROUP BY state ORDER BY state COLLATE "C"
"""

GIVE_UP_RETURNED = """
    INSERT INTO payouts_givenup (run_id, claim_id, disposal_id, cents, state)
    SELECT run_id, claim_id, %(disposal_id)s, cents, state FROM payouts_came_back
     WHERE settlement_id = %(settlement_id)s
"""
_GIVE_UP_FALLEN: LiteralString = """
    INSERT INTO payouts_givenup (run_id, claim_id, disposal_id, cents, state)
    SELECT run_id, claim_id, %(disposal_id)s, cents, state FROM fell
"""
GIVE_UP_FALLEN = _FELL + _GIVE_UP_FALLEN

OF_STATE = """
    SELECT g.claim_id, c.number, g.cents, p.ref, r.distribution
      FROM payouts_givenup g
      JOIN claims_claim c ON c.id = g.claim_id
      JOIN payouts_run r ON r.id = g.run_id
      JOIN LATERAL (SELECT ref FROM payouts_payment
                     WHERE claim_id = g.claim_id AND distribution = r.distribution
                       AND status = 'returned'
                     ORDER BY attempt DESC LIMIT 1) p ON true
     WHERE g.disposal_id = %(disposal_id)s AND g.state = %(state)s
     ORDER BY c.number, r.distribution
"""


def enter(*, run_id: int, settlement_id: int, late: bool) -> int:
    """Write who enters a later distribution, and what counts against them; return how many.

    late: everybody who is approved; else whoever was paid before, and every payment cleared
    """
    sql.run(ROOM_TO_WORK)
    return sql.run(ENTER, run_id=run_id, settlement_id=settlement_id, late=late)


def payees(*, settlement_id: int) -> int:
    """How many would take part in a second distribution."""
    return int(sql.value(PAYEES, settlement_id=settlement_id))


def due(*, settlement_id: int) -> int:
    """How many awards of approved runs are due."""
    return int(sql.value(DUE, settlement_id=settlement_id))


@dataclass(frozen=True, slots=True)
class Fallen:
    """Awards that cannot be paid as awarded; `admitted` of them are of claims approved again."""

    awards: int
    cents: int
    admitted: int


def fallen(*, settlement_id: int) -> Fallen:
    return Fallen(*sql.row(FALLEN, settlement_id=settlement_id))


def came_back(*, settlement_id: int) -> tuple[int, int]:
    """What payees are owed of payments that came back: awards, cents."""
    awards, cents = sql.row(CAME_BACK, settlement_id=settlement_id)
    return awards, cents


def by_state(*, settlement_id: int) -> list[tuple[str, int, int]]:
    """The same by the state of the payee's address: (state, awards, cents)."""
    return sql.rows(BY_STATE, settlement_id=settlement_id)


def give_up_returned(*, disposal_id: int, settlement_id: int) -> int:
    """Write that nobody is owed any more what came back; return how many awards."""
    return sql.run(GIVE_UP_RETURNED, disposal_id=disposal_id, settlement_id=settlement_id)


def give_up_fallen(*, disposal_id: int, settlement_id: int) -> int:
    """Write that nobody is owed any more what cannot be paid as awarded; return how many."""
    return sql.run(GIVE_UP_FALLEN, disposal_id=disposal_id, settlement_id=settlement_id)


def of_state(*, disposal_id: int, state: str) -> list[tuple[Any, ...]]:
    """What a disposal gave to a state: (claim id, number, cents, payment ref, distribution)."""
    return sql.rows(OF_STATE, disposal_id=disposal_id, state=state)
