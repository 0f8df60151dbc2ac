"""Who stands on a loaded list twice, by reference or notice ID: the first stays, others go.

Looked for only where a unique index could not be built; so a list without twins costs nothing.
"""

from collections.abc import Sequence
from typing import LiteralString

import numpy as np
from django.db import transaction

from settlement import sql
from settlement.imports import rejects
from settlement.imports.numbering import Numbered
from settlement.imports.places import rejects_of
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
_TWIN = np.dtype([("member", np.int64), ("first", np.int64)])
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
        _keep_rejects(made, column, chunks)
        sql.run(made.named(REMOVE))
        sql.run(FORGET)


def _keep_rejects(made: ClassList, column: str, chunks: Sequence[Numbered]) -> None:
    def reason(_twin: int, before: str) -> str:
        return f"{column} stands before in {before}"

    twins = np.fromiter(sql.stream(TWINS), _TWIN)
    for file, of_file in rejects_of(twins["member"], twins["first"], chunks, reason=reason):
        rejects.keep(made.import_id, file, of_file)
