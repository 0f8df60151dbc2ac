"""Counts over the class list and over the claims, by what a plan reads. No row is loaded."""

from collections.abc import Sequence
from dataclasses import dataclass

from payouts.allocation.statements import ANSWERED_AS, CLAIMS_AND_MEMBERS, ROOM_TO_WORK
from settlement import sql

# Reads the whole list; members who were found to be another one are the same person.
COUNT_CLASS = """
    SELECT m.flags & %(flags)s::int4, count(*)
      FROM settlement_classmember m
     WHERE m.settlement_id = %(settlement_id)s::int4
       AND NOT EXISTS (SELECT FROM settlement_memberalias a
                        WHERE a.settlement_id = %(settlement_id)s AND a.member_no = m.member_no)
     GROUP BY 1 ORDER BY 1
"""

COUNT_CLAIMS = f"""
    SELECT {ANSWERED_AS}, count(*) {CLAIMS_AND_MEMBERS} AND c.status = ANY(%(statuses)s)
     GROUP BY 1
"""

# Of too many different lines a sample at even distances stands for all: of the claims in the
# order of their answers it takes `most`.
SAMPLE_CLAIMS = f"""
    WITH counted AS ({COUNT_CLAIMS}),
    placed AS (
        SELECT answered, count, count(*) OVER () AS lines,
               (sum(count) OVER ())::bigint AS total,
               (sum(count) OVER (ORDER BY answered COLLATE "C"))::bigint AS until
          FROM counted),
    picked AS (
        SELECT answered, total,
               CASE WHEN lines <= %(most)s THEN count
                    ELSE until * %(most)s / total - (until - count) * %(most)s / total END AS picks
          FROM placed)
    SELECT answered, picks, total FROM picked WHERE picks > 0 ORDER BY answered COLLATE "C"
"""  # noqa: S608 - constants alone


@dataclass(frozen=True, slots=True)
class Look:
    """What of the claims matters to a plan. flags: the bits of the class list's flags."""

    flags: int
    paper: bool
    unread: tuple[str, ...]


def count_class(*, settlement_id: int, flags: int) -> list[tuple[int, int]]:
    """Packed flags, only those bits that matter, and how many members have them."""
    sql.run(ROOM_TO_WORK)
    return sql.rows(COUNT_CLASS, settlement_id=settlement_id, flags=flags)


def count_claims(
    look: Look, *, settlement_id: int, statuses: Sequence[str]
) -> list[tuple[str, int]]:
    """What the answers of claims of these statuses come to, and how many claims have each."""
    sql.run(ROOM_TO_WORK)
    return sql.rows(COUNT_CLAIMS, settlement_id=settlement_id, statuses=[*statuses], **_of(look))


def sample_claims(
    look: Look, *, settlement_id: int, statuses: Sequence[str], most: int
) -> tuple[list[tuple[str, int]], int]:
    """The same; where there are more than `most` lines a sample of so many claims instead.

    returns: the lines, and how many claims there are in all
    """
    sql.run(ROOM_TO_WORK)
    found = sql.rows(
        SAMPLE_CLAIMS, settlement_id=settlement_id, statuses=[*statuses], most=most, **_of(look)
    )
    return [(text, picks) for text, picks, _total in found], found[0][2] if found else 0


def _of(look: Look) -> dict[str, object]:
    return {"flags": look.flags, "paper": look.paper, "unread": [*look.unread]}
