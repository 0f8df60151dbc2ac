"""Cuts delivered CSV into records and fields, in compiled code over one buffer.

A quote opens a field only at the field's start; a quote inside is written twice; a line break
inside quotes belongs to the field. Nothing is copied: a field is a span of the buffer, and a
doubled quote is mended in place.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from settlement.kernels import kernel
from settlement.keys.bulk import Bytes, Numbers

MOST_BYTES = 32 * 1024  # of one record; whatever is longer is no member of a class
OPEN, OPEN_QUOTE, TOO_LONG = -1, -2, -3  # what `record_end` found instead of an end
QUOTE, NEWLINE, RETURN = 34, 10, 13
_START, _PLAIN, _QUOTED, _CLOSED, _ENDED = range(5)  # of a field; the last: of a record


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one buffer, in order. Blank lines are no records."""

    data: Bytes  # the buffer, doubled quotes mended
    starts: Numbers  # [record, column] of the field in `data`
    ends: Numbers
    lines: Numbers  # the line each record begins on, in its file
    fields: Numbers  # how many fields each record has
    has_nul: NDArray[np.bool_]
    has_stray_quote: NDArray[np.bool_]
    is_ascii: NDArray[np.bool_]
    all_utf8: bool  # nobody needs to ask `is_utf8` of single records

    def __len__(self) -> int:
        return len(self.lines)

    def is_utf8(self, record: int) -> bool:
        """Can every field of the record be read as UTF-8?"""
        spans = zip(self.starts[record], self.ends[record], strict=True)
        try:
            for start, end in spans:
                self.data[start:end].tobytes().decode()
        except UnicodeDecodeError:
            return False
        return True


def cut(content: bytes, *, delimiter: str, columns: int, most: int, first_line: int) -> Records:
    """Cut whole records into fields. `content` holds at most `most` records."""
    data = np.frombuffer(content + (b"" if content.endswith(b"\n") else b"\n"), np.uint8).copy()
    shape = (most, columns)
    starts, ends = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    lines, fields = np.zeros(most, np.int64), np.zeros(most, np.int64)
    has_nul, has_stray_quote, is_ascii = (np.zeros(most, np.bool_) for _ in range(3))
    marks = (has_nul, has_stray_quote, is_ascii)
    count = _cut(data, ord(delimiter), first_line, starts, ends, lines, fields, marks)
    return Records(
        data=data,
        starts=starts[:count],
        ends=ends[:count],
        lines=lines[:count],
        fields=fields[:count],
        has_nul=has_nul[:count],
        has_stray_quote=has_stray_quote[:count],
        is_ascii=is_ascii[:count],
        all_utf8=_is_utf8(content),
    )


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


@kernel
def _next(state: int, byte: int, delimiter: int) -> int:
    """Where a field stands after one more byte."""
    if state == _QUOTED:
        return _CLOSED if byte == QUOTE else _QUOTED
    if byte == delimiter:
        return _START
    if byte == NEWLINE:
        return _ENDED
    if byte == QUOTE and state != _PLAIN:
        return _QUOTED  # at a field's start, or the second of a doubled quote
    return _PLAIN


@kernel
def record_end(data: Bytes, start: int, delimiter: int) -> int:
    """The place behind the record that begins at `start`, or OPEN, OPEN_QUOTE or TOO_LONG."""
    state = _START
    limit = min(len(data), start + MOST_BYTES)
    for i in range(start, limit):
        state = _next(state, data[i], delimiter)
        if state == _ENDED:
            return i + 1
    if limit == start + MOST_BYTES:
        return TOO_LONG
    return OPEN_QUOTE if state == _QUOTED else OPEN


@kernel
def record_ends(data: Bytes, delimiter: int, ends: Numbers) -> tuple[int, int]:
    """Fill `ends` with the places behind the records from the start of `data` on.

    returns: how many there are, and the end of the buffer or what `record_end` met instead
    """
    start = count = 0
    while count < len(ends) and start < len(data):
        end = record_end(data, start, delimiter)
        if end < 0:
            return count, end
        ends[count] = end
        count += 1
        start = end
    return count, start


@kernel
def is_blank(data: Bytes, start: int, end: int) -> bool:
    """Is there nothing between the places but a line break?"""
    return end - start == 1 or (end - start == 2 and data[start] == RETURN)


@kernel
def _mend(data: Bytes, start: int, end: int) -> int:
    """Write each doubled quote of a quoted field once; return the field's new end."""
    kept = start
    i = start
    while i < end:
        data[kept] = data[i]
        i += 2 if data[i] == QUOTE else 1
        kept += 1
    return kept


@kernel
def _field(data: Bytes, start: int, end: int) -> tuple[int, int, bool]:
    """A field's span without its quotes, and whether its quotes are in order."""
    if start == end or data[start] != QUOTE:
        return start, end, True
    if end - start < 2 or data[end - 1] != QUOTE:
        return start, end, False
    return start + 1, _mend(data, start + 1, end - 1), True


@kernel
def _fields(
    data: Bytes, start: int, delimiter: int, starts: Numbers, ends: Numbers
) -> tuple[int, int, bool]:
    """Fill one record's spans; return its end, how many fields it has, and if quotes are right."""
    state, begin, column, in_order = _START, start, 0, True
    for i in range(start, len(data)):
        state = _next(state, data[i], delimiter)
        if state not in (_START, _ENDED):
            continue
        stop = i
        if state == _ENDED and stop > begin and data[stop - 1] == RETURN:
            stop -= 1
        first, last, fine = _field(data, begin, stop)
        in_order = in_order and fine
        if column < len(starts):
            starts[column], ends[column] = first, last
        column += 1
        begin = i + 1
        if state == _ENDED:
            break
    return begin, column, in_order


@kernel
def _survey(data: Bytes, start: int, end: int) -> tuple[int, int, int]:
    """The line breaks between two places, the least and the greatest byte."""
    breaks, least, greatest = 0, 255, 0
    for i in range(start, end):
        breaks += data[i] == NEWLINE
        least = min(least, data[i])
        greatest = max(greatest, data[i])
    return breaks, least, greatest


@kernel
def _cut(
    data: Bytes,
    delimiter: int,
    line: int,
    starts: Numbers,
    ends: Numbers,
    lines: Numbers,
    fields: Numbers,
    marks: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
) -> int:
    has_nul, has_stray_quote, is_ascii = marks
    start = count = 0
    while start < len(data) and count < len(lines):
        end = record_end(data, start, delimiter)
        breaks, least, greatest = _survey(data, start, end)
        if not is_blank(data, start, end):
            _, found, in_order = _fields(data, start, delimiter, starts[count], ends[count])
            lines[count], fields[count] = line, found
            has_nul[count], has_stray_quote[count] = least == 0, not in_order
            is_ascii[count] = greatest < 128
            count += 1
        line += breaks
        start = end
    return count
