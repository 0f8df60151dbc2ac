"""What verification needs besides matching and deciding: its locks, ranges and counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from claims.optouts import statements as optouts
from settlement import sql

# A chunk is some thousand rows against tables of millions, and the planner does not know its
# keys are scattered: it may prefer to read a whole table. Holds until the transaction ends.
PLAN_BY_INDEX = """
    SET LOCAL enable_seqscan = off;
    SET LOCAL enable_bitmapscan = off;
    SET LOCAL enable_hashjoin = off;
    SET LOCAL enable_mergejoin = off;
    SET LOCAL enable_memoize = off;
    SET LOCAL jit = off;
"""

# For statements in which no planner can hash a whole table.
HASHING = "SELECT set_config('enable_hashjoin', %(allowed)s, true)"
LOOPING = "SELECT set_config('enable_nestloop', %(allowed)s, true)"

# The chunks of a job decide side by side: they decide different members' claims, or the later of
# two rivals. Who decides a single claim, or approves one by hand, does it alone.
TOGETHER = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%(name)s, 0))"
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))"

RANGES = """
    SELECT min(id), max(id)
      FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(size)s AS part
              FROM claims_claim WHERE settlement_id = %(settlement_id)s AND status = 'filed'
           ) AS found
     GROUP BY part ORDER BY part
"""
RANGES_OF_VERIFIED = RANGES.replace("status = 'filed'", "status <> 'filed'")

WAITING = """
    SELECT s.id FROM settlement_settlement s
     WHERE EXISTS (SELECT FROM claims_claim c
                    WHERE c.settlement_id = s.id AND c.status = 'filed')
        OR EXISTS (SELECT FROM settlement_rosterimport i
                    WHERE i.settlement_id = s.id AND i.status = 'replaced')
        OR EXISTS (SELECT FROM settlement_rosterchange r WHERE r.settlement_id = s.id)
     ORDER BY s.id
"""

# Reads claim_due, and no more of it than is asked for.
NEXT_DUE = """
    SELECT min(id), max(id), count(*)
      FROM (SELECT id FROM claims_claim
             WHERE settlement_id = %(settlement_id)s AND status = 'filed'
               AND id > %(after)s AND received_at < %(before)s
             ORDER BY id LIMIT %(most)s) AS due
"""

COUNTS = """
    SELECT status, rule, count(*) FROM claims_claim
     WHERE settlement_id = %(settlement_id)s GROUP BY status, rule ORDER BY status, rule
"""


def plan_by_index() -> None:
    """Keep the planner to the indexes until the transaction ends."""
    sql.run(PLAN_BY_INDEX)


def allow_hashing(allowed: bool) -> None:
    """Whether the statements that follow may join by hashing, until the transaction ends."""
    sql.run(HASHING, allowed="on" if allowed else "off")


@contextmanager
def chunk_at_once() -> Iterator[None]:
    """Let a statement join a chunk with itself, by hashing, however few claims the planner takes
    it for. What it looks up row by row it writes as LATERAL with an OFFSET: that leaves no choice.
    """
    allow_hashing(True)
    sql.run(LOOPING, allowed="off")
    yield
    sql.run(LOOPING, allowed="on")
    allow_hashing(False)


def decide_together(*, settlement_id: int) -> None:
    """Wait until nobody decides alone, and keep it so until the transaction ends."""
    sql.run(TOGETHER, name=_lock(settlement_id))


def decide_alone(*, settlement_id: int) -> None:
    """Wait until nobody else decides a claim of the case, and stay the only one."""
    sql.run(ALONE, name=_lock(settlement_id))


def _lock(settlement_id: int) -> str:
    return f"eligibility of case {settlement_id}"


def ranges(*, settlement_id: int, size: int) -> list[tuple[int, int]]:
    """The filed claims in id ranges of `size` claims each."""
    return sql.rows(RANGES, settlement_id=settlement_id, size=size)


def ranges_of_verified(*, settlement_id: int, size: int) -> list[tuple[int, int]]:
    """All other claims, likewise."""
    return sql.rows(RANGES_OF_VERIFIED, settlement_id=settlement_id, size=size)


def waiting() -> list[int]:
    """The cases with a filed claim, those whose class list was replaced or changed, and those in
    which a claim is approved though its member left the class."""
    found = {settlement_id for (settlement_id,) in sql.rows(WAITING)}
    return sorted(found | {*optouts.cases_with_approved()})


def next_due(
    *, settlement_id: int, after: int, before: datetime, most: int
) -> tuple[int, int, int] | None:
    """First id, last id and count of the next `most` claims filed `before`; None for none."""
    first, last, count = sql.row(
        NEXT_DUE, settlement_id=settlement_id, after=after, before=before, most=most
    )
    return (first, last, count) if count else None


def counts(*, settlement_id: int) -> list[tuple[str, str, int]]:
    """How the claims of a case stand: (status, rule, number)."""
    return sql.rows(COUNTS, settlement_id=settlement_id)
