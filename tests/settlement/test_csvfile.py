"""No cell of a CSV that a person opens can start a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement import csvfile

DANGEROUS = "=+-@\t\r"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1 312 555 0142", "'+1 312 555 0142"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("  =1", "'  =1"),
        ("a;=1", "a;'=1"),
        ("a,@b", "a,'@b"),
        ('a"=1', "a\"'=1"),
        ("a\n-1", "a\n'-1"),
        ("\uff1d1", "'\uff1d1"),
        ("Smith-Jones", "Smith-Jones"),
        ("a - b", "a - b"),
        ("j@example.org", "j@example.org"),
        (-5, "-5"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_cell_is_written_so_that_it_stays_text(cell: object, written: str) -> None:
    assert csvfile.defuse(cell) == written


@given(st.text(alphabet="=+-@\t\r\n,;|\"' ab\u00a0", max_size=12))
def test_nowhere_in_a_field_can_a_cell_begin_with_a_formula(cell: str) -> None:
    defused = csvfile.defuse(cell)

    for separator in (",", ";", "|", "\n", '"'):
        for part in defused.split(separator):
            assert not part.strip(" \u00a0").startswith(tuple("=+-@"))
    assert not defused.startswith(tuple(DANGEROUS))


@given(st.lists(st.text(alphabet="=+-@\t\r\n,;|\"' ab\u00a0", max_size=5), min_size=1, max_size=4))
def test_a_row_is_written_as_its_cells_are_one_by_one(cells: list[str]) -> None:
    written = csv.reader(io.StringIO(csvfile.text(header=["n"], rows=[cells]), newline=""))

    assert [*written][1:] == [*csv.reader(io.StringIO(_one_by_one(cells), newline=""))]


def _one_by_one(cells: list[str]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerow([csvfile.defuse(cell) for cell in cells])
    return file.getvalue()


@given(st.text(alphabet="=+-@\t\r\n,;|\"' ab", max_size=12))
def test_defusing_only_adds_apostrophes(cell: str) -> None:
    assert csvfile.defuse(cell).replace("'", "") == cell.replace("'", "")


def test_a_file_reads_back_row_by_row() -> None:
    rows = [("Ana", 'says "hi"', 3), ("José, Jr.", "two\nlines", None)]

    text = csvfile.text(header=("name", "note", "n"), rows=rows)

    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["name", "note", "n"],
        ["Ana", 'says "hi"', "3"],
        ["José, Jr.", "two\nlines", ""],
    ]


def test_writing_says_how_many_rows_there_are() -> None:
    assert csvfile.write(io.StringIO(), header=("n",), rows=([n] for n in range(3))) == 3
