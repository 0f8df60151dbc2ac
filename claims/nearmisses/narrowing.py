"""Which searches still hold though the class list was changed since.

What a search finds follows from the claim, from the members that its variants lead to, and of
those opened from their details and from who was found to be one person with them. So a change
touches it where it is about a member that was opened, or where a variant leads to a member whom
a supplement added or changed. Merges change no key, and who was taken from the list has none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from claims.nearmisses.statements import KINDS, OPENED_ARE_AS_THEY_WERE, Due, List
from settlement import sql
from settlement.keys.bulk import Numbers

MOST = 50_000  # members whose keys are read for each chunk of claims; for more all are searched

# Reads the list's member_no index, once for each member of the changes, whatever the planner
# believes of the tables (OFFSET).
BROUGHT = """
    SELECT m.notice_key, m.email_key, m.phone_key, m.username_key
      FROM settlement_rosterchange r
     CROSS JOIN LATERAL (
           SELECT member_no FROM settlement_changedmember WHERE change_id = r.id OFFSET 0) AS x
     CROSS JOIN LATERAL (
           SELECT notice_key, email_key, phone_key, username_key FROM settlement_classmember
            WHERE settlement_id = %(settlement_id)s AND member_no = x.member_no OFFSET 0) AS m
     WHERE r.settlement_id = %(settlement_id)s AND r.kind = 'supplement' AND r.id > %(after)s
     LIMIT %(most)s
"""

# Reads claim_in_queue and the searches' primary key. The supplements are asked for once, and only
# where a search is older than the list's last change.
_UNTOUCHED = """
    SELECT s.claim_id
      FROM claims_claim c JOIN claims_nearmisssearch s
        ON s.claim_id = c.id AND s.claim_version = c.version
     WHERE c.settlement_id = %(settlement_id)s AND c.status = 'in_review'
       AND s.class_list_id = %(class_list)s AND s.change_id IS DISTINCT FROM %(change)s
       AND COALESCE(s.change_id, 0) >= (
           SELECT COALESCE(max(r.id), 0) FROM settlement_rosterchange r
            WHERE r.settlement_id = %(settlement_id)s AND r.kind = 'supplement'
              AND EXISTS (SELECT FROM settlement_changedmember x
                            JOIN settlement_classmember m
                              ON m.settlement_id = %(settlement_id)s
                             AND m.member_no = x.member_no
                           WHERE x.change_id = r.id))
       AND [opened are as they were]
     ORDER BY s.claim_id FOR UPDATE OF s
""".replace("[opened are as they were]", OPENED_ARE_AS_THEY_WERE)
_NAMED = """
    SELECT claim_id FROM claims_nearmisssearch
     WHERE claim_id = ANY(%(claim_ids)s::bigint[]) ORDER BY claim_id FOR UPDATE
"""
_LET_STAND = """
    WITH untouched AS MATERIALIZED ([which])
    UPDATE claims_nearmisssearch s SET change_id = %(change)s
      FROM untouched WHERE s.claim_id = untouched.claim_id
"""
LET_STAND_UNTOUCHED = _LET_STAND.replace("[which]", _UNTOUCHED)
LET_STAND = _LET_STAND.replace("[which]", _NAMED)


def let_stand_untouched(*, settlement_id: int, of: List) -> int:
    """Let the searches of a case count for the list as it is, where that can be told without
    opening a claim: since them no supplement added or changed anybody, and nothing happened to
    the members that they opened.

    Return how many; a second call, 0. Needs a transaction that keeps the list as it is.
    """
    return sql.run(
        LET_STAND_UNTOUCHED,
        settlement_id=settlement_id,
        class_list=of.class_list,
        change=of.change,
    )


def let_stand(claim_ids: Iterable[int], *, of: List) -> int:
    """Let the searches for these claims count for the list as it is. Return how many."""
    return sql.run(LET_STAND, claim_ids=[*claim_ids], change=of.change)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What of claims due has to be looked at. Of all others the searches hold.

    anew:     to be searched for
    in_doubt: to be searched for if a variant has one of the keys
    keys:     by kind, those of members added or changed since
    """

    anew: Sequence[Due]
    in_doubt: Sequence[Due] = ()
    keys: Mapping[str, Numbers] = field(default_factory=dict)


def narrow(due: Sequence[Due], *, settlement_id: int) -> Narrowed:
    """Tell by what stands in the database alone which claims due may have to be searched for."""
    known = [claim.known for claim in due if claim.known is not None]
    if not known:
        return Narrowed(due)
    rows = sql.rows(BROUGHT, settlement_id=settlement_id, after=min(known), most=MOST + 1)
    if len(rows) > MOST:
        return Narrowed(due)
    anew = [claim for claim in due if claim.known is None]
    if not rows:
        return Narrowed(anew)
    in_doubt = [claim for claim in due if claim.known is not None]
    keys = {
        kind: np.array([key for key in column if key is not None], np.int64)
        for kind, column in zip(KINDS, zip(*rows, strict=True), strict=True)
    }
    return Narrowed(anew, in_doubt, keys)
