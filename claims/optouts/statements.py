"""Exclusions set-based: whose claims they concern, and under which numbers members stand now."""

from collections.abc import Sequence

from settlement import sql
from settlement.terms.models import Settlement

BY_REF = """
    SELECT member_no, ref_key FROM settlement_classmember
     WHERE settlement_id = %(settlement_id)s AND ref_key = %(key)s
"""
BY_NOTICE = """
    SELECT member_no, ref_key FROM settlement_classmember
     WHERE settlement_id = %(settlement_id)s AND notice_key = %(key)s
"""

# A member who was found to be the same person as another one is excluded with that one, and the
# other way round: whoever of them asked, the person left. Both probe exclusion_of_member.
IS_EXCLUDED = """
    EXISTS (SELECT FROM claims_exclusion x
             WHERE x.settlement_id = %(settlement_id)s AND x.status = 'in_force'
               AND x.member_no = [member])
    OR EXISTS (SELECT FROM settlement_memberalias a JOIN claims_exclusion x
                   ON x.settlement_id = a.settlement_id AND x.member_no = a.member_no
                WHERE a.settlement_id = %(settlement_id)s AND a.same_as = [member]
                  AND x.status = 'in_force')
"""
ONE_IS_EXCLUDED = f"SELECT {IS_EXCLUDED.replace('[member]', '%(member_no)s')}"

# From the few exclusions to the claims, by claim_one_approved_per_member. A claim that is being
# paid stays as it is; its payment is made void first, and then it is found here.
_APPROVED_YET_EXCLUDED = """
      FROM claims_exclusion x
      LEFT JOIN settlement_memberalias a
        ON a.settlement_id = x.settlement_id AND a.member_no = x.member_no
      JOIN claims_claim c
        ON c.settlement_id = x.settlement_id AND c.status = 'approved'
       AND c.member_no IN (x.member_no, a.same_as)
     WHERE x.status = 'in_force' AND c.frozen_at IS NULL
"""
OPEN_CASES = f"SELECT DISTINCT x.settlement_id {_APPROVED_YET_EXCLUDED}"
COUNT = f"""
    SELECT count(DISTINCT c.id) {_APPROVED_YET_EXCLUDED}
       AND x.settlement_id = %(settlement_id)s
"""
# ARRAY: however many the planner expects, the claims are read by their ids.
_TAKE_BACK = """
    WITH due AS MATERIALIZED (
        SELECT c.id, c.number, c.status FROM claims_claim c
         WHERE c.id = ANY(ARRAY([which])) AND c.status = [status] AND c.frozen_at IS NULL
         ORDER BY c.id FOR UPDATE OF c),
    moved AS (
        UPDATE claims_claim c
           SET status = 'filed', queue = '', rule = '', member_no = NULL, verified_at = NULL
         WHERE c.id = ANY(ARRAY(SELECT id FROM due)))
    INSERT INTO settlement_event (settlement_id, at, kind, entity, ref, from_status, to_status,
                                  actor_id, why, data)
    SELECT %(settlement_id)s, statement_timestamp(), 'claim.filed', 'claim', number, status,
           'filed', %(by)s, %(why)s, '{}'
      FROM due
"""
HOLD = _TAKE_BACK.replace(
    "[which]",
    f"""SELECT c.id {_APPROVED_YET_EXCLUDED}
           AND x.settlement_id = %(settlement_id)s
           AND (%(exclusion_id)s::bigint IS NULL OR x.id = %(exclusion_id)s)""",
).replace("[status]", "'approved'")
LET_GO = _TAKE_BACK.replace(
    "[which]",
    """SELECT c.id FROM claims_claim c
         WHERE c.settlement_id = %(settlement_id)s AND c.status = 'in_review'
           AND c.queue = 'excluded'
           AND c.member_no IN (%(member_no)s,
                               (SELECT same_as FROM settlement_memberalias
                                 WHERE settlement_id = %(settlement_id)s
                                   AND member_no = %(member_no)s))""",
).replace("[status]", "'in_review'")
PAID = """
    SELECT c.number FROM claims_claim c
     WHERE c.settlement_id = %(settlement_id)s AND c.status = 'approved'
       AND c.frozen_at IS NOT NULL
       AND c.member_no IN (%(member_no)s,
                           (SELECT same_as FROM settlement_memberalias
                             WHERE settlement_id = %(settlement_id)s
                               AND member_no = %(member_no)s))
"""

FOLLOW = """
    UPDATE claims_exclusion x SET member_no = found.member_no
      FROM (SELECT e.id, m.member_no
              FROM claims_exclusion e LEFT JOIN settlement_classmember m
                ON m.settlement_id = e.settlement_id AND m.ref_key = e.ref_key
             WHERE e.settlement_id = %(settlement_id)s AND e.status = 'in_force') AS found
     WHERE found.id = x.id AND x.member_no IS DISTINCT FROM found.member_no
"""

# By the list's index of numbers, once for each exclusion.
REKEY = """
    UPDATE claims_exclusion x SET ref_key = m.ref_key
      FROM settlement_classmember m
     WHERE x.settlement_id = %(settlement_id)s
       AND m.settlement_id = %(settlement_id)s AND m.member_no = x.member_no
    RETURNING x.id
"""
ALL = "SELECT id FROM claims_exclusion WHERE settlement_id = %(settlement_id)s"


def member(*, settlement: Settlement, by: str, key: int | None) -> tuple[int, int] | None:
    """The number and reference key of a member of the list in use.

    by: "member_ref" or "notice_id", of which `key` is the keyed hash
    """
    statement = BY_REF if by == "member_ref" else BY_NOTICE
    found = sql.rows(statement, settlement_id=settlement.pk, key=key)
    return (found[0][0], found[0][1]) if found else None


def is_excluded(*, settlement_id: int, member_no: int) -> bool:
    """Whether this member, or whoever is the same person, left the class."""
    return bool(sql.value(ONE_IS_EXCLUDED, settlement_id=settlement_id, member_no=member_no))


def hold(*, settlement_id: int, by: int, why: str, exclusion_id: int | None = None) -> int:
    """File anew the unpaid claims approved for excluded members, for verification to hold them.

    Of one exclusion, or of all in force. Return how many; a second call takes back none.
    """
    return sql.run(HOLD, settlement_id=settlement_id, exclusion_id=exclusion_id, by=by, why=why)


def let_go(*, settlement_id: int, member_no: int, by: int, why: str) -> int:
    """File anew the claims that wait only because this member was excluded; return how many."""
    return sql.run(LET_GO, settlement_id=settlement_id, member_no=member_no, by=by, why=why)


def paid(*, settlement_id: int, member_no: int) -> Sequence[str]:
    """The numbers of claims being paid for this member."""
    return [
        number for (number,) in sql.rows(PAID, settlement_id=settlement_id, member_no=member_no)
    ]


def approved(*, settlement_id: int) -> int:
    """How many unpaid claims are approved though their member is excluded."""
    return int(sql.value(COUNT, settlement_id=settlement_id))


def cases_with_approved() -> list[int]:
    """The cases in which there are any."""
    return [settlement_id for (settlement_id,) in sql.rows(OPEN_CASES)]


def follow(*, settlement_id: int) -> int:
    """Give exclusions the numbers that their members have on the list in use; return how many."""
    return sql.run(FOLLOW, settlement_id=settlement_id)


def rekey(*, settlement_id: int) -> tuple[int, list[int]]:
    """Take references' hashes from the list in use; return for how many exclusions, and the ids of
    those whose member it does not have. A second call finds the same."""
    done = {key for (key,) in sql.rows(REKEY, settlement_id=settlement_id)}
    every = {key for (key,) in sql.rows(ALL, settlement_id=settlement_id)}
    return len(done), sorted(every - done)
