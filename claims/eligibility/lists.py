"""Which class list is in use, and up to which number its members are of lists that it replaced."""

from dataclasses import dataclass

from settlement import sql

LISTS = """
    SELECT (SELECT id FROM settlement_rosterimport
             WHERE settlement_id = %(settlement_id)s AND status = 'ready'),
           GREATEST(
               (SELECT max(last_no) FROM settlement_rosterimport
                 WHERE settlement_id = %(settlement_id)s AND status = 'replaced'),
               (SELECT 0 FROM settlement_rosterchange
                 WHERE settlement_id = %(settlement_id)s LIMIT 1))
"""


@dataclass(frozen=True, slots=True)
class Lists:
    """A case's class lists; a number is given once in a case (docs/decisions/0008).

    in_use:   the import; None where the case has none
    replaced: the greatest member number of lists replaced; None where none was. Whoever has a
              number up to it is on no list any more. A paid claim whose member was taken from the
              list in use, or merged into one who is paid, has that member's number turned
              negative; so 0 where the list in use was changed, and no other replaced.
    """

    in_use: int | None
    replaced: int | None


def of_case(*, settlement_id: int) -> Lists:
    """The lists as they are at this moment. Read before members are looked up, they are never
    newer than what is found then."""
    return Lists(*sql.row(LISTS, settlement_id=settlement_id))
