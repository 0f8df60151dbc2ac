"""CSV files that a person may open: no cell in them can start a spreadsheet formula.

A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return. Text
that people typed may carry one at its start, or later, behind something that another program
takes for the end of a cell; each place gets an apostrophe, which shows the text as text.
Files for machines (banks) refuse such text instead; they do not come from here.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TextIO, cast

# Where a cell may begin, what a program skips there, and what then starts a formula (the last
# four are the wide forms that East Asian spreadsheets take for the same).
_FORMULA = re.compile(
    r'(^|[,;|"\t\r\n])(?=[ \u00a0\u200b\ufeff]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])'
)


def defuse(cell: object) -> str:
    """The text of a cell, with an apostrophe wherever it could start a formula.

    Numbers are written as they are: a negative amount is no formula. None is the empty cell.

    >>> defuse("=1+1"), defuse(-5), defuse("Anna;@SUM(A1)")
    ("'=1+1", '-5', "Anna;'@SUM(A1)")
    """
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell)
    return _FORMULA.sub(r"\1'", str(cell))


def write(file: TextIO, *, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a header and rows; return how many rows. Open the file with `newline=""`."""
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow(row if _is_harmless(row) else [defuse(cell) for cell in row])
        count += 1
    return count


def _is_harmless(row: Sequence[object]) -> bool:
    """Whether all cells are text and none needs an apostrophe: one look, where most rows end."""
    try:
        return _FORMULA.search("\n".join(cast("Sequence[str]", row))) is None
    except TypeError:  # numbers and empty cells
        return False


def text(*, header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The same as one text, for an answer over HTTP; for results known to be small."""
    file = io.StringIO(newline="")
    write(file, header=header, rows=rows)
    return file.getvalue()
