"""Cuts delivered CSV into records and fields, in compiled code over one buffer.

A quote opens a field only at the field's start; a quote inside is written twice; a line break
inside quotes belongs to the field. Nothing is copied: a field is a span of the buffer, and a
doubled quote is mended in place. Eight bytes are looked at in one step: separators, line breaks
and quotes are found by arithmetic on the whole word, and only there does anything happen.
"""

import numpy as np
from numpy.typing import NDArray

from settlement.delivery.buffers import NEWLINE, WORD_BYTES, empty
from settlement.delivery.records import MOST_BYTES, Marks, Records, is_utf8
from settlement.kernels import kernel
from settlement.keys.bulk import Bytes, Numbers

type Words = NDArray[np.uint64]

QUOTE, RETURN = 34, 13
DONE, OPEN, OPEN_QUOTE, TOO_LONG = range(4)  # why `scan` stopped
_OUTSIDE, _QUOTED, _PAIR = range(3)  # of quotes; the last: before the second of a doubled quote

_NONE, _ONE, _SEVEN = np.uint64(0), np.uint64(1), np.uint64(7)
_EACH = np.uint64(0x0101010101010101)  # times a byte: that byte in all eight places
_HIGH = np.uint64(0x8080808080808080)
_LOW = np.uint64(0x7F7F7F7F7F7F7F7F)
_PLACES, _TOP = np.uint64(0x0001020304050607), np.uint64(56)
_QUOTES, _NEWLINES = np.uint64(QUOTE) * _EACH, np.uint64(NEWLINE) * _EACH


def cut(data: Bytes, *, delimiter: str, columns: int, most: int, first_line: int) -> Records:
    """Cut whole records into fields.

    data: from `buffers.room`, holding at most `most` records; doubled quotes are mended in it
    """
    spans = empty((2, most, columns), np.int64)
    about = empty((2, most), np.int64)
    marks = empty((4, most), np.bool_)
    count = _cut(data, data.view(np.uint64), ord(delimiter), first_line, spans, about, marks)
    has_nul, has_stray_quote, is_ascii, is_overlong = marks[:, :count]
    return Records(
        data=data,
        starts=spans[0, :count],
        ends=spans[1, :count],
        lines=about[0, :count],
        fields=about[1, :count],
        has_nul=has_nul,
        has_stray_quote=has_stray_quote,
        is_ascii=is_ascii,
        is_overlong=is_overlong,
        all_utf8=bool(is_ascii.all()) or is_utf8(data),
    )


@kernel
def _equal(word: np.uint64, pattern: np.uint64) -> np.uint64:
    """The highest bit of each byte that is the pattern's, and no other bit."""
    differs = word ^ pattern
    return ~(((differs & _LOW) + _LOW) | differs | _LOW)


@kernel
def _place(k: int, bit: np.uint64) -> int:
    """Where the byte stands that a bit of `_equal` is of, in the word at `k`."""
    return WORD_BYTES * k + np.int64(((bit >> _SEVEN) * _PLACES) >> _TOP)  # type: ignore[return-value]


@kernel
def scan(
    data: Bytes, words: Words, start: int, stop: int, delimiter: int, most: int
) -> tuple[int, int, int, int]:
    """Find the ends of at most `most` records in `data[start:stop]`, behind which stands a line
    break that is no part of it. `words` is `data` as words.

    returns: how many are whole, the place behind them, their line breaks, and why it stopped:
             DONE, or what the next record is: OPEN, OPEN_QUOTE or TOO_LONG
    """
    count = whole = breaks = 0
    end, state = start, _OUTSIDE
    for k in range(start // WORD_BYTES, -(-stop // WORD_BYTES)):
        word = words[k]
        found = _equal(word, _NEWLINES) | _equal(word, _QUOTES)
        while found:
            bit = found & (~found + _ONE)
            found ^= bit
            i = _place(k, bit)
            if i < start or i >= stop:
                continue
            if i - end >= MOST_BYTES:
                return count, end, whole, TOO_LONG
            breaks += data[i] == NEWLINE
            if state != _OUTSIDE:
                state = _inside(data, i, state)
            elif data[i] == QUOTE:
                state = _QUOTED if i == end or data[i - 1] == delimiter else _OUTSIDE
            else:
                count, end, whole = count + 1, i + 1, breaks
                if count == most:
                    return count, end, whole, DONE
    return count, end, whole, _why(stop - end, state)


@kernel
def _why(rest: int, state: int) -> int:
    """What is the record that has so many bytes before the end of what there is?"""
    if rest >= MOST_BYTES:
        return TOO_LONG
    if rest == 0:
        return DONE
    return OPEN if state == _OUTSIDE else OPEN_QUOTE


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
def _field(data: Bytes, start: int, end: int, closed: int, doubled: bool) -> tuple[int, int, bool]:
    """A field's span without its quotes, and whether its quotes are in order.

    end:     the place of its separator or line break
    closed:  where a quote was last closed
    doubled: is there a doubled quote in it?
    """
    if data[end] == NEWLINE and end > start and data[end - 1] == RETURN:
        end -= 1
    if start == end or data[start] != QUOTE:
        return start, end, True
    if closed != end - 1:
        return start, end, False
    return start + 1, _mend(data, start + 1, end - 1) if doubled else end - 1, True


@kernel
def _inside(data: Bytes, i: int, state: int) -> int:
    """Where we stand behind a separator, a line break or a quote at `i` within quotes."""
    if state == _PAIR or data[i] != QUOTE:
        return _QUOTED
    return _PAIR if data[i + 1] == QUOTE else _OUTSIDE


@kernel
def _is_blank(data: Bytes, start: int, end: int) -> bool:
    """Is there nothing before the line break at `end`, but perhaps its other half?"""
    return end == start or (end == start + 1 and data[start] == RETURN)


@kernel
def _lack(spans: Numbers, record: int, column: int) -> None:
    """Fields that a record lacks are empty."""
    for missing in range(column, spans.shape[2]):
        spans[0, record, missing] = spans[1, record, missing] = 0


@kernel
def _cut(
    data: Bytes,
    words: Words,
    delimiter: int,
    line: int,
    spans: Numbers,
    about: Numbers,
    marks: Marks,
) -> int:
    delimiters = np.uint64(delimiter) * _EACH
    count = column = begin = first = breaks = 0
    closed, state, stray, doubled = -1, _OUTSIDE, False, False
    high = nul = _NONE
    for k in range(len(words)):
        word = words[k]
        found = _equal(word, delimiters) | _equal(word, _NEWLINES) | _equal(word, _QUOTES)
        high_here, nul_here = word & _HIGH, _equal(word, _NONE)
        while found and count < marks.shape[1]:
            bit = found & (~found + _ONE)
            found ^= bit
            i = _place(k, bit)
            if state != _OUTSIDE:
                breaks += data[i] == NEWLINE
                state, closed = _inside(data, i, state), i
                doubled |= state == _PAIR
                continue
            if data[i] == QUOTE:
                state = _QUOTED if i == first else _OUTSIDE
                continue
            if column < spans.shape[2]:
                start, end, fine = _field(data, first, i, closed, doubled)
                spans[0, count, column], spans[1, count, column] = start, end
                stray |= not fine
            column, first, doubled = column + 1, i + 1, False
            if data[i] != NEWLINE:
                continue
            before = (bit << _ONE) - _ONE  # this byte and those before it in the word
            _lack(spans, count, column)
            about[0, count], about[1, count] = line, column
            marks[0, count] = (nul | nul_here & before) != _NONE
            marks[1, count] = stray
            marks[2, count] = (high | high_here & before) == _NONE
            marks[3, count] = first - begin > MOST_BYTES
            count += not _is_blank(data, begin, i)
            line += breaks + 1
            begin, column, breaks, stray = first, 0, 0, False
            high = nul = _NONE
            high_here, nul_here = high_here & ~before, nul_here & ~before
        high, nul = high | high_here, nul | nul_here
    return count
