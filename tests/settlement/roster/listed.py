"""A class list in use by its keys alone: for what reads nothing but keys."""

from collections.abc import Iterable, Mapping

from settlement import sql
from settlement.accounts.models import User
from settlement.roster.models import RosterImport
from settlement.roster.partitions import ClassList
from settlement.terms.models import Settlement

FALSE, TRUE = 1, 2  # of the first flag

PUT = """
    INSERT INTO settlement_classmember (settlement_id, member_no, name_key, flags, notice_key,
                                        email_key, phone_key, username_key, ref_key)
    SELECT %(settlement_id)s, no, name_key, flags, no, email_key, phone_key, username_key, no
      FROM unnest(%(no)s::int[], %(name)s::int[], %(flags)s::int[], %(email)s::bigint[],
                  %(phone)s::bigint[], %(username)s::bigint[])
        AS put (no, name_key, flags, email_key, phone_key, username_key)
"""
KEYS = ("name", "email", "phone", "username")


def list_of(settlement: Settlement, members: Iterable[Mapping[str, int]]) -> RosterImport:
    """A list in use of members numbered from 1, each with what it has of KEYS and of flags."""
    row = RosterImport.objects.create(
        settlement=settlement, status="ready", files=[], made_by=User.objects.service("tests")
    )
    made = ClassList(settlement.pk, import_id=row.pk)
    made.make()
    made.attach()
    listed = [*members]
    columns = {key: [member.get(key) for member in listed] for key in KEYS}
    columns["flags"] = [member.get("flags", 0) for member in listed]
    columns["no"] = [*range(1, len(listed) + 1)]
    sql.run(PUT, settlement_id=settlement.pk, **columns)
    made.index()
    made.learn()
    return row
