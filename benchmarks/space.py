"""The disk: whether it has room for a benchmark, and what a class list takes of it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from settlement import sql
from settlement.errors import Refusal
from settlement.roster.partitions import ClassList

GB = 10**9
ALWAYS = 2 * GB  # the server's own files and the log that it writes ahead
PER_MEMBER = 650  # bytes: the file to import, the list made of it, the sorting of its indexes

SIZES = """
    SELECT pg_table_size(to_regclass(%(members)s)), pg_indexes_size(to_regclass(%(members)s)),
           pg_total_relation_size(to_regclass(%(details)s))
"""


@dataclass(frozen=True)
class Taken:
    """Bytes on disk of one class list."""

    hot_table: int
    indexes: int
    details: int

    @property
    def together(self) -> int:
        return self.hot_table + self.indexes + self.details


def refuse_if_short(folder: Path, *, members: int) -> None:
    """raises: Refusal where less is free than a benchmark of this size needs"""
    needed, free = ALWAYS + PER_MEMBER * members, shutil.disk_usage(folder).free
    if free < needed:
        raise Refusal(
            f"A class of {members:,} needs {needed / GB:.1f} GB of free disk here, and {folder}"
            f" has {free / GB:.1f} GB. Free some, or ask for fewer with --members."
        )


def taken(listed: ClassList) -> Taken:
    return Taken(*sql.row(SIZES, members=listed.members, details=listed.details))
