"""Load a large delivery by several threads, each with a connection and transactions of its own.

Whatever one of them finishes, a batch or an index, stands at once. So an import that was killed,
or whose PostgreSQL was, goes on where it stopped.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from threading import Event, Lock

from django.db import connection, transaction

from settlement.imports.copyin import load_batch
from settlement.imports.loading import Read, index, read, refuse_what_cannot_be
from settlement.imports.members import Recipe
from settlement.imports.numbering import Batch, Numbered, batches
from settlement.progress import Advance
from settlement.roster.models import ImportBatch
from settlement.roster.partitions import ClassList

LARGE = 200_000  # records from which on streams are worth their connections
STREAMS = 2
SETTLE_EVERY = 32  # batches of a stream; so the pages are still in memory


class Stopped(Exception):
    """Another stream failed, so this one's work is not wanted any more."""


def suits(chunks: Sequence[Numbered]) -> int:
    """How many streams suit so many records; 0: the caller's own connection is enough."""
    return STREAMS if sum(numbered.chunk.records for numbered in chunks) >= LARGE else 0


def load_in_streams(
    made: ClassList,
    chunks: Sequence[Numbered],
    *,
    recipe: Recipe,
    streams: int,
    loaded: Advance,
    indexed: Advance,
) -> None:
    """What `loading.load` does. Called again after a failure, it goes on.

    loaded: told first of what an earlier call loaded
    """
    refuse_what_cannot_be(chunks)
    unread = _Hatch(read(_still_to_load(made, chunks, loaded)))
    unbuilt = _Hatch(iter(made.indexes))
    load_some = partial(_load_some, made, unread, recipe=recipe, loaded=loaded)
    index_some = partial(_index_some, made, unbuilt, chunks, indexed)
    _in_threads([partial(_make, made)])
    _in_threads([partial(load_some, settles=n == 0) for n in range(streams)], stop=unread.closed)
    _in_threads([index_some] * streams, stop=unbuilt.closed)
    _in_threads([partial(_settle, made)])


@dataclass(slots=True)
class _Hatch[Piece]:
    """Hands out work piece by piece, to any thread, until one of them fails."""

    work: Iterator[Piece]
    lock: Lock = field(default_factory=Lock)
    closed: Event = field(default_factory=Event)

    def __iter__(self) -> Iterator[Piece]:
        while True:
            with self.lock:
                if self.closed.is_set():
                    raise Stopped
                piece = next(self.work, None)
            if piece is None:
                return
            yield piece


def _still_to_load(made: ClassList, chunks: Sequence[Numbered], loaded: Advance) -> list[Batch]:
    of_import = ImportBatch.objects.filter(roster_import=made.import_id)
    done = set(of_import.values_list("first_no", flat=True))
    todo = []
    for batch in batches(chunks):
        if batch.first_no in done:
            loaded(batch.length)
        else:
            todo.append(batch)
    return todo


@transaction.atomic
def _make(made: ClassList) -> None:
    if not made.exists():
        made.make()


def _load_some(
    made: ClassList, unread: _Hatch[Read], *, recipe: Recipe, loaded: Advance, settles: bool
) -> None:
    for count, (batch, contents) in enumerate(unread, start=1):
        load_batch(made, batch, contents, recipe=recipe)
        loaded(batch.length)
        if settles and count % SETTLE_EVERY == 0:
            made.settle()


def _index_some(
    made: ClassList, unbuilt: _Hatch[str], chunks: Sequence[Numbered], indexed: Advance
) -> None:
    for name in unbuilt:
        index(made, name, chunks)
        indexed(1)


def _settle(made: ClassList) -> None:
    made.settle()
    made.learn()


def _in_threads(work: Sequence[Callable[[], None]], *, stop: Event | None = None) -> None:
    """Do all of it side by side. Where one fails the others are told to stop, and it raises."""
    with ThreadPoolExecutor(len(work)) as pool:
        futures = [pool.submit(_with_own_connection, do) for do in work]
        try:
            done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            failed = [future for future in done if future.exception()]
            for future in failed or futures:
                future.result()
        finally:
            if stop is not None:
                stop.set()


def _with_own_connection(do: Callable[[], None]) -> None:
    try:
        do()
    finally:
        connection.close()
