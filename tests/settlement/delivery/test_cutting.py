"""Records are cut where the standard library cuts them, and what is wrong with one is known."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.delivery.buffers import room
from settlement.delivery.cutting import OPEN, OPEN_QUOTE, cut, scan
from settlement.delivery.records import MOST_BYTES, Records

TEXT = st.text(alphabet='ab",\n\r \t|é', max_size=6)
LONG_PLAIN_TEXT = st.text(alphabet="ab .é", min_size=1, max_size=40)
ROWS = st.lists(st.lists(TEXT | LONG_PLAIN_TEXT, min_size=3, max_size=3))
SOUP = st.text(alphabet='ab",\n\r', max_size=60)


def _cut(content: bytes, *, delimiter: str = ",", columns: int = 3) -> Records:
    data = room(len(content))
    data[: len(content)] = list(content)
    return cut(data, delimiter=delimiter, columns=columns, most=100, first_line=2)


def _fields(records: Records) -> list[list[str]]:
    width = records.starts.shape[1]
    return [
        [
            records.data[records.starts[row, column] : records.ends[row, column]].tobytes().decode()
            for column in range(width)
        ]
        for row in range(len(records))
    ]


@settings(deadline=None)  # the first call compiles
@pytest.mark.parametrize("delimiter", [",", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@given(rows=ROWS)
def test_what_was_written_by_the_rules_is_read_field_by_field(
    delimiter: str, ending: str, rows: list[list[str]]
) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=ending).writerows(rows)

    records = _cut(file.getvalue().encode(), delimiter=delimiter)

    assert _fields(records) == rows
    assert not records.has_stray_quote.any()


def _ends(soup: str) -> tuple[list[int], str]:
    """Where records end, read byte by byte, and the state in which the text ends."""
    state, ends = "start", []
    for place, byte in enumerate(soup):
        if state == "quoted":
            state = "closed" if byte == '"' else "quoted"
        elif byte == "\n":
            ends.append(place + 1)
            state = "start"
        elif byte == ",":
            state = "start"
        else:
            state = "quoted" if byte == '"' and state != "plain" else "plain"
    return ends, state


@settings(deadline=None)
@given(soup=SOUP, place=st.integers(0, 9))
def test_whatever_the_quotes_and_wherever_it_stands_records_end_where_they_end(
    soup: str, place: int
) -> None:
    data = room(place + len(soup))
    data[:place], data[place : place + len(soup)] = ord("x"), list(soup.encode())
    stop, words = place + len(soup), data.view(np.uint64)
    ends, state = _ends(soup)

    for most in range(1, len(ends) + 1):
        count, end, breaks, _ = scan(data, words, place, stop, ord(","), most)
        assert (count, end - place) == (most, ends[most - 1])
        assert breaks == soup[: ends[most - 1]].count("\n")
    count, _, _, why = scan(data, words, place, stop, ord(","), 100)
    assert count == len(ends)
    assert (why == OPEN_QUOTE) == (state == "quoted")
    assert (why == OPEN) == (state != "quoted" and bool(soup[ends[-1] if ends else 0 :]))


@settings(deadline=None)
@given(soup=st.text(alphabet='ab",\n', max_size=60))
def test_whatever_the_quotes_no_record_is_lost_and_each_is_right_or_marked(soup: str) -> None:
    ends, _ = _ends(soup)
    starts = [0, *ends][: len(ends)]
    lines = [(start, soup[start:end]) for start, end in zip(starts, ends, strict=True)]
    kept = [(start, line) for start, line in lines if line != "\n"]

    records = _cut(soup[: ends[-1] if ends else 0].encode(), columns=60)

    assert records.lines.tolist() == [2 + soup[:start].count("\n") for start, _ in kept]
    for row, (_, line) in enumerate(kept):
        if not records.has_stray_quote[row]:
            (fields,) = csv.reader(io.StringIO(line, newline=""))
            assert _fields(records)[row] == fields + [""] * (60 - len(fields))


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    records = _cut(b'a,"two\nlines",c\n\nd,e,f\r\n\r\n"x","y","z"')

    assert records.lines.tolist() == [2, 5, 7]


def test_a_quote_inside_an_unquoted_field_is_a_quote() -> None:
    records = _cut(b'5" pipe,b,c\n')

    assert _fields(records) == [['5" pipe', "b", "c"]]
    assert records.has_stray_quote.tolist() == [False]


@pytest.mark.parametrize("line", [b'"a"x,b,c\n', b'"a" ,b,c\n', b'a,b,"c"d\n', b'"a"x",b,c\n'])
def test_text_behind_a_quoted_field_is_noted(line: bytes) -> None:
    assert _cut(line).has_stray_quote.tolist() == [True]


@pytest.mark.parametrize(("line", "count"), [(b"a,b\n", 2), (b"a,b,c,d\n", 4), (b'"a,b,c"\n', 1)])
def test_too_few_and_too_many_fields_are_counted(line: bytes, count: int) -> None:
    assert _cut(line).fields.tolist() == [count]


def test_a_nul_byte_is_noted_with_its_record_alone() -> None:
    assert _cut(b"a,b,c\na,\x00,c\n").has_nul.tolist() == [False, True]


def test_marks_belong_to_their_own_record_however_short_it_is() -> None:
    records = _cut("é\nb\n\0\nd\ne\0é\n".encode(), columns=1)

    assert records.is_ascii.tolist() == [False, True, True, True, False]
    assert records.has_nul.tolist() == [False, False, True, False, True]


def test_fields_that_a_record_lacks_are_empty() -> None:
    records = _cut(b"a,b,c\na\n")

    assert _fields(records) == [["a", "b", "c"], ["a", "", ""]]


def test_a_record_of_exactly_the_greatest_length_is_taken() -> None:
    line = b"x" * (MOST_BYTES - 1) + b"\n"

    assert _scan(line) == (1, MOST_BYTES)
    assert _scan(b"x" + line) == (0, 0)
    assert _cut(b"x" + line + line).is_overlong.tolist() == [True, False]


def _scan(content: bytes) -> tuple[int, int]:
    data = room(len(content))
    data[: len(content)] = list(content)
    return scan(data, data.view(np.uint64), 0, len(content), ord(","), 9)[:2]


def test_bytes_that_are_no_utf8_are_known_by_record() -> None:
    records = _cut("a,b,c\na,é,c\n".encode() + "a,é,c\n".encode("cp1252"))

    assert records.is_ascii.tolist() == [True, False, False]
    assert [records.is_utf8(row) for row in range(3)] == [True, True, False]
    assert not records.all_utf8
    assert _cut("a,é,c\n".encode()).all_utf8


def test_the_last_line_needs_no_line_break() -> None:
    assert _fields(_cut(b"a,b,c")) == [["a", "b", "c"]]
