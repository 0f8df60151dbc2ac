"""Keeps the lines that were not loaded, and writes them out for whoever delivered the file.

Those of an import that came into use, or was merged or tried, stay with it. Those of one that
failed serve to mend its files, and are let go when an import of the case succeeds.
"""

from collections.abc import Iterable
from pathlib import Path

from settlement import csvfile, sql
from settlement.delivery.rejects import Reject
from settlement.roster.models import RosterImport

OF_IMPORT = """
    SELECT file, line, reason FROM settlement_importreject
     WHERE roster_import_id = %(import_id)s ORDER BY file, line
"""
LET_GO = """
    DELETE FROM settlement_importreject r USING settlement_rosterimport i
     WHERE i.settlement_id = %(settlement_id)s AND i.status = 'failed'
       AND r.roster_import_id = i.id
"""
MOST = 200  # letters of a reason; it may name a file, and a file's name may be long
COPY = """
    COPY settlement_importreject (roster_import_id, file, line, reason) FROM STDIN
"""


def keep(import_id: int, file: int, rejects: Iterable[Reject]) -> None:
    """Write down rejects of one file, by its place among the import's."""
    with sql.copy_in(COPY) as copy:
        for reject in rejects:
            copy.write_row((import_id, file, reject.line, reject.reason[:MOST]))


def let_go(*, settlement_id: int) -> int:
    """Delete the rejects of a case's failed imports; their number stands in the import's row.

    Return how many; a second call, 0.
    """
    return sql.run(LET_GO, settlement_id=settlement_id)


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
