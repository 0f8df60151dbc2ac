"""A run over all approved claims, set-based: what is frozen, what it is awarded, and the sums.

Claims are grouped by what counts of their answers; measures, which are few, go through Python and
come back by COPY. No claim is loaded into Python.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, LiteralString

from settlement import sql
from settlement.sealed import canonical

# Sorting and hashing millions of rows in memory, and from more than one process; the compiler
# would cost more than it saves.
ROOM_TO_WORK = """
    SET LOCAL work_mem = '256MB'; SET LOCAL jit = off; SET LOCAL parallel_tuple_cost = 0.001
"""

# `answered` is what counts of a claim, as text: the flags of the class list that matter, whether
# it came on paper, and the answers without the questions that the plan does not read. What a person
# allowed of an amount stands for the amount.
ANSWERED_AS: LiteralString = """
    concat_ws(' ', coalesce(m.flags, 0) & %(flags)s::int4, (c.paper AND %(paper)s)::int4,
              ((c.answers || c.allowed) - %(unread)s::text[])::text) AS answered
"""
CLAIMS_AND_MEMBERS: LiteralString = """
      FROM claims_claim c
      LEFT JOIN settlement_classmember m
             ON m.settlement_id = %(settlement_id)s::int4 AND m.member_no = c.member_no
            AND %(flags)s::int4 <> 0
     WHERE c.settlement_id = %(settlement_id)s
"""
# One look at the claims, so that all come from one moment. Put in order here, where several
# processes sort: the snapshot is written in the order of its index, not all over it.
LOOK = f"""
    CREATE TEMPORARY TABLE payouts_frozen ON COMMIT DROP AS
    SELECT c.id AS claim_id, c.number AS claim_number, c.version AS claim_version, c.member_no,
           c.allowed_version, {ANSWERED_AS} {CLAIMS_AND_MEMBERS} AND c.status = 'approved'
     ORDER BY c.id
"""
# In a later distribution only who entered it, and what counts against them is a part of the text.
ENTERED = """
    DELETE FROM payouts_frozen f
     WHERE NOT EXISTS (SELECT FROM payouts_entrant e
                        WHERE e.run_id = %(run_id)s AND e.claim_id = f.claim_id);
    UPDATE payouts_frozen f SET answered = f.answered || E'\\n' || e.counted::text
      FROM payouts_entrant e WHERE e.run_id = %(run_id)s AND e.claim_id = f.claim_id
"""
ANSWERED = "SELECT answered, count(*) FROM payouts_frozen GROUP BY answered"

MEASURED = """
    CREATE TEMPORARY TABLE payouts_measured (answered text, measure int4) ON COMMIT DROP
"""
COPY_MEASURED = "COPY payouts_measured (answered, measure) FROM STDIN"
LOOK_AT_MEASURED = "ANALYZE payouts_measured"  # else the many rows would be hashed, not the few

SNAPSHOT = """
    INSERT INTO payouts_snapshot (run_id, claim_id, claim_number, claim_version, member_no,
                                  allowed_version, measure)
    SELECT %(run_id)s, f.claim_id, f.claim_number, f.claim_version, f.member_no,
           f.allowed_version, m.measure
      FROM payouts_frozen f JOIN payouts_measured m USING (answered)
"""
# How many rows there are of which run: else a fresh run's would be taken for single ones. For that
# a tenth of the usual sample does.
SAMPLE = "SET LOCAL default_statistics_target = 10"
LEARN_SNAPSHOT = "ANALYZE payouts_snapshot"
LOOKED = "DROP TABLE payouts_frozen, payouts_measured"
LOOKED_IN_VAIN = "DROP TABLE payouts_frozen"

COPY_MEASURES = """
    COPY payouts_measure (run_id, number, answers, counted, claims, reason, cents) FROM STDIN
"""
COPY_SHARES = """
    COPY payouts_share (run_id, measure, tranche, points, counted, outcome, cents, extra_until)
    FROM STDIN
"""

# The claim number of the last who gets a left-over cent, of so many.
CUT_OFF = """
    SELECT claim_number FROM payouts_snapshot
     WHERE run_id = %(run_id)s AND measure = ANY(%(measures)s::int4[])
     ORDER BY claim_number OFFSET %(cents)s - 1 LIMIT 1
"""

CHUNK_FROM = """
    SELECT min(claim_id), max(claim_id)
      FROM (SELECT claim_id FROM payouts_snapshot
             WHERE run_id = %(run_id)s AND claim_id > %(after)s
             ORDER BY claim_id LIMIT %(size)s) chunk
"""

# `more` holds, for measures of a cut remainder, the last claim number of each tranche that gets
# a cent more; the same for every chunk, so chunks may come in any order.
AWARD_CHUNK = """
    WITH more AS MATERIALIZED (
        SELECT measure, array_agg(extra_until) AS untils FROM payouts_share
         WHERE run_id = %(run_id)s AND extra_until <> '' GROUP BY measure)
    INSERT INTO payouts_award (run_id, claim_id, measure, cents)
    SELECT s.run_id, s.claim_id, s.measure,
           m.cents + CASE WHEN more.untils IS NULL THEN 0 ELSE
                         (SELECT count(*) FROM unnest(more.untils) AS until
                           WHERE s.claim_number <= until COLLATE "C") END
      FROM payouts_snapshot s
      JOIN payouts_measure m ON m.run_id = s.run_id AND m.number = s.measure
      LEFT JOIN more ON more.measure = s.measure
     WHERE s.run_id = %(run_id)s AND s.claim_id BETWEEN %(first)s AND %(last)s
"""

LEARN_AWARDS = "ANALYZE payouts_award"

FALLEN = """
    SELECT count(*) FROM payouts_snapshot s JOIN claims_claim c ON c.id = s.claim_id
     WHERE s.run_id = %(run_id)s AND payouts_fallen(c, s) IS NOT NULL
"""


def look_at_approved(
    *, settlement_id: int, flags: int, paper: bool, unread: Sequence[str]
) -> list[tuple[str, int]]:
    """Copy all approved claims aside as they are at this moment, for this transaction.

    flags:   the bits of the class list's flags that matter
    returns: what their answers come to, and how many claims have each; see `answered`
    """
    sql.run(ROOM_TO_WORK)
    sql.run(LOOK, settlement_id=settlement_id, flags=flags, paper=paper, unread=[*unread])
    return sql.rows(ANSWERED)


def look_at_entrants(
    *, run_id: int, settlement_id: int, flags: int, paper: bool, unread: Sequence[str]
) -> list[tuple[str, int]]:
    """As `look_at_approved`, but only at who entered this later distribution.

    returns: each text ends with a line of its own, the JSON of what counts against them
    """
    look_at_approved(settlement_id=settlement_id, flags=flags, paper=paper, unread=unread)
    sql.run(ENTERED, run_id=run_id)
    return sql.rows(ANSWERED)


def look_away() -> None:
    """Let go of what `look_at_approved` copied, where nothing is frozen."""
    sql.run(LOOKED_IN_VAIN)


def freeze_looked_at(*, run_id: int, measures: Iterable[tuple[str, int]]) -> int:
    """Write the snapshot of the claims looked at; return how many. A second call is an error.

    measures: for each distinct `answered`, the number of its measure
    """
    sql.run(MEASURED)
    with sql.copy_in(COPY_MEASURED) as copy:
        for line in measures:
            copy.write_row(line)
    sql.run(LOOK_AT_MEASURED)
    frozen = sql.run(SNAPSHOT, run_id=run_id)
    sql.run(SAMPLE)
    sql.run(LEARN_SNAPSHOT)
    sql.run(LOOKED)
    return frozen


@dataclass(frozen=True, slots=True)
class MeasureRow:
    number: int
    answers: dict[str, Any]
    counted: dict[str, int]
    claims: int
    reason: str
    cents: int


@dataclass(frozen=True, slots=True)
class ShareRow:
    measure: int
    tranche: str
    points: Decimal
    counted: int
    outcome: str
    cents: int
    extra_until: str


def write_measures(*, run_id: int, measures: Iterable[MeasureRow]) -> None:
    """Write a run's measures; a second call is an error."""
    with sql.copy_in(COPY_MEASURES) as copy:
        for each in measures:
            answers, counted = canonical(each.answers).decode(), canonical(each.counted).decode()
            copy.write_row(
                (run_id, each.number, answers, counted, each.claims, each.reason, each.cents)
            )


def write_shares(*, run_id: int, shares: Iterable[ShareRow]) -> None:
    """Write a run's shares; a second call is an error."""
    with sql.copy_in(COPY_SHARES) as copy:
        for each in shares:
            copy.write_row(
                (run_id, each.measure, each.tranche, each.points, each.counted, each.outcome,
                 each.cents, each.extra_until)
            )  # fmt: skip


def cut_off(*, run_id: int, measures: Sequence[int], cents: int) -> str:
    """The claim number up to which the claims of these measures are `cents` many; it exists."""
    return str(sql.value(CUT_OFF, run_id=run_id, measures=[*measures], cents=cents))


def chunks(*, run_id: int, size: int) -> Iterator[tuple[int, int]]:
    """Ranges of claim ids, both included, that hold `size` frozen claims each, the last fewer."""
    last = -1
    while True:
        first, last = sql.row(CHUNK_FROM, run_id=run_id, after=last, size=size)
        if first is None:
            return
        yield first, last


def award_chunk(*, run_id: int, first: int, last: int) -> int:
    """Award the frozen claims first..last (ids, included). Return how many; once done, an error."""
    return sql.run(AWARD_CHUNK, run_id=run_id, first=first, last=last)


def learn_awards() -> None:
    """Let PostgreSQL look at how many awards there are, and of which runs. Needs a transaction."""
    sql.run(SAMPLE)
    sql.run(LEARN_AWARDS)


def fallen(*, run_id: int) -> int:
    """How many frozen claims of a run are not any more what was frozen."""
    return int(sql.value(FALLEN, run_id=run_id))
