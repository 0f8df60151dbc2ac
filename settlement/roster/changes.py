"""Whom a change of the list in use is about, and by which keys claims may lead to them.

A change's members are told by number (`ChangedMember`). Beside them stand the keys that led to
one of them before or do since, so that claims which lead elsewhere by now are found, too.
"""

from collections.abc import Sequence

from settlement import sql
from settlement.roster.models import RosterChange

# Reads the list's member_no index, once for each member of the change.
KEEP_KEYS = """
    INSERT INTO settlement_changedkey (change_id, key)
    SELECT DISTINCT c.change_id, of_member.key
      FROM settlement_changedmember c
      JOIN settlement_classmember m
        ON m.settlement_id = %(settlement_id)s AND m.member_no = c.member_no
     CROSS JOIN unnest(ARRAY[m.notice_key, m.email_key, m.phone_key, m.username_key])
        AS of_member (key)
     WHERE c.change_id = %(change_id)s AND of_member.key IS NOT NULL
    ON CONFLICT DO NOTHING
"""
FORGET_KEYS = "DELETE FROM settlement_changedkey WHERE change_id = ANY(%(change_ids)s)"


def keep_keys(change: RosterChange) -> int:
    """Write down the keys that a change's members have at this moment. Return how many more.

    To be called when its members are told, and again when they were changed.
    """
    return sql.run(KEEP_KEYS, settlement_id=change.settlement_id, change_id=change.pk)


def forget_keys(change_ids: Sequence[int]) -> int:
    """Delete the keys of changes whose claims were all verified again. Return how many."""
    return sql.run(FORGET_KEYS, change_ids=[*change_ids])
