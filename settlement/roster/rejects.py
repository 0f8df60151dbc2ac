"""Which lines of a delivered file were not loaded, and why.

A reason never quotes the line: the rejects may lie about, and must not become a second class list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from settlement import csvfile, sql
from settlement.roster.models import RosterImport

OF_IMPORT = """
    SELECT file, line, reason FROM settlement_importreject
     WHERE roster_import_id = %(import_id)s ORDER BY file, line
"""
COPY = """
    COPY settlement_importreject (roster_import_id, file, line, reason) FROM STDIN
"""


@dataclass(frozen=True, slots=True, order=True)
class Reject:
    """One record that was not loaded; `line` is where it begins in its file."""

    line: int
    reason: str


def keep(import_id: int, file: int, rejects: Iterable[Reject]) -> None:
    """Write down rejects of one file, by its place among the import's."""
    with sql.copy_in(COPY) as copy:
        for reject in rejects:
            copy.write_row((import_id, file, reject.line, reject.reason))


def export(row: RosterImport, path: Path) -> int:
    """Write the rejects' CSV, readable by its owner alone; return how many rows it has."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    names = [file["name"] for file in row.files]
    rows = (
        (names[file], line, reason)
        for file, line, reason in sql.stream(OF_IMPORT, import_id=row.pk)
    )
    with path.open("w", newline="", encoding="utf-8") as file:
        return csvfile.write(file, header=("file", "line", "reason"), rows=rows)
