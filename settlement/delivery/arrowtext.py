"""Arrow's columns as the records of one buffer, without a Python string."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as compute

from settlement.delivery.buffers import empty, room
from settlement.delivery.records import MOST_BYTES, Marks, Records
from settlement.kernels import kernel
from settlement.keys.bulk import Bytes, Numbers

_TEXT = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
_WRITTEN = (
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_decimal,
    pa.types.is_boolean,
    pa.types.is_null,
)


def can_be_text(kind: pa.DataType) -> bool:
    """Is it clear how people write such values?"""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(is_one(kind) for is_one in _TEXT + _WRITTEN)


def records_of(table: pa.Table, *, first_line: int) -> Records:
    """Each row as a record; a null is an empty field.

    first_line: the first row's number in its file
    """
    columns = [_text(column) for column in table.columns]
    rows, width = len(table), len(columns)
    bounds = [_bounds(column) for column in columns]
    data = room(sum(int(of_column[-1] - of_column[0]) for of_column in bounds))
    spans = empty((2, rows, width), np.int64)
    at = 0
    for place, (column, of_column) in enumerate(zip(columns, bounds, strict=True)):
        first, last = int(of_column[0]), int(of_column[-1])
        data[at : at + last - first] = _bytes(column)[first:last]
        spans[0, :, place] = of_column[:-1] + (at - first)
        spans[1, :, place] = of_column[1:] + (at - first)
        at += last - first
    has_nul, is_ascii = _marks(data, spans)
    return Records(
        data=data,
        starts=spans[0],
        ends=spans[1],
        lines=np.arange(first_line, first_line + rows),
        fields=np.full(rows, width),
        has_nul=has_nul,
        has_stray_quote=np.zeros(rows, np.bool_),
        is_ascii=is_ascii,
        is_overlong=(spans[1] - spans[0]).sum(axis=1) > MOST_BYTES,
        all_utf8=bool(is_ascii.all()) or all(map(_is_utf8, columns)),
    )


def _text(column: pa.ChunkedArray) -> pa.LargeStringArray:
    """A column as people write it, without nulls."""
    values = column.combine_chunks()
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if pa.types.is_floating(values.type):
        values = compute.if_else(compute.is_nan(values), None, values)
    text = values.cast(pa.large_string())
    if pa.types.is_decimal(values.type):
        text = compute.replace_substring_regex(text, r"\.0+$", "")
    return text.fill_null("")


def _bounds(column: pa.LargeStringArray) -> Numbers:
    offsets = np.frombuffer(column.buffers()[1], np.int64)
    return offsets[column.offset : column.offset + len(column) + 1]


def _bytes(column: pa.LargeStringArray) -> Bytes:
    return np.frombuffer(column.buffers()[2] or b"", np.uint8)


def _is_utf8(column: pa.LargeStringArray) -> bool:
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _marks(data: Bytes, spans: Numbers) -> tuple[Marks, Marks]:
    """Which records have a NUL, and which are ASCII."""
    has_nul, is_ascii = np.zeros(spans.shape[1], np.bool_), np.ones(spans.shape[1], np.bool_)
    if data.min() == 0 or data.max() > 127:
        _survey(data, spans, has_nul, is_ascii)
    return has_nul, is_ascii


@kernel
def _survey(data: Bytes, spans: Numbers, has_nul: Marks, is_ascii: Marks) -> None:
    for record in range(spans.shape[1]):
        nul, high = False, 0
        for column in range(spans.shape[2]):
            for i in range(spans[0, record, column], spans[1, record, column]):
                nul |= data[i] == 0
                high |= data[i]
        has_nul[record], is_ascii[record] = nul, high < 128
