"""Which claims are searched for, which members keys lead to, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims.eligibility.matching import Finding
from claims.nearmisses.weights import VERDICTS, verdict
from settlement import sql

FINDINGS = (
    Finding.NOT_LISTED,
    Finding.CODE_MISSING,
    Finding.NAME_DIFFERS,
    Finding.SEVERAL_MEMBERS,
)
"""What matching makes of a claim that no identifier leads to exactly one member."""

MOST_PER_KEY = 20  # members that one key may lead to; a phone of thousands says nothing

LIST = """
    SELECT (SELECT id FROM settlement_rosterimport
             WHERE settlement_id = %(settlement_id)s AND status = 'ready'),
           (SELECT max(id) FROM settlement_rosterchange WHERE settlement_id = %(settlement_id)s)
"""

# Reads claim_in_queue, and the primary keys of matches and searches.
_RESIDUE = """
      FROM claims_claim c
      JOIN claims_match m ON m.claim_id = c.id
     WHERE c.settlement_id = %(settlement_id)s AND c.status = 'in_review'
       AND m.finding = ANY(%(findings)s)
       AND c.id BETWEEN %(first)s AND %(last)s
       AND m.claim_id BETWEEN %(first)s AND %(last)s  -- else it may begin there
"""
_UNSEARCHED = """
       AND NOT EXISTS (SELECT FROM claims_nearmisssearch s
                        WHERE s.claim_id = c.id AND s.claim_version = c.version
                          AND s.class_list_id = %(class_list)s
                          AND s.change_id IS NOT DISTINCT FROM %(change)s)
"""
_DUE = f"{_RESIDUE}{_UNSEARCHED}"
_CLAIM = "SELECT c.id, c.number, c.version"
# A member whose record or person a change is about stands in settlement_changedmember. Reads it
# once for each change since and member opened, whatever the planner believes of its size (OFFSET).
OPENED_ARE_AS_THEY_WERE = """
       NOT EXISTS (SELECT FROM settlement_rosterchange r
                    CROSS JOIN LATERAL (
                          SELECT FROM settlement_changedmember x
                           WHERE x.change_id = r.id AND x.member_no = ANY(s.opened) OFFSET 0) AS x
                    WHERE r.settlement_id = %(settlement_id)s AND r.id > COALESCE(s.change_id, 0))
"""
_KNOWN = """,
       (SELECT COALESCE(s.change_id, 0) FROM claims_nearmisssearch s
         WHERE s.claim_id = c.id AND s.claim_version = c.version
           AND s.class_list_id = %(class_list)s AND [opened are as they were])
""".replace("[opened are as they were]", OPENED_ARE_AS_THEY_WERE)
DUE = f"{_CLAIM}{_KNOWN}{_DUE} ORDER BY c.id"
RESIDUE = f"{_CLAIM}{_RESIDUE} ORDER BY c.id LIMIT %(most)s"
_CUT = """
    SELECT min(id), max(id)
      FROM (SELECT c.id, (row_number() OVER (ORDER BY c.id) - 1) / %(size)s AS part"""
_GROUPED = """ ) AS due
     GROUP BY part ORDER BY part
"""
RANGES = f"{_CUT}{_DUE}{_GROUPED}"
CASES = """
    SELECT DISTINCT settlement_id FROM claims_claim WHERE status = 'in_review'
"""

# Each branch walks one index of the class list, the keys in its order, and reads nothing else.
# The LIMIT keeps a key that thousands share from being all that there is.
_BRANCH = """
    SELECT '{kind}', probe.n, m.member_no, m.name_key, {code}
      FROM unnest(%({kind})s::bigint[]) WITH ORDINALITY AS probe (key, n)
     CROSS JOIN LATERAL (
           SELECT member_no, name_key{also} FROM settlement_classmember
            WHERE settlement_id = %(settlement_id)s AND {column} = probe.key
            LIMIT %(most)s) AS m
"""
PROBE = " UNION ALL ".join(
    _BRANCH.format(kind=kind, column=column, code=code, also=also)
    for kind, column, code, also in (
        ("notice_id", "notice_key", "m.code_key", ", code_key"),
        ("email", "email_key", "NULL", ""),
        ("phone", "phone_key", "NULL", ""),
        ("username", "username_key", "NULL", ""),
    )
)
KINDS = ("notice_id", "email", "phone", "username")

ALIASES = """
    SELECT member_no, same_as FROM settlement_memberalias
     WHERE settlement_id = %(settlement_id)s AND member_no = ANY(%(member_nos)s::int[])
"""

# Writes the search first: who looks for the same claim at the same time waits here.
PUT_SEARCHES = """
    INSERT INTO claims_nearmisssearch (claim_id, claim_version, class_list_id, change_id, opened,
                                       at)
    SELECT claim_id, version, %(class_list)s, %(change)s, opened::int[], %(now)s
      FROM unnest(%(claim_ids)s::bigint[], %(versions)s::int[], %(opened)s::text[])
           AS made (claim_id, version, opened)
     ORDER BY claim_id
    ON CONFLICT (claim_id) DO UPDATE
       SET claim_version = excluded.claim_version, class_list_id = excluded.class_list_id,
           change_id = excluded.change_id, opened = excluded.opened, at = excluded.at
"""
FORGET = "DELETE FROM claims_nearmiss WHERE search_id = ANY(%(claim_ids)s::bigint[])"


# Reads claim_in_queue, and the keys of searches and of what they found.
BEST = """
    SELECT (SELECT max(n.score) FROM claims_nearmiss n WHERE n.search_id = c.id), count(*)
      FROM claims_claim c JOIN claims_nearmisssearch s
        ON s.claim_id = c.id AND s.claim_version = c.version
     WHERE c.settlement_id = %(settlement_id)s AND c.status = 'in_review'
     GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class List:
    """The class list as it is. class_list: the import in use; change: the last made to it."""

    class_list: int | None
    change: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """A claim that is to be searched for.

    known: only the list was changed since an earlier search, after this change (0 for the list as
           it was imported), and none of the members that were opened; None where that is not so
    """

    claim_id: int
    number: str
    version: int
    known: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A member that a key led to. n: the key's place among those of its kind, from 1."""

    kind: str
    n: int
    member_no: int
    name_key: int | None
    code_key: int | None


def list_of(*, settlement_id: int) -> List:
    """The list as it is at this moment."""
    return List(*sql.row(LIST, settlement_id=settlement_id))


def due(*, settlement_id: int, of: List, first: int, last: int) -> list[Due]:
    """The claims first..last (ids, inclusive) that have to be searched for, by id."""
    return [Due(*row) for row in _due(DUE, settlement_id, of, first=first, last=last)]


def residue(*, settlement_id: int, after: int, most: int) -> list[Due]:
    """The next `most` claims behind an id, searched for or not, by id."""
    found = sql.rows(
        RESIDUE,
        settlement_id=settlement_id,
        findings=[*FINDINGS],
        first=after + 1,
        last=2**63 - 1,
        most=most,
    )
    return [Due(*row) for row in found]


def ranges(*, settlement_id: int, of: List, size: int) -> list[tuple[int, int]]:
    """All of them, in id ranges of `size` claims each."""
    whole = {"first": 0, "last": 2**63 - 1}
    return [(first, last) for first, last in _due(RANGES, settlement_id, of, **whole, size=size)]


def cases() -> list[int]:
    """The cases in which a claim waits for a person."""
    return [settlement_id for (settlement_id,) in sql.rows(CASES)]


def probe(*, settlement_id: int, keys: dict[str, list[int]]) -> list[Row]:
    """The members that keys lead to. keys: for each of KINDS, best in rising order."""
    # One text for each array: a hundred thousand numbers are so sent in a tenth of the time.
    arrays = {kind: f"{{{','.join(map(str, keys[kind]))}}}" for kind in KINDS}
    found = sql.rows(PROBE, settlement_id=settlement_id, most=MOST_PER_KEY, **arrays)
    return [Row(*row) for row in found]


def aliases(*, settlement_id: int, member_nos: Sequence[int]) -> dict[int, int]:
    """Members that were found to be another one: number -> the other's."""
    found = sql.rows(ALIASES, settlement_id=settlement_id, member_nos=[*member_nos])
    return dict(found)


def put_searches(
    searched: Sequence[tuple[int, int, Sequence[int]]], *, of: List, now: datetime
) -> int:
    """Write (claim id, version, members opened) and forget what earlier searches found.

    Return how many. A second call writes the same, and forgets again.
    """
    claim_ids = [claim_id for claim_id, _version, _opened in searched]
    written = sql.run(
        PUT_SEARCHES,
        class_list=of.class_list,
        change=of.change,
        now=now,
        claim_ids=claim_ids,
        versions=[version for _claim_id, version, _opened in searched],
        # As text: PostgreSQL unnests no arrays of unlike length.
        opened=[f"{{{','.join(map(str, opened))}}}" for _claim_id, _version, opened in searched],
    )
    sql.run(FORGET, claim_ids=claim_ids)
    return written


def standing(*, settlement_id: int) -> dict[str, int]:
    """How many claims that wait for a person have which verdict on their best near miss."""
    counts = dict.fromkeys((*VERDICTS, "none"), 0)
    for score, claims in sql.rows(BEST, settlement_id=settlement_id):
        counts["none" if score is None else verdict(score)] += claims
    return counts


def _due(statement: str, settlement_id: int, of: List, **values: int) -> list[tuple[Any, ...]]:
    return sql.rows(
        statement,
        settlement_id=settlement_id,
        findings=[*FINDINGS],
        class_list=of.class_list,
        change=of.change,
        **values,
    )
