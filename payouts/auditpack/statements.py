"""A run's rows as audit pack and tree read them: streamed, in the order of claim numbers."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from payouts.auditpack.tree import Block, Node
from settlement import sql

# Sorting millions of claim numbers in memory, and no compiler for one pass.
ROOM_TO_SORT = "SET LOCAL work_mem = '256MB'; SET LOCAL jit = off"

ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))"

# A claim without an award, which no closed run has, comes with nothing in its place.
CLAIMS = """
    COPY (
        WITH more AS MATERIALIZED (
            SELECT measure, array_agg(extra_until) AS untils FROM payouts_share
             WHERE run_id = %(run_id)s AND extra_until <> '' GROUP BY measure)
        SELECT s.claim_number AS claim, s.measure, a.cents,
               CASE WHEN more.untils IS NULL THEN 0 ELSE
                   (SELECT count(*) FROM unnest(more.untils) AS until
                     WHERE s.claim_number <= until COLLATE "C") END AS extra
          FROM payouts_snapshot s
          LEFT JOIN payouts_award a ON a.run_id = s.run_id AND a.claim_id = s.claim_id
          LEFT JOIN more ON more.measure = s.measure
         WHERE s.run_id = %(run_id)s
         ORDER BY s.claim_number
    ) TO STDOUT (FORMAT csv, HEADER)
"""
AWARDS = """
    COPY (
        SELECT s.claim_number, coalesce(a.cents, 0)
          FROM payouts_snapshot s
          LEFT JOIN payouts_award a ON a.run_id = s.run_id AND a.claim_id = s.claim_id
         WHERE s.run_id = %(run_id)s
         ORDER BY s.claim_number
    ) TO STDOUT
"""
# In JSON, an array a line: their texts may hold whatever people typed.
MEASURES = """
    COPY (
        SELECT jsonb_build_array(number, claims, cents, reason, answers, counted)
          FROM payouts_measure WHERE run_id = %(run_id)s ORDER BY number
    ) TO STDOUT (FORMAT csv)
"""
SHARES = """
    COPY (
        SELECT measure, tranche, trim_scale(points) AS points, counted, cents, extra_until, outcome
          FROM payouts_share WHERE run_id = %(run_id)s ORDER BY measure, tranche
    ) TO STDOUT (FORMAT csv, HEADER)
"""

WRITE_BLOCKS = "COPY payouts_awardblock (run_id, number, first, hash, sum_cents) FROM STDIN"
BLOCKS = """
    SELECT first, hash, sum_cents FROM payouts_awardblock
     WHERE run_id = %(run_id)s ORDER BY number
"""
# Reads claim_number_once from one number to another, and the primary keys of the two.
LEAVES = """
    SELECT c.number, a.cents
      FROM claims_claim c
      JOIN payouts_snapshot s ON s.run_id = %(run_id)s AND s.claim_id = c.id
      JOIN payouts_award a ON a.run_id = s.run_id AND a.claim_id = s.claim_id
     WHERE c.settlement_id = %(settlement_id)s
       AND c.number >= %(first)s AND (%(after)s::text IS NULL OR c.number < %(after)s)
     ORDER BY c.number
"""


def make_room() -> None:
    """Give this transaction what sorting takes."""
    sql.run(ROOM_TO_SORT)


def alone(*, run_id: int) -> None:
    """Let nobody else make this run's tree until the transaction's end."""
    sql.run(ALONE, name=f"award tree of run {run_id}")


def claims_csv(*, run_id: int) -> Iterator[bytes]:
    """claims.csv: claim, measure, cents, extra."""
    return _copied(CLAIMS, run_id)


def shares_csv(*, run_id: int) -> Iterator[bytes]:
    """schedule.csv: measure, tranche, points, counted, cents, extra_until, outcome."""
    return _copied(SHARES, run_id)


def awards(*, run_id: int) -> Iterator[tuple[str, int]]:
    """Claim numbers in their order, with their cents."""
    for line in _copied(AWARDS, run_id):
        claim, cents = line.decode().split("\t")
        yield claim, int(cents)


def measures(*, run_id: int) -> Iterator[Sequence[Any]]:
    """Number, claims, cents, reason, answers and counted of each measure."""
    for line in _copied(MEASURES, run_id):
        yield json.loads(line.decode().rstrip("\n")[1:-1].replace('""', '"'))


def _copied(statement: str, run_id: int) -> Iterator[bytes]:
    """A COPY's lines, each with its line feed."""
    with sql.copy_out(statement, run_id=run_id) as copy:
        for data in copy:
            yield bytes(data)


def write_blocks(*, run_id: int, blocks: Iterable[Block]) -> None:
    """Write a tree's blocks; a second call is an error."""
    with sql.copy_in(WRITE_BLOCKS) as copy:
        for number, block in enumerate(blocks):
            copy.write_row((run_id, number, block.first, block.node.hash, block.node.cents))


def blocks(*, run_id: int) -> list[tuple[str, Node]]:
    """The first claim number and the node of each block, in their order."""
    rows = sql.rows(BLOCKS, run_id=run_id)
    return [(first, Node(bytes(hashed), cents)) for first, hashed, cents in rows]


def leaves(
    *, run_id: int, settlement_id: int, first: str, after: str | None
) -> list[tuple[str, int]]:
    """The awards from one claim number to before another, or to the end, in their order."""
    return sql.rows(LEAVES, run_id=run_id, settlement_id=settlement_id, first=first, after=after)
