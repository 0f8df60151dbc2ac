"""Who stands on a loaded list twice, by reference or notice ID: the first stays, others go.

Looked for only where a unique index could not be built; so a list without twins costs nothing.
"""

from collections.abc import Iterator, Sequence
from typing import LiteralString

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from settlement import sql
from settlement.delivery.rejects import Reject
from settlement.imports import rejects
from settlement.imports.numbering import Numbered
from settlement.imports.places import places
from settlement.roster.partitions import ClassList

COLUMNS = {"ref_key": "member_ref", "notice_key": "notice_id"}  # what one member has alone

FIND: dict[str, LiteralString] = {
    "ref_key": """
        CREATE TEMP TABLE twin ON COMMIT DROP AS
        SELECT member_no, first_no
          FROM (SELECT member_no, min(member_no) OVER (PARTITION BY ref_key) AS first_no
                  FROM {members} WHERE ref_key IN (
                       SELECT ref_key FROM {members} GROUP BY ref_key HAVING count(*) > 1)
               ) AS several
         WHERE member_no > first_no""",
    "notice_key": """
        CREATE TEMP TABLE twin ON COMMIT DROP AS
        SELECT member_no, first_no
          FROM (SELECT member_no, min(member_no) OVER (PARTITION BY notice_key) AS first_no
                  FROM {members} WHERE notice_key IN (
                       SELECT notice_key FROM {members} WHERE notice_key IS NOT NULL
                        GROUP BY notice_key HAVING count(*) > 1)
               ) AS several
         WHERE member_no > first_no""",
}
ALONE: LiteralString = "LOCK TABLE {members} IN SHARE ROW EXCLUSIVE MODE"
TWINS = "SELECT member_no, first_no FROM twin ORDER BY member_no"
REMOVE: LiteralString = (
    "DELETE FROM {members} USING twin WHERE {members}.member_no = twin.member_no"
)
FORGET = "DROP TABLE twin"
SORT_MEMORY = "SET LOCAL work_mem = '256MB'"


@transaction.atomic
def remove(made: ClassList, chunks: Sequence[Numbered]) -> None:
    """Take those from a list who have the reference, or else the notice ID, of an earlier member.

    Writes down why. Of two streams that found twins, the second finds none left.
    """
    sql.run(made.named(ALONE))
    sql.run(SORT_MEMORY)
    for key, column in COLUMNS.items():
        sql.run(made.named(FIND[key]))
        pairs = np.fromiter(sql.stream(TWINS), np.dtype([("no", np.int64), ("first", np.int64)]))
        for file, of_file in _rejects(pairs["no"], pairs["first"], chunks, column):
            rejects.keep(made.import_id, file, of_file)
        sql.run(made.named(REMOVE))
        sql.run(FORGET)


def _rejects(
    members: NDArray[np.int64],
    firsts: NDArray[np.int64],
    chunks: Sequence[Numbered],
    column: str,
) -> Iterator[tuple[int, Iterator[Reject]]]:
    """The rejects of each file; millions of them are never held at once."""
    numbers = np.unique(np.concatenate([members, firsts]))
    files, lines = places(numbers, chunks)
    own, first = np.searchsorted(numbers, members), np.searchsorted(numbers, firsts)
    names = {numbered.file: numbered.delivery.path.name for numbered in chunks}
    for file in np.unique(files[own]):
        of_file = np.flatnonzero(files[own] == file)
        yield (
            int(file),
            (
                Reject(
                    int(lines[own[i]]),
                    f"{column} stands before in line {lines[first[i]]} of {names[files[first[i]]]}",
                )
                for i in of_file
            ),
        )
