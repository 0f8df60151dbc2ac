"""What each line of a supplement asks for: read from its cells, kept beside its member's row.

An `asked` number holds the line's action in its two lowest bits, and a bit each for what it
brought itself: a line that brings no notice ID gets one of ours, which only a new member keeps.
"""

import numpy as np
from numpy.typing import NDArray

from settlement.delivery.columns import ACTION
from settlement.identifiers.fastpath import Marks
from settlement.imports.table import Table
from settlement.keys.bulk import Numbers

EITHER, ADD, CHANGE, REMOVE = range(4)
ACTION_BITS = 3
OWN_NOTICE, OWN_CODE = 4, 8
_ACTIONS = {"": EITHER, "add": ADD, "change": CHANGE, "remove": REMOVE}
_UNKNOWN = -1

# A row of binary COPY: its fields' count, and each field behind its length.
_ROW = np.dtype(
    [
        ("fields", ">i2"),
        ("no_length", ">i4"),
        ("member_no", ">i4"),
        ("ref_length", ">i4"),
        ("ref_key", ">i8"),
        ("asked_length", ">i4"),
        ("asked", ">i2"),
    ]
)


def read(table: Table) -> tuple[Numbers, Marks]:
    """What the records ask for, and which of them have an action that is none.

    Of a line that removes, nothing but its reference is left in the table: it needs no more, and
    no more is kept. To be called before notice IDs are made.
    """
    asked, strange = _actions(table)
    asked |= np.where(table.has_code("notice_id"), OWN_NOTICE, 0)
    asked |= np.where(table.has_code("confirmation_code"), OWN_CODE, 0)
    table.blank_but("member_ref", np.flatnonzero(asked & ACTION_BITS == REMOVE))
    return asked, strange


def _actions(table: Table) -> tuple[Numbers, Marks]:
    asked, strange = np.zeros(len(table), np.int64), np.zeros(len(table), np.bool_)
    for row in map(int, np.flatnonzero(table.filled(ACTION))):
        action = _ACTIONS.get(table.text(row, ACTION).strip().casefold(), _UNKNOWN)
        asked[row], strange[row] = max(action, EITHER), action == _UNKNOWN
    return asked, strange


def encode(asked: Numbers, ref_keys: Numbers, fine: Marks, *, first_no: int) -> bytes:
    """The fine lines (member_no, ref_key, asked) as binary COPY takes them."""
    places = np.flatnonzero(fine)
    rows: NDArray[np.void] = np.empty(len(places), _ROW)
    rows["fields"] = 3
    rows["no_length"], rows["ref_length"], rows["asked_length"] = 4, 8, 2
    rows["member_no"], rows["ref_key"] = first_no + places, ref_keys[places]
    rows["asked"] = asked[places]
    return rows.tobytes()
