"""Claims keyed anew when the class list was put under another key: from what was filed, sealed.

Nothing of a claim changes but the keys by which it is compared with the list. The key of where it
is paid to hangs on the case's key and stays.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from claims.filing.contents import Contents
from claims.filing.intake import Intake
from claims.filing.services import contents_of_many
from settlement import sql
from settlement.terms.models import Settlement

# Where the list's key is destroyed there is no version in use, and so nothing stale.
_IN_USE = """
    (SELECT version FROM settlement_casekey
      WHERE settlement_id = %(settlement_id)s AND scope = 'roster'
        AND in_use AND destroyed_at IS NULL)
"""
# Reads a range of the primary key.
STALE = """
    SELECT id FROM claims_claim
     WHERE settlement_id = %(settlement_id)s AND id BETWEEN %(first)s AND %(last)s
       AND key_version <> [in use]
     ORDER BY id FOR UPDATE
""".replace("[in use]", _IN_USE)
RANGES = """
    SELECT min(id), max(id)
      FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(size)s AS part
              FROM claims_claim WHERE settlement_id = %(settlement_id)s) AS found
     GROUP BY part ORDER BY part
"""
LEFT = """
    SELECT min(id), max(id) FROM claims_claim
     WHERE settlement_id = %(settlement_id)s AND key_version <> [in use]
""".replace("[in use]", _IN_USE)
PUT = """
    UPDATE claims_claim c
       SET key_version = n.key_version, notice_key = n.notice_key, code_key = n.code_key,
           email_key = n.email_key, phone_key = n.phone_key, name_key = n.name_key,
           username_keys = n.username_keys::bigint[]
      FROM unnest(%(ids)s::bigint[], %(key_version)s::smallint[], %(notice_key)s::bigint[],
                  %(code_key)s::bigint[], %(email_key)s::bigint[], %(phone_key)s::bigint[],
                  %(name_key)s::integer[], %(username_keys)s::text[])
           AS n (id, key_version, notice_key,
                 code_key, email_key, phone_key,
                 name_key, username_keys)
     WHERE c.id = n.id
"""
_COLUMNS = ("key_version", "notice_key", "code_key", "email_key", "phone_key", "name_key")


def ranges(*, settlement_id: int, size: int) -> list[tuple[int, int]]:
    """All claims of a case in id ranges of `size` claims each."""
    return sql.rows(RANGES, settlement_id=settlement_id, size=size)


def rekey(*, settlement: Settlement, first: int, last: int, now: datetime) -> int:
    """Key the claims first..last anew that were keyed under another version than the one in use.

    Return how many; a second call keys none. Needs a transaction.
    """
    found = sql.rows(STALE, settlement_id=settlement.pk, first=first, last=last)
    ids = [claim_id for (claim_id,) in found]
    if not ids:
        return 0
    contents = contents_of_many(settlement=settlement, claim_ids=ids)
    return _put(contents, Intake.at(settlement=settlement, now=now))


def rekey_left(*, settlement: Settlement, now: datetime) -> int:
    """The same for whatever claims of the case are left."""
    first, last = sql.row(LEFT, settlement_id=settlement.pk)
    return 0 if first is None else rekey(settlement=settlement, first=first, last=last, now=now)


def _put(contents: Mapping[int, Contents], intake: Intake) -> int:
    keyed = [intake.roster_keys(each) for each in contents.values()]
    columns: dict[str, list[object]] = {name: [keys[name] for keys in keyed] for name in _COLUMNS}
    return sql.run(PUT, ids=[*contents], username_keys=[*_as_arrays(keyed)], **columns)


def _as_arrays(keyed: list[dict[str, object]]) -> Iterator[str]:
    """Arrays of unlike length as text: PostgreSQL unnests no others."""
    for keys in keyed:
        yield "{" + ",".join(map(str, keys["username_keys"])) + "}"  # type: ignore[call-overload]
