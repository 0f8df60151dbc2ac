"""Which class list is in use, and up to which number its members are of lists that it replaced."""

from dataclasses import dataclass

from settlement import sql

LISTS = """
    SELECT (SELECT id FROM settlement_rosterimport
             WHERE settlement_id = %(settlement_id)s AND status = 'ready'),
           (SELECT max(last_no) FROM settlement_rosterimport
             WHERE settlement_id = %(settlement_id)s AND status = 'replaced')
"""


@dataclass(frozen=True, slots=True)
class Lists:
    """A case's class lists; a number is given once in a case (docs/decisions/0008).

    in_use:   the import; None where the case has none
    replaced: the greatest member number of lists replaced; None where none was. Whoever has a
              number up to it is on no list any more.
    """

    in_use: int | None
    replaced: int | None


def of_case(*, settlement_id: int) -> Lists:
    """The lists as they are at this moment. Read before members are looked up, they are never
    newer than what is found then."""
    return Lists(*sql.row(LISTS, settlement_id=settlement_id))
