"""What PostgreSQL alone needs for the same hot rows: copied, indexed and vacuumed by hand.

The rows lie ready in its own binary format, one file a stream, with random keys: nothing is read
from a CSV, normalised, hashed or sealed, nothing can be resumed, and no twin is looked for. Two
sessions copy side by side into one table and then build the very indexes that the class list has,
each with as much memory as a good administrator would give it. FREEZE is for the one session that
made the table, and one session that freezes is slower than two that do not and a VACUUM.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from queue import SimpleQueue

import numpy as np
from django.db import connection

from benchmarks.report import Row, seconds
from settlement import sql
from settlement.imports import hotrows
from settlement.imports.copyin import COPY_MEMBERS
from settlement.imports.members import Members
from settlement.imports.table import Keys, Table
from settlement.keys.bulk import Numbers
from settlement.roster.partitions import INDEXES, ClassList
from settlement.terms.models import Settlement

STREAMS = 2
BATCH = 65_536  # rows encoded at once
PIECE = 2**20  # bytes handed to COPY at once
MEMORY = "SET maintenance_work_mem = '2GB'"
ALONE = "SET max_parallel_maintenance_workers = 0"  # the other core builds another index
SETTLE = "VACUUM (ANALYZE) {members}"
HAS = {"email_key": 0.93, "phone_key": 0.86, "username_key": 0.96}  # as `synthetic` has them
STATES = 56


def measure(settlement: Settlement, *, members: int, folder: Path) -> list[Row]:
    """Make a table of random members beside the class lists, and drop it. The first row is all."""
    made = ClassList(settlement.pk, 0)
    files = _write(settlement, members=members, folder=folder)
    try:
        made.make()
        copying = seconds(lambda: _side_by_side([partial(_copy, made, file) for file in files]))
        indexing = seconds(lambda: _index(made))
        settling = seconds(lambda: sql.run(made.named(SETTLE)))
    finally:
        made.drop()
        for file in files:
            file.unlink()
    return [
        Row(
            "reference: COPY, indexes and VACUUM of the hot rows",
            copying + indexing + settling,
            "s",
        ),
        Row("reference: COPY in two streams", copying, "s"),
        Row("reference: the indexes, two sessions at once", indexing, "s"),
        Row("reference: VACUUM and ANALYZE", settling, "s"),
    ]


def _write(settlement: Settlement, *, members: int, folder: Path) -> list[Path]:
    bounds = np.linspace(1, members + 1, STREAMS + 1).astype(int)
    files = []
    for first, end in pairwise(bounds):
        files.append(folder / f"reference-{first}")
        with files[-1].open("wb") as file:
            file.write(hotrows.SIGNATURE)
            for rows in _rows(int(first), int(end), settlement_id=settlement.pk):
                file.write(rows)
            file.write(hotrows.TRAILER)
    return files


def _rows(first: int, end: int, *, settlement_id: int) -> Iterator[bytes]:
    """Members with random keys, as COPY takes them."""
    random = np.random.default_rng(first)

    def keys(count: int, column: str) -> Keys:
        bits = 31 if column == "name_key" else 63
        values = random.integers(-(2**bits), 2**bits, count)
        return Keys(values, random.random(count) < HAS.get(column, 1.0))

    for no in range(first, end, BATCH):
        count = min(BATCH, end - no)
        none: Numbers = np.empty((count, 0), np.int64)
        some = Members(
            table=Table(np.empty(0, np.uint8), none, none, ()),
            faults={},
            keys={column: keys(count, column) for column in hotrows.KEYS},
            flags=random.integers(1, 3, count),
            states=random.integers(1, STATES, count),
            unusable={},
        )
        yield hotrows.encode(some, settlement_id=settlement_id, first_no=no)


def _copy(made: ClassList, file: Path) -> None:
    with file.open("rb") as rows, sql.copy_in(made.named(COPY_MEMBERS)) as copy:
        while piece := rows.read(PIECE):
            copy.write(piece)


def _index(made: ClassList) -> None:
    """Every session takes the next index that nobody builds; the largest come first."""
    unbuilt: SimpleQueue[str] = SimpleQueue()
    of_members = [name for name in INDEXES if name != "block"]
    for name in [*of_members, *[""] * STREAMS]:
        unbuilt.put(name)

    def session() -> None:
        sql.run(MEMORY)
        sql.run(ALONE)
        while name := unbuilt.get():
            made.index(name)

    _side_by_side([session] * STREAMS)


def _side_by_side(work: Sequence[Callable[[], None]]) -> None:
    def with_own_connection(do: Callable[[], None]) -> None:
        try:
            do()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        for future in [pool.submit(with_own_connection, do) for do in work]:
            future.result()
