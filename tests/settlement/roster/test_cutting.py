"""Records are cut where the standard library cuts them, and what is wrong with one is known."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.roster.buffers import room
from settlement.roster.cutting import cut
from settlement.roster.records import Records

ROWS = st.lists(st.lists(st.text(alphabet='ab",\n\r \t|é', max_size=6), min_size=3, max_size=3))


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


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    records = _cut(b'a,"two\nlines",c\n\nd,e,f\r\n\r\n"x","y","z"')

    assert records.lines.tolist() == [2, 5, 7]


def test_a_quote_inside_an_unquoted_field_is_a_quote() -> None:
    records = _cut(b'5" pipe,b,c\n')

    assert _fields(records) == [['5" pipe', "b", "c"]]
    assert records.has_stray_quote.tolist() == [False]


@pytest.mark.parametrize("line", [b'"a"x,b,c\n', b'"a" ,b,c\n', b'a,b,"c"d\n'])
def test_text_behind_a_quoted_field_is_noted(line: bytes) -> None:
    assert _cut(line).has_stray_quote.tolist() == [True]


@pytest.mark.parametrize(("line", "count"), [(b"a,b\n", 2), (b"a,b,c,d\n", 4), (b'"a,b,c"\n', 1)])
def test_too_few_and_too_many_fields_are_counted(line: bytes, count: int) -> None:
    assert _cut(line).fields.tolist() == [count]


def test_a_nul_byte_is_noted_with_its_record_alone() -> None:
    assert _cut(b"a,b,c\na,\x00,c\n").has_nul.tolist() == [False, True]


def test_bytes_that_are_no_utf8_are_known_by_record() -> None:
    records = _cut("a,b,c\na,é,c\n".encode() + "a,é,c\n".encode("cp1252"))

    assert records.is_ascii.tolist() == [True, False, False]
    assert [records.is_utf8(row) for row in range(3)] == [True, True, False]
    assert not records.all_utf8
    assert _cut("a,é,c\n".encode()).all_utf8


def test_the_last_line_needs_no_line_break() -> None:
    assert _fields(_cut(b"a,b,c")) == [["a", "b", "c"]]
