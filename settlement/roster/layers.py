"""A member's details where supplements changed them.

A supplement's details are kept in blocks of their own, as they were sealed. Whoever reads a member
lays its places over one another: of each column the latest that gave it counts.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from settlement import sql
from settlement.delivery.columns import COLUMNS
from settlement.roster.blocks import MEMBERS

EVERY = (1 << len(COLUMNS)) - 1

# Reads detailplace_once, two keys and a block a place. A member taken from the list may still
# stand in its block; he is not to be read. The key's version is asked with the block: between two
# statements the list may have been put under the next one.
PLACES = """
    SELECT p.place_no, p.columns, d.sealed,
           (SELECT version FROM settlement_casekey
             WHERE settlement_id = %(settlement_id)s AND scope = 'roster'
               AND in_use AND destroyed_at IS NULL)
      FROM (SELECT place_no, columns FROM settlement_detailplace
             WHERE settlement_id = %(settlement_id)s AND member_no = %(member_no)s
             UNION ALL SELECT %(member_no)s, %(every)s) AS p
      JOIN settlement_memberdetail d
        ON d.settlement_id = %(settlement_id)s AND d.block = (p.place_no - 1) / %(members)s
     WHERE EXISTS (SELECT FROM settlement_classmember
                    WHERE settlement_id = %(settlement_id)s AND member_no = %(member_no)s)
     ORDER BY p.place_no DESC
"""


class Place(NamedTuple):
    """Details of one member.

    no:          the number they stand under
    columns:     those that count
    sealed:      their block
    key_version: of the class list's key in use, under which it is sealed; None: destroyed
    """

    no: int
    columns: int
    sealed: bytes
    key_version: int | None


def places(*, settlement_id: int, member_no: int) -> list[Place]:
    """Where a listed member's details stand, the latest first; none for one that is not listed."""
    found = sql.rows(
        PLACES, settlement_id=settlement_id, member_no=member_no, every=EVERY, members=MEMBERS
    )
    return [Place(*row) for row in found]


def laid_over(layers: Iterable[tuple[int, Mapping[str, str]]]) -> dict[str, str]:
    """One text a column, from (columns, texts), the latest first.

    >>> laid_over([(0b1000, {"email": "new"}), (0b1001, {"email": "old", "member_ref": "A"})])
    {'email': 'new', 'member_ref': 'A'}
    """
    texts: dict[str, str] = {}
    for columns, found in layers:
        for place, name in enumerate(COLUMNS):
            if columns >> place & 1 and name in found:
                texts.setdefault(name, found[name])
    return texts


def bits(names: Iterable[str]) -> int:
    """A bit for each of these columns, the first of COLUMNS the lowest."""
    return sum(1 << COLUMNS.index(name) for name in set(names) & set(COLUMNS))
