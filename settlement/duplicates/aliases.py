"""Merging members and parting them again, set-based. Whoever calls holds `change_list`."""

from settlement import sql

# Who was merged into somebody that is now merged himself goes with him; first, so that who stays
# is never an alias.
FOLLOW_RULE = """
    UPDATE settlement_memberalias a SET same_as = c.same_as
      FROM settlement_mergecandidate c
     WHERE c.search_id = %(search_id)s AND c.rule = %(rule)s AND c.held = ''
       AND a.settlement_id = %(settlement_id)s AND a.same_as = c.member_no
"""
MERGE_RULE = """
    INSERT INTO settlement_memberalias (settlement_id, member_no, same_as, merged_into, rule,
                                        change_id)
    SELECT %(settlement_id)s, member_no, same_as, same_as, rule, %(change_id)s
      FROM settlement_mergecandidate
     WHERE search_id = %(search_id)s AND rule = %(rule)s AND held = ''
"""

# All numbers of the persons that the aliases of the change, or the named one, belong to.
TELL = """
    INSERT INTO settlement_changedmember (change_id, member_no)
    WITH touched AS MATERIALIZED (
        SELECT DISTINCT same_as FROM settlement_memberalias
         WHERE settlement_id = %(settlement_id)s
           AND (change_id = %(merge_id)s OR member_no = %(member_no)s))
    SELECT %(change_id)s, same_as FROM touched
     UNION
    SELECT %(change_id)s, a.member_no
      FROM touched JOIN settlement_memberalias a USING (same_as)
     WHERE a.settlement_id = %(settlement_id)s
"""
PART = """
    DELETE FROM settlement_memberalias
     WHERE settlement_id = %(settlement_id)s
       AND (change_id = %(merge_id)s OR member_no = %(member_no)s)
"""
# Each that is left goes up by what it was merged into; a step always leads to a smaller number.
GO_BACK = """
    WITH RECURSIVE up AS (
        SELECT a.member_no, a.merged_into AS no
          FROM settlement_changedmember c
          JOIN settlement_memberalias a
            ON a.settlement_id = %(settlement_id)s AND a.member_no = c.member_no
         WHERE c.change_id = %(change_id)s
         UNION
        SELECT up.member_no, a.merged_into
          FROM up JOIN settlement_memberalias a
            ON a.settlement_id = %(settlement_id)s AND a.member_no = up.no)
    UPDATE settlement_memberalias a SET same_as = top.no
      FROM (SELECT member_no, min(no) AS no FROM up GROUP BY member_no) AS top
     WHERE a.settlement_id = %(settlement_id)s AND a.member_no = top.member_no
       AND a.same_as <> top.no
"""

APART = """
    SELECT k.id
      FROM settlement_keptapart k
      LEFT JOIN settlement_memberalias a
        ON a.settlement_id = k.settlement_id AND a.member_no = k.low_no
      LEFT JOIN settlement_memberalias b
        ON b.settlement_id = k.settlement_id AND b.member_no = k.high_no
     WHERE k.settlement_id = %(settlement_id)s
       AND COALESCE(a.same_as, k.low_no) = ANY(%(persons)s)
       AND COALESCE(b.same_as, k.high_no) = ANY(%(persons)s)
       AND COALESCE(a.same_as, k.low_no) <> COALESCE(b.same_as, k.high_no)
"""


def merge_by_rule(*, settlement_id: int, search_id: int, rule: str, change_id: int) -> int:
    """Merge the candidates of a rule that are not held. Return how many members were merged."""
    of_rule = {"settlement_id": settlement_id, "search_id": search_id, "rule": rule}
    sql.run(FOLLOW_RULE, **of_rule)
    return sql.run(MERGE_RULE, change_id=change_id, **of_rule)


def tell(
    *, settlement_id: int, change_id: int, merge_id: int | None = None, member_no: int | None = None
) -> int:
    """Write whom a change is about: everybody of the persons that a merge, or an alias, belongs
    to. Return how many; not to be called twice."""
    return sql.run(
        TELL,
        settlement_id=settlement_id,
        change_id=change_id,
        merge_id=merge_id,
        member_no=member_no,
    )


def part(
    *, settlement_id: int, change_id: int, merge_id: int | None = None, member_no: int | None = None
) -> int:
    """Undo a merge, or take one member out, after `tell`. Return how many are aliases no more."""
    parted = sql.run(PART, settlement_id=settlement_id, merge_id=merge_id, member_no=member_no)
    sql.run(GO_BACK, settlement_id=settlement_id, change_id=change_id)
    return parted


def kept_apart(*, settlement_id: int, one: int, other: int) -> list[int]:
    """Keys of what was said to keep these two persons apart, by any of their members."""
    found = sql.rows(APART, settlement_id=settlement_id, persons=[one, other])
    return [key for (key,) in found]
