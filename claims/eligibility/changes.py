"""When the class list in use is changed: claims that the change concerns are verified anew.

A supplement or a merge concerns the claims of the members it names, and the claims with a key
that led to one of them before or does since. They are taken back as after a new list (`renewal`),
all others stay untouched. Two steps, for a paid claim may take its member's place only when no
unpaid one holds it any more: first claims are taken back and matched, then paid ones are placed.

What a person approved stays approved where the change did not touch what he approved it for: the
claim still leads to the same member on the same evidence, and the member is still on the list.
"""

from collections.abc import Sequence
from datetime import datetime

from claims.eligibility import candidates, renewal, statements
from claims.eligibility.lists import Lists
from claims.eligibility.rules import APPROVING
from settlement import sql
from settlement.roster import changes as roster

WHY = "the class list was changed"
PLACING = "placing"  # kind of the second step's job

# Tables of a few rows; the jobs by their case's index. A renewal that stopped did not renew, nor
# did one after which the placing stopped.
TO_COME = """
    SELECT r.id FROM settlement_rosterchange r
     WHERE r.settlement_id = %(settlement_id)s
       AND NOT EXISTS (SELECT FROM settlement_job j
                        WHERE j.settlement_id = r.settlement_id AND j.kind = %(renewal)s
                          AND j.status <> 'stopped' AND j.data -> 'changes' @> to_jsonb(r.id)
                          AND NOT EXISTS (SELECT FROM settlement_job p
                                           WHERE p.settlement_id = r.settlement_id
                                             AND p.kind = %(placing)s AND p.status = 'stopped'
                                             AND p.data ->> 'follows' = j.id::text))
     ORDER BY r.id
"""
UNDER_WAY = """
    SELECT jsonb_array_elements(j.data -> 'changes')::bigint
      FROM settlement_job j
     WHERE j.settlement_id = %(settlement_id)s AND j.status = 'open'
       AND j.kind IN (%(renewal)s, %(placing)s)
"""

# Three joins with the change's own rows, which may be few or millions; nothing of the class list
# is read.
_FOUND = """
    SELECT c.id FROM claims_claim c JOIN settlement_changedmember x ON x.member_no = c.member_no
     WHERE x.change_id = ANY(%(changes)s) AND [which]
     UNION
    SELECT c.id
      FROM claims_claim c
      JOIN claims_match m ON m.claim_id = c.id
      JOIN settlement_changedmember x ON x.member_no = m.member_no
     WHERE x.change_id = ANY(%(changes)s) AND [which]
     UNION
    SELECT c.id
      FROM claims_claim c
     CROSS JOIN unnest(ARRAY[c.notice_key, c.email_key, c.phone_key] || c.username_keys)
        AS given (key)
      JOIN settlement_changedkey k ON k.key = given.key
     WHERE k.change_id = ANY(%(changes)s) AND [which]
"""


def _found(which: str) -> str:
    """The ids of the claims that changes concern; of those that a condition names."""
    return _FOUND.replace("[which]", f"c.settlement_id = %(settlement_id)s AND {which}")


_OF_CHUNK = "c.status <> 'filed' AND c.id BETWEEN %(first)s AND %(last)s"
CONCERNED = _found(_OF_CHUNK)
PAID = _found(f"{_OF_CHUNK} AND c.frozen_at IS NOT NULL")
RANGES = """
    SELECT min(id), max(id)
      FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(size)s AS part
              FROM ([found]) AS concerned) AS found
     GROUP BY part ORDER BY part
""".replace("[found]", _found("c.status <> 'filed'"))
COUNT = "SELECT count(*) FROM ([found]) AS concerned".replace(
    "[found]", _found("c.status = 'approved' AND c.frozen_at IS NULL")
)

# What stands of a claim that a person approved: on which evidence it leads to whom.
EVIDENCE = """
    SELECT c.id, m.finding, m.member_no
      FROM claims_claim c JOIN claims_match m ON m.claim_id = c.id
     WHERE c.id = ANY(%(ids)s) AND c.status = 'approved' AND c.frozen_at IS NULL
       AND c.rule <> ALL(%(approving)s)
       AND EXISTS (SELECT FROM settlement_classmember l
                    WHERE l.settlement_id = %(settlement_id)s AND l.member_no = c.member_no)
       AND NOT EXISTS (SELECT FROM settlement_memberalias a
                        WHERE a.settlement_id = %(settlement_id)s AND a.member_no = c.member_no)
"""

TAKE_BACK = renewal.taking_back("c.id = ANY(%(ids)s)")

# A paid claim goes with its identifiers to the member that they lead to now, if nobody is
# approved for him; surely, unless its own member is no more. Where it can go nowhere and its
# member is no more, its number is turned negative: `lists` says what that means.
PLACE = """
    WITH paid AS MATERIALIZED (
        SELECT c.id, c.number, c.received_at, c.member_no AS old_no, m.member_no AS new_no, m.sure,
               EXISTS (SELECT FROM settlement_classmember l
                        WHERE l.settlement_id = %(settlement_id)s AND l.member_no = c.member_no)
               AND NOT EXISTS (SELECT FROM settlement_memberalias a
                                WHERE a.settlement_id = %(settlement_id)s
                                  AND a.member_no = c.member_no) AS listed
          FROM claims_claim c JOIN claims_match m ON m.claim_id = c.id
         WHERE c.id = ANY(%(ids)s) AND m.claim_id BETWEEN %(first)s AND %(last)s
           AND c.status = 'approved' AND c.frozen_at IS NOT NULL
         ORDER BY c.id FOR UPDATE OF c),
    moving AS MATERIALIZED (
        SELECT DISTINCT ON (new_no) id, number, new_no FROM paid
         WHERE new_no <> old_no AND (sure OR NOT listed)
           AND NOT EXISTS (SELECT FROM claims_claim o
                            WHERE o.settlement_id = %(settlement_id)s
                              AND o.member_no = paid.new_no AND o.status = 'approved')
         ORDER BY new_no, received_at, id),
    placed AS MATERIALIZED (
        SELECT id, number, new_no FROM moving
         UNION ALL
        SELECT id, number, -old_no FROM paid
         WHERE NOT listed AND old_no > 0 AND id NOT IN (SELECT id FROM moving)
           AND NOT EXISTS (SELECT FROM claims_claim o
                            WHERE o.settlement_id = %(settlement_id)s
                              AND o.member_no = -paid.old_no AND o.status = 'approved')),
    moved AS (
        UPDATE claims_claim c SET member_no = placed.new_no FROM placed WHERE c.id = placed.id)
    INSERT INTO settlement_event (settlement_id, at, kind, entity, ref, from_status, to_status,
                                  actor_id, why, data)
    SELECT %(settlement_id)s, %(now)s, 'claim.matched', 'claim', number, '', '', %(by)s, %(why)s,
           jsonb_build_object('member_no', new_no)
      FROM placed
"""


def to_come(*, settlement_id: int) -> list[int]:
    """The changes of the list that no renewal has named yet, in their order."""
    return _ids(TO_COME, settlement_id)


def not_renewed(*, settlement_id: int) -> list[int]:
    """These, and the changes whose claims are just being taken back."""
    return [*_ids(TO_COME, settlement_id), *_ids(UNDER_WAY, settlement_id)]


def ranges(*, settlement_id: int, changes: Sequence[int], size: int) -> list[tuple[int, int]]:
    """The verified claims that changes concern, in id ranges of `size` such claims each."""
    return sql.rows(RANGES, settlement_id=settlement_id, changes=[*changes], size=size)


def unpaid(*, settlement_id: int, changes: Sequence[int]) -> int:
    """How many claims are approved that changes concern and that are not being paid."""
    if not changes:
        return 0
    return int(sql.value(COUNT, settlement_id=settlement_id, changes=[*changes]))


def renew_chunk(
    *,
    settlement_id: int,
    lists: Lists,
    changes: Sequence[int],
    first: int,
    last: int,
    flags: Sequence[tuple[str, int]],
    by: int,
    now: datetime,
) -> int:
    """Match anew and take back what the changes concern of first..last. Return how many.

    A second call takes back none, matches the others again and finds the same.
    """
    ids = _concerned(CONCERNED, settlement_id, changes, first=first, last=last)
    before = _evidence(settlement_id=settlement_id, ids=ids)
    candidates.match_chunk(
        settlement_id=settlement_id,
        class_list=lists.in_use,
        first=first,
        last=last,
        flags=flags,
        verified=True,
        among=ids,
    )
    untouched = before & _evidence(settlement_id=settlement_id, ids=ids)
    sql.run(
        TAKE_BACK,
        settlement_id=settlement_id,
        ids=[*{*ids} - {claim_id for claim_id, *_ in untouched}],
        first=first,
        last=last,
        by=by,
        now=now,
        why=WHY,
    )
    return len(ids)


def place_chunk(
    *,
    settlement_id: int,
    changes: Sequence[int],
    first: int,
    last: int,
    by: int,
    now: datetime,
) -> int:
    """Give the paid claims of first..last that changes concern the members they lead to now.

    Returns how many got another number. A second call finds them placed.
    """
    ids = _concerned(PAID, settlement_id, changes, first=first, last=last)
    if not ids:
        return 0
    statements.decide_alone(settlement_id=settlement_id)
    return sql.run(
        PLACE, settlement_id=settlement_id, ids=ids, first=first, last=last, by=by, now=now, why=WHY
    )


def forget(changes: Sequence[int]) -> None:
    """Delete the keys of changes whose claims are all taken back and placed."""
    roster.forget_keys(changes)


def _ids(statement: str, settlement_id: int) -> list[int]:
    kinds = {"renewal": renewal.RENEWAL, "placing": PLACING}
    return [found for (found,) in sql.rows(statement, settlement_id=settlement_id, **kinds)]


def _concerned(
    statement: str, settlement_id: int, changes: Sequence[int], *, first: int, last: int
) -> list[int]:
    statements.allow_hashing(True)
    found = sql.rows(
        statement, settlement_id=settlement_id, changes=[*changes], first=first, last=last
    )
    statements.allow_hashing(False)
    return [claim_id for (claim_id,) in found]


def _evidence(*, settlement_id: int, ids: Sequence[int]) -> set[tuple[int, str, int | None]]:
    found = sql.rows(EVIDENCE, settlement_id=settlement_id, ids=[*ids], approving=[*APPROVING])
    return {(claim_id, finding, member_no) for claim_id, finding, member_no in found}
