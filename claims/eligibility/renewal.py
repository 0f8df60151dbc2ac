"""When a class list takes another's place: what was decided by the old one is verified anew.

A paid claim keeps its payment and its approval. It gets the number that its member has on the new
list, so that nobody is approved for that member again; where its identifiers lead to no single
member there, whoever has one of them is held for a person (`verdicts`).
"""

from collections.abc import Sequence
from datetime import datetime

from claims.eligibility import candidates, statements
from claims.eligibility.lists import Lists, of_case
from claims.filing.models import Claim
from settlement import sql

WHY = "the class list was replaced"
RENEWAL = "renewal"  # kind of the job; its data names the list

# Tables of a few rows; the jobs by their case's index. A renewal that stopped did not renew.
LIST_TO_COME = """
    SELECT i.id FROM settlement_rosterimport i
     WHERE i.settlement_id = %(settlement_id)s AND i.status = 'ready'
       AND EXISTS (SELECT FROM settlement_rosterimport r
                    WHERE r.settlement_id = i.settlement_id AND r.status = 'replaced')
       AND NOT EXISTS (SELECT FROM settlement_job j
                        WHERE j.settlement_id = i.settlement_id AND j.kind = %(kind)s
                          AND j.status <> 'stopped' AND j.data ->> 'list' = i.id::text)
"""

# What a lead reviewer opened again stays with people. What waits for something that is missing
# stays, too: a letter with a day in it is out, and what comes is verified then.
_TAKE_BACK = """
    WITH due AS MATERIALIZED (
        SELECT c.id, c.number, c.status
          FROM claims_claim c LEFT JOIN claims_match m ON m.claim_id = c.id
         WHERE c.settlement_id = %(settlement_id)s AND c.id BETWEEN %(first)s AND %(last)s
           AND c.status IN ('approved', 'in_review') AND c.queue <> 'reopened'
           AND c.frozen_at IS NULL
           AND [decided by what is no more]
         ORDER BY c.id FOR UPDATE OF c),
    moved AS (
        UPDATE claims_claim c
           SET status = 'filed', queue = '', rule = '', member_no = NULL, verified_at = NULL
          FROM due WHERE c.id = due.id),
    unmatched AS (
        DELETE FROM claims_match m USING due WHERE m.claim_id = due.id)
    INSERT INTO settlement_event (settlement_id, at, kind, entity, ref, from_status, to_status,
                                  actor_id, why, data)
    SELECT %(settlement_id)s, %(now)s, 'claim.filed', 'claim', number, status, 'filed', %(by)s,
           %(why)s, '{}'
      FROM due
"""


def taking_back(which: str) -> str:
    """The statement that takes back claims; `which` of them: a condition on claim and match."""
    return _TAKE_BACK.replace("[decided by what is no more]", which)


TAKE_BACK = taking_back(
    "(m.class_list_id IS DISTINCT FROM %(class_list)s OR c.member_no <= %(replaced)s)"
)

# Of several paid claims for what is now one member, the one received first is that member's.
MOVE_PAID = """
    WITH paid AS MATERIALIZED (
        SELECT c.id, c.number, c.received_at, m.member_no
          FROM claims_claim c JOIN claims_match m ON m.claim_id = c.id
         WHERE c.settlement_id = %(settlement_id)s AND c.id BETWEEN %(first)s AND %(last)s
           AND m.claim_id BETWEEN %(first)s AND %(last)s  -- else it may begin there
           AND c.status = 'approved' AND c.frozen_at IS NOT NULL
           AND c.member_no <= %(replaced)s AND m.member_no > %(replaced)s
         ORDER BY c.id FOR UPDATE OF c),
    placed AS MATERIALIZED (
        SELECT DISTINCT ON (member_no) id, number, member_no FROM paid
         WHERE NOT EXISTS (SELECT FROM claims_claim o
                            WHERE o.settlement_id = %(settlement_id)s
                              AND o.member_no = paid.member_no AND o.status = 'approved')
         ORDER BY member_no, received_at, id),
    moved AS (
        UPDATE claims_claim c SET member_no = placed.member_no FROM placed WHERE c.id = placed.id)
    INSERT INTO settlement_event (settlement_id, at, kind, entity, ref, from_status, to_status,
                                  actor_id, why, data)
    SELECT %(settlement_id)s, %(now)s, 'claim.matched', 'claim', number, '', '', %(by)s, %(why)s,
           jsonb_build_object('member_no', member_no)
      FROM placed
"""

# These read the beginning of claim_one_approved_per_member, where numbers are low, and no more.
LEFT_BEHIND = """
    SELECT min(id), max(id)
      FROM (SELECT id FROM claims_claim
             WHERE settlement_id = %(settlement_id)s AND status = 'approved'
               AND frozen_at IS NULL AND member_no <= %(replaced)s
             ORDER BY member_no LIMIT %(most)s) AS behind
"""
UNLISTED = """
    SELECT (SELECT count(*) FROM claims_claim
             WHERE settlement_id = %(settlement_id)s AND status = 'approved'
               AND frozen_at IS NULL AND member_no <= %(replaced)s)
         + (SELECT count(*) FROM claims_claim c
             WHERE c.settlement_id = %(settlement_id)s AND c.status = 'filed'
               AND EXISTS (SELECT FROM claims_verdict v
                            WHERE v.claim_id = c.id AND v.claim_version = c.version))
"""
PAID_ALIKE = """
    SELECT paid.id
      FROM claims_claim c JOIN claims_claim paid ON paid.settlement_id = c.settlement_id
     WHERE c.id = %(claim_id)s AND paid.status = 'approved' AND paid.frozen_at IS NOT NULL
       AND paid.member_no <= %(replaced)s
       AND (paid.notice_key = c.notice_key OR paid.email_key = c.email_key
            OR paid.phone_key = c.phone_key)
"""


def list_to_come(*, settlement_id: int) -> int | None:
    """The import whose list took another's place without a renewal since; None for none."""
    found = sql.rows(LIST_TO_COME, settlement_id=settlement_id, kind=RENEWAL)
    return found[0][0] if found else None


def renew_chunk(
    *,
    settlement_id: int,
    lists: Lists,
    first: int,
    last: int,
    flags: Sequence[tuple[str, int]],
    by: int,
    now: datetime,
) -> int:
    """Take back and match anew the verified claims first..last. Return how many there are.

    A second call takes back none, matches the others again and finds the same.
    """
    taken = take_back(
        settlement_id=settlement_id, lists=lists, first=first, last=last, by=by, now=now
    )
    kept = candidates.match_chunk(
        settlement_id=settlement_id,
        class_list=lists.in_use,
        first=first,
        last=last,
        flags=flags,
        verified=True,
    )
    paid = Claim.objects.filter(
        settlement=settlement_id, pk__range=(first, last), frozen_at__isnull=False
    )
    if paid.exists():
        # Claims first, then the lock: as whoever approves by hand takes them.
        statements.decide_alone(settlement_id=settlement_id)
        _run(MOVE_PAID, settlement_id, lists, first=first, last=last, by=by, now=now, why=WHY)
    return taken + kept


def take_back(
    *, settlement_id: int, lists: Lists, first: int, last: int, by: int, now: datetime
) -> int:
    """File anew what a replaced list decided of first..last. Return how many; a second call, 0."""
    return _run(TAKE_BACK, settlement_id, lists, first=first, last=last, by=by, now=now, why=WHY)


def left_behind(*, settlement_id: int, lists: Lists, most: int) -> tuple[int, int] | None:
    """First and last id of `most` unpaid claims approved for a replaced list's members, if any.

    After a renewal these are claims that were paid during it and whose payment was made void.
    """
    first, last = sql.row(
        LEFT_BEHIND, settlement_id=settlement_id, replaced=lists.replaced, most=most
    )
    return (first, last) if first is not None else None


def unlisted(*, settlement_id: int, lists: Lists) -> int:
    """Claims approved for a replaced list's members, and verified claims that wait to be again."""
    return int(sql.value(UNLISTED, settlement_id=settlement_id, replaced=lists.replaced))


def paid_alike(*, claim: Claim) -> set[int]:
    """Ids of paid claims of no member on the list in use that share an identifier with a claim."""
    lists = of_case(settlement_id=claim.settlement_id)
    found = sql.rows(PAID_ALIKE, claim_id=claim.pk, replaced=lists.replaced)
    return {paid_id for (paid_id,) in found}


def _run(statement: str, settlement_id: int, lists: Lists, **values: object) -> int:
    return sql.run(
        statement,
        settlement_id=settlement_id,
        class_list=lists.in_use,
        replaced=lists.replaced,
        **values,
    )
