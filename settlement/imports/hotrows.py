"""The hot table's rows in PostgreSQL's binary COPY format, written by compiled code."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from settlement.delivery.buffers import empty
from settlement.identifiers.fastpath import Marks
from settlement.imports.members import Members
from settlement.kernels import kernel
from settlement.keys.bulk import Bytes, Numbers

# The order of the columns in the COPY statement, with their widths in bytes.
COLUMNS: Mapping[str, int] = {
    "settlement_id": 8,
    "member_no": 4,
    "flags": 4,
    "state": 2,
    "name_key": 4,
    "notice_key": 8,
    "code_key": 8,
    "email_key": 8,
    "phone_key": 8,
    "username_key": 8,
    "ref_key": 8,
}
KEYS = ("name_key", "notice_key", "code_key", "email_key", "phone_key", "username_key", "ref_key")
SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
_WIDTHS = np.array(list(COLUMNS.values()))
_ROW_BYTES = 2 + int((4 + _WIDTHS).sum())


def encode(members: Members, *, settlement_id: int, first_no: int) -> bytes:
    """The rows of the members that can be loaded, in order, without signature and trailer."""
    count = len(members.table)
    values = np.zeros((len(COLUMNS), count), np.int64)
    there = np.ones((len(COLUMNS), count), np.bool_)
    values[0], values[1] = settlement_id, first_no + np.arange(count)
    values[2], values[3] = members.flags, members.states
    for place, column in enumerate(COLUMNS):
        if column in KEYS:
            keys = members.keys.get(column)
            there[place] = False if keys is None else keys.there
            values[place] = 0 if keys is None else keys.values
    rows = empty((count * _ROW_BYTES,), np.uint8)
    size = _encode(values, there, members.fine, _WIDTHS, rows)
    return rows[:size].tobytes()


@kernel
def _put(rows: Bytes, at: int, value: int, width: int) -> int:
    """Write a number's low bytes, the highest first; return the place behind them."""
    for i in range(width):
        rows[at + i] = (value >> 8 * (width - 1 - i)) & 0xFF
    return at + width


@kernel
def _encode(
    values: Numbers, there: NDArray[np.bool_], fine: Marks, widths: Numbers, rows: Bytes
) -> int:
    at = 0
    for row in range(len(fine)):
        if not fine[row]:
            continue
        at = _put(rows, at, len(widths), 2)
        for column in range(len(widths)):
            if there[column, row]:
                at = _put(rows, at, widths[column], 4)
                at = _put(rows, at, values[column, row], widths[column])
            else:
                at = _put(rows, at, -1, 4)
    return at
