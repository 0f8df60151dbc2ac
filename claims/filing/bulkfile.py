"""Pure: a CSV of many claims, read a line at a time; lines may be bad, the file may not be cut off.

The columns are those of COLUMNS and one for each question of the settlement file, in any order;
`usernames` are separated by "|", days are written 2012-03-01. What stands in a cell is judged by
`checks`, as if it had been typed into the form. A byte that is no UTF-8 becomes half a character,
which `checks` finds in its field.
"""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TextIO

from claims.filing.contents import Contents
from claims.filing.faults import Fault, FieldFault
from settlement.errors import Refusal

COLUMNS = (
    "n", "notice_id", "confirmation_code", "first_name", "last_name", "line1", "line2", "city",
    "state", "zip", "email", "phone", "usernames", "capacity", "guardian_first_name",
    "guardian_last_name", "birth_date", "payment_method", "routing", "account", "account_type",
)  # fmt: skip
_AS_TYPED = tuple(name for name in COLUMNS if name not in {"n", "usernames", "birth_date"})
_BLOCK = 1 << 20
_MOST_IN_A_CELL = 1 << 20


class BadFile(Refusal):
    """The file as a whole cannot be taken."""


class BadLine(Refusal):
    """One line cannot be read; the others can."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. number: where it starts in the file, the header being 1; cells: by column"""

    number: int
    cells: Mapping[str, str] | BadLine


@dataclass(frozen=True, slots=True)
class BulkFile:
    """A file that was looked through whole. lines: how many claims it holds"""

    path: Path
    sha256: str
    lines: int


def look_through(path: Path, *, questions: Iterable[str]) -> BulkFile:
    """Read a file of claims to its end before anything of it is filed.

    raises: as `read_whole`
    """
    return read_whole(path, columns={*COLUMNS, *questions})


def read_whole(
    path: Path, *, columns: AbstractSet[str], optional: AbstractSet[str] = frozenset()
) -> BulkFile:
    """Read a CSV to its end before anything of it is used.

    raises: BadFile where it is empty, cut off, or its columns are not the right ones; OSError
    """
    digest, last = hashlib.sha256(), b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            last = block[-1:]
    with _opened(path) as file:
        _check_columns(path, _header(csv.reader(file, strict=True)), columns, optional)
    if last != b"\n":
        raise BadFile(
            f"{path} is cut off: its last line has no end. Ask for the file again, whole."
        )
    return BulkFile(path, digest.hexdigest(), lines=sum(1 for _line in lines_of(path)))


def lines_of(path: Path) -> Iterator[Line]:
    """The lines behind the header; blank ones are passed over.

    raises: BadFile where the file ends within a quoted cell
    """
    with _opened(path) as file:
        reader = csv.reader(file, strict=True)
        header = _header(reader)
        while True:
            start = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if "end of data" in str(error):
                    raise BadFile(
                        f"{path} is cut off: it ends within a quoted cell that begins in line"
                        f" {start} or later. Ask for the file again, whole."
                    ) from None
                yield Line(start, BadLine(f"This line is no CSV: {error}."))
                continue
            if row:
                yield Line(start, _cells(header, row))


def contents_of(
    cells: Mapping[str, str], *, questions: Iterable[str], language: str, attested_text: str
) -> tuple[Contents, list[FieldFault]]:
    """A line's contents, and what could not even be put into a field.

    The filer holds the signed form, so the signature is the name of whoever had to sign.
    """
    born, faults = _day(cells["birth_date"])
    unsigned = Contents(
        **{name: cells[name] for name in _AS_TYPED},
        birth_date=born,
        usernames=tuple(cells["usernames"].split("|")),
        answers={key: cells[key] for key in questions},
        language=language,
        attested_text=attested_text,
    )
    return replace(unsigned, signature=unsigned.signer), faults


def _opened(path: Path) -> TextIO:
    csv.field_size_limit(_MOST_IN_A_CELL)
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        return next(reader, [])
    except csv.Error:
        return []


def _check_columns(
    path: Path, header: list[str], wanted: AbstractSet[str], optional: AbstractSet[str]
) -> None:
    missing, unknown = wanted - {*header}, {*header} - wanted - optional
    twice = {name for name in header if header.count(name) > 1}
    wrong = [
        f"{what} {', '.join(sorted(names))}"
        for what, names in (("missing:", missing), ("unknown:", unknown), ("twice:", twice))
        if names
    ]
    if wrong:
        raise BadFile(f"The columns of {path} are not right; {'; '.join(wrong)}."[:2_000])


def _cells(header: list[str], row: list[str]) -> Mapping[str, str] | BadLine:
    if len(row) != len(header):
        return BadLine(
            f"This line has {len(row)} cells, where the first line names {len(header)} columns."
        )
    return dict(zip(header, row, strict=True))


def _day(cell: str) -> tuple[date | None, list[FieldFault]]:
    try:
        return (date.fromisoformat(cell.strip()) if cell.strip() else None), []
    except ValueError:
        return None, [FieldFault("birth_date", Fault.DATE)]
