"""The class list set-based: duplicates within a list, and one import of a case at a time."""

from collections.abc import Iterable

from settlement import sql
from settlement.roster.partitions import ClassList

# Held until the transaction ends; an importer that was killed holds it no more.
HOLD = "SELECT pg_try_advisory_xact_lock(hashtextextended(%(name)s, 0))"
READ = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%(name)s, 0))"
CHANGE = "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))"

# The first of several stays. The inner query reads an index alone, in its order.
TWICE_BY_REF = """
    SELECT member_no, first_no
      FROM (SELECT m.member_no, min(m.member_no) OVER (PARTITION BY ref_key) AS first_no
              FROM {members} m
              JOIN (SELECT ref_key FROM {members} GROUP BY ref_key HAVING count(*) > 1) twice
             USING (ref_key)) AS several
     WHERE member_no > first_no
"""
TWICE_BY_NOTICE = """
    SELECT member_no, first_no
      FROM (SELECT m.member_no, min(m.member_no) OVER (PARTITION BY notice_key) AS first_no
              FROM {members} m
              JOIN (SELECT notice_key FROM {members}
                     WHERE settlement_id = {case} AND notice_key IS NOT NULL
                     GROUP BY notice_key HAVING count(*) > 1) twice
             USING (notice_key)) AS several
     WHERE member_no > first_no
"""
REMOVE = "DELETE FROM {members} WHERE member_no = ANY(%(numbers)s)"
SORT_MEMORY = "SET LOCAL work_mem = '128MB'"
LEARN = "ANALYZE settlement_classmember"


def hold(*, settlement_id: int) -> bool:
    """Be the only import of this case until the transaction ends; False: another one is."""
    return bool(sql.value(HOLD, name=f"roster import {settlement_id}"))


def read_list(*, settlement_id: int) -> None:
    """Wait until nobody changes the list in use, and keep it so until the transaction ends: what
    is written of what was read is then older than any change to come."""
    sql.run(READ, name=_in_use(settlement_id))


def change_list(*, settlement_id: int) -> None:
    """Wait until nobody reads or changes the list in use, and be alone until the transaction
    ends. The triggers of `MemberAlias` name the same lock."""
    sql.run(CHANGE, name=_in_use(settlement_id))


def _in_use(settlement_id: int) -> str:
    return f"class list of case {settlement_id}"


def duplicates(found: ClassList) -> dict[int, tuple[int, str]]:
    """Members of an assembled list that stand on it twice: number -> (the first's, by what)."""
    sql.run(SORT_MEMORY)
    twice: dict[int, tuple[int, str]] = {}
    for column, statement in (("member_ref", TWICE_BY_REF), ("notice_id", TWICE_BY_NOTICE)):
        for member_no, first_no in sql.rows(found.named(statement)):
            twice.setdefault(member_no, (first_no, column))
    return twice


def remove(found: ClassList, *, member_nos: Iterable[int]) -> int:
    """Take members from a list; return how many were on it."""
    return sql.run(found.named(REMOVE), numbers=list(member_nos))


def learn() -> None:
    """Let the planner know the list: without it a join may read the whole of it."""
    sql.run(LEARN)
