"""The plain spellings of `normalise`, in compiled code over a column of spans.

Nineteen of twenty values in a class list are plain ASCII; these kernels write their canonical form
at some 50 ns each. What a kernel is not sure of it marks `hard` and leaves to `normalise` itself,
so there is one truth; a test holds that a kernel never answers otherwise than `normalise`.

Every kernel fills `text` with the canonical forms one after another and `bounds` with their
limits, as Arrow lays out strings; an empty form is a missing identifier.
"""

import numpy as np
from numpy.typing import NDArray

from settlement.identifiers import normalise
from settlement.kernels import kernel
from settlement.keys.bulk import Bytes, Numbers

type Marks = NDArray[np.bool_]
type Pair = tuple[Numbers, Numbers, Numbers, Numbers]  # starts and ends of one column, and another

_SPACE, _TAB, _HYPHEN, _DOT, _PLUS, _APOSTROPHE, _AT = 32, 9, 45, 46, 43, 39, 64
_ZERO, _ONE, _TWO, _NINE = 48, 49, 50, 57
_UPPER_A, _UPPER_Z, _LOWER_A, _LOWER_Z = 65, 90, 97, 122
_OPEN, _CLOSE = 40, 41
_CASE = 32  # between a capital letter and its small one
_PHONE_DIGITS = 10
_FIRST_WIDE, _LAST_WIDE = 0xC2, 0xC9  # lead bytes of U+0080 to U+024F, the accented Latin letters
_LATIN_POINTS = 0x250
_GMAIL = np.frombuffer(b"gmail.com", np.uint8)
_TRUE, _FALSE = np.frombuffer(b"true", np.uint8), np.frombuffer(b"false", np.uint8)
_GOOGLEMAIL = np.frombuffer(b"googlemail.com", np.uint8)


@kernel
def _trim(data: Bytes, start: int, end: int) -> tuple[int, int]:
    while start < end and (data[start] == _SPACE or data[start] == _TAB):
        start += 1
    while start < end and (data[end - 1] == _SPACE or data[end - 1] == _TAB):
        end -= 1
    return start, end


@kernel
def _lower(byte: int) -> int:
    return byte + _CASE if _UPPER_A <= byte <= _UPPER_Z else byte


@kernel
def _is_letter(byte: int) -> bool:
    return _LOWER_A <= _lower(byte) <= _LOWER_Z


@kernel
def _is_digit(byte: int) -> bool:
    return _ZERO <= byte <= _NINE


@kernel
def _copy_lower(data: Bytes, start: int, end: int, text: Bytes, at: int) -> int:
    """Write small letters; return the new end, or -1 at anything but visible ASCII."""
    for i in range(start, end):
        if not _SPACE < data[i] < 127:
            return -1
        text[at] = _lower(data[i])
        at += 1
    return at


@kernel
def _equal(text: Bytes, start: int, end: int, other: Bytes) -> bool:
    """Whatever the case; `other` is in small letters."""
    if end - start != len(other):
        return False
    different = 0
    for i in range(len(other)):
        different += _lower(text[start + i]) != other[i]
    return different == 0


@kernel
def _only_at(text: Bytes, start: int, end: int) -> int:
    """The place of the one @ that has something on both sides, else -1."""
    found = -1
    for i in range(start, end):
        if text[i] == _AT:
            if found >= 0:
                return -1
            found = i
    return found if start < found < end - 1 and text[end - 1] != _DOT else -1


@kernel
def _fold_gmail(text: Bytes, start: int, at: int) -> int:
    """Drop dots and tag from the local part in place, name the domain gmail.com."""
    kept = start
    for i in range(start, at):
        if text[i] == _PLUS:
            break
        if text[i] != _DOT:
            text[kept] = text[i]
            kept += 1
    if kept == start:
        return start
    text[kept] = _AT
    for i in range(len(_GMAIL)):
        text[kept + 1 + i] = _GMAIL[i]
    return kept + 1 + len(_GMAIL)


@kernel
def emails(
    data: Bytes,
    starts: Numbers,
    ends: Numbers,
    fold: bool,
    text: Bytes,
    bounds: Numbers,
    hard: Marks,
) -> None:
    """`normalise.email` of each span."""
    for row in range(len(starts)):
        begin = bounds[row]
        start, end = _trim(data, starts[row], ends[row])
        stop = _copy_lower(data, start, end, text, begin)
        at = _only_at(text, begin, stop) if stop > begin else -1
        hard[row] = at < 0 and start < end
        if at < 0:
            stop = begin
        elif fold and (
            _equal(text, at + 1, stop, _GMAIL) or _equal(text, at + 1, stop, _GOOGLEMAIL)
        ):
            stop = _fold_gmail(text, begin, at)
        bounds[row + 1] = stop


@kernel
def _phone_digits(data: Bytes, start: int, end: int, text: Bytes, at: int) -> int:
    """Write the number's digits, filler left out; return the new end, or -1 if there is more."""
    first = at
    for i in range(start, end):
        byte = data[i]
        if _is_digit(byte) or (byte == _PLUS and at == first):
            text[at] = byte
            at += 1
        elif byte not in (_SPACE, _OPEN, _CLOSE, _DOT, _HYPHEN):
            return -1
    return at


@kernel
def _national(text: Bytes, start: int, end: int) -> int:
    """Where the ten digits of a North American number begin, or -1 if it is no such number."""
    first = end - _PHONE_DIGITS
    if first < start or text[first] < _TWO or text[first + 3] < _TWO:
        return -1
    if first > start and text[first - 1] != _ONE:
        return -1
    before = first - start  # nothing, "1" or "+1"
    if before > 2 or (before == 2 and text[start] != _PLUS):
        return -1
    return first


@kernel
def phones(
    data: Bytes, starts: Numbers, ends: Numbers, text: Bytes, bounds: Numbers, hard: Marks
) -> None:
    """`normalise.phone` of each span."""
    scratch = np.empty(32 * 1024, np.uint8)
    for row in range(len(starts)):
        begin = bounds[row]
        stop = _phone_digits(data, starts[row], ends[row], scratch, 0)
        first = _national(scratch, 0, stop)
        hard[row] = first < 0 and stop != 0
        if first >= 0:
            text[begin], text[begin + 1] = _PLUS, _ONE
            for i in range(_PHONE_DIGITS):
                text[begin + 2 + i] = scratch[first + i]
        bounds[row + 1] = begin + (2 + _PHONE_DIGITS if first >= 0 else 0)


@kernel
def usernames(
    data: Bytes, starts: Numbers, ends: Numbers, text: Bytes, bounds: Numbers, hard: Marks
) -> None:
    """`normalise.username` of each span."""
    for row in range(len(starts)):
        start, end = _trim(data, starts[row], ends[row])
        while start < end and data[start] == _AT:
            start += 1
        stop = _copy_lower(data, start, end, text, bounds[row])
        hard[row] = stop < 0
        bounds[row + 1] = max(stop, bounds[row])


def _code_bytes() -> Bytes:
    """By byte: a letter or digit as an ID is compared by, O as 0, I and L as 1; else 0."""
    table = np.zeros(256, np.uint8)
    for written, compared in zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789ABCDEFGH1JK1MN0PQRSTUVWXYZ", strict=True
    ):
        table[ord(written)] = table[ord(written.lower())] = ord(compared)
    return table


_CODE = _code_bytes()


@kernel
def _code(data: Bytes, start: int, end: int, text: Bytes, at: int) -> int:
    """Write an ID as it is compared; return the new end, or -1 at anything but ASCII."""
    seen = 0
    for i in range(start, end):
        seen |= data[i]
        byte = _CODE[data[i]]
        text[at] = byte
        at += byte != 0
    return -1 if seen > 127 else at


@kernel
def codes(
    data: Bytes, starts: Numbers, ends: Numbers, text: Bytes, bounds: Numbers, hard: Marks
) -> None:
    """`normalise.notice_id`, which is also `normalise.code`, of each span."""
    for row in range(len(starts)):
        stop = _code(data, starts[row], ends[row], text, bounds[row])
        hard[row] = stop < 0
        bounds[row + 1] = max(stop, bounds[row])


@kernel
def has_code(data: Bytes, starts: Numbers, ends: Numbers, there: Marks) -> None:
    """Whether `codes` would find anything in each span, or leave it hard."""
    for row in range(len(starts)):
        for i in range(starts[row], ends[row]):
            if data[i] > 127 or _CODE[data[i]]:
                there[row] = True
                break


@kernel
def notices_with_codes(data: Bytes, spans: Pair, text: Bytes, bounds: Numbers, hard: Marks) -> None:
    """`identifiers.code_text` of each pair of notice ID and confirmation code."""
    starts, ends, code_starts, code_ends = spans
    for row in range(len(starts)):
        begin = bounds[row]
        middle = _code(data, starts[row], ends[row], text, begin)
        text[max(middle, begin)] = _SPACE
        stop = _code(data, code_starts[row], code_ends[row], text, max(middle, begin) + 1)
        hard[row] = middle < 0 or stop < 0
        complete = middle > begin and stop > middle + 1
        bounds[row + 1] = stop if complete else begin


@kernel
def member_refs(
    data: Bytes, starts: Numbers, ends: Numbers, text: Bytes, bounds: Numbers, hard: Marks
) -> None:
    """`normalise.member_ref` of each span."""
    for row in range(len(starts)):
        start, end = _trim(data, starts[row], ends[row])
        at = bounds[row]
        for i in range(start, end):
            hard[row] |= not _SPACE <= data[i] < 127
            text[at] = data[i]
            at += 1
        bounds[row + 1] = bounds[row] if hard[row] else at


@kernel
def _wide(data: Bytes, i: int, end: int, latin: Bytes) -> int:
    """The place in `latin` of the two-byte letter at `i`, or -1 where there is none."""
    if i + 1 == end or not _FIRST_WIDE <= data[i] <= _LAST_WIDE:
        return -1
    place = ((data[i] & 0x1F) << 6) | (data[i + 1] & 0x3F)
    return place if latin[place, 0] else -1


@kernel
def _name_letters(data: Bytes, start: int, end: int, text: Bytes, at: int, latin: Bytes) -> int:
    """Write a one-word name's letters; return the new end, or -1 if it is less simple."""
    i = start
    while i < end:
        if data[i] > 127:
            place = _wide(data, i, end, latin)
            if place < 0:
                return -1
            text[at] = latin[place, 0]
            text[at + 1] = latin[place, 1]
            at += 2 if latin[place, 1] else 1
            i += 1
        elif _is_letter(data[i]):
            text[at] = _lower(data[i])
            at += 1
        elif data[i] not in (_APOSTROPHE, _HYPHEN):
            return -1
        i += 1
    return at


@kernel
def _first_letter(data: Bytes, start: int, end: int, latin: Bytes) -> int:
    """The first letter of a name, 0 if it has no name, -1 if it begins less simply."""
    if start == end:
        return 0
    if data[start] > 127:
        place = _wide(data, start, end, latin)
        return -1 if place < 0 else latin[place, 0]
    return _lower(data[start]) if _is_letter(data[start]) else -1


@kernel
def _names(
    data: Bytes, spans: Pair, text: Bytes, bounds: Numbers, hard: Marks, latin: Bytes
) -> None:
    family_starts, family_ends, first_starts, first_ends = spans
    for row in range(len(family_starts)):
        start, end = _trim(data, family_starts[row], family_ends[row])
        at = _name_letters(data, start, end, text, bounds[row], latin)
        start, end = _trim(data, first_starts[row], first_ends[row])
        initial = _first_letter(data, start, end, latin)
        hard[row] = at < 0 or initial < 0
        bounds[row + 1] = bounds[row]
        if not hard[row] and at > bounds[row]:
            text[at], text[at + 1] = _SPACE, initial
            bounds[row + 1] = at + (2 if initial else 1)


def names(data: Bytes, spans: Pair, text: Bytes, bounds: Numbers, hard: Marks) -> None:
    """`identifiers.name_text` of each pair of family name and first name."""
    _names(data, spans, text, bounds, hard, LATIN)


def _latin() -> Bytes:
    """[code point, two bytes]: the plain letters of each accented one; zeros leave it hard.

    A name's plain form is that of its characters one by one, so `normalise` can be asked ahead.
    """
    table = np.zeros((_LATIN_POINTS, 2), np.uint8)
    for point in range(128, _LATIN_POINTS):
        plain = normalise.letters(chr(point)) if chr(point).isalpha() else ""
        if plain.isascii() and len(plain) <= 2:
            table[point, : len(plain)] = bytearray(plain.encode())
    return table


LATIN = _latin()


@kernel
def states(
    data: Bytes, starts: Numbers, ends: Numbers, by_letters: Numbers, numbers: Numbers, hard: Marks
) -> None:
    """The number of each state given by its code; `by_letters` is 26 by 26, 0 for none."""
    for row in range(len(starts)):
        start, end = _trim(data, starts[row], ends[row])
        if end - start == 2 and _is_letter(data[start]) and _is_letter(data[start + 1]):
            first, second = _lower(data[start]) - _LOWER_A, _lower(data[start + 1]) - _LOWER_A
            numbers[row] = by_letters[26 * first + second]
        hard[row] = end > start and numbers[row] == 0


@kernel
def flags(data: Bytes, starts: Numbers, ends: Numbers, values: Numbers) -> None:
    """0 for an empty cell, 1 for false, 2 for true, as `flags` has it; -1 for anything else."""
    for row in range(len(starts)):
        start, end = _trim(data, starts[row], ends[row])
        if _equal(data, start, end, _TRUE):
            values[row] = 2
        elif _equal(data, start, end, _FALSE):
            values[row] = 1
        else:
            values[row] = 0 if start == end else -1
