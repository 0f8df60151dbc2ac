"""Load a delivery into a list that nobody sees yet, in the caller's transaction.

`streams` does the same with a large one, in transactions of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from django.db import IntegrityError, transaction

from settlement import sql
from settlement.delivery.delivery import Content
from settlement.errors import Refusal
from settlement.imports import twins
from settlement.imports.copyin import load_batch
from settlement.imports.members import Recipe
from settlement.imports.numbering import Batch, Numbered, batches
from settlement.progress import Advance
from settlement.roster.partitions import ClassList

type Read = tuple[Batch, list[Content]]

GREATEST_NO = 2**31 - 1
INDEX_MEMORY = "SET LOCAL maintenance_work_mem = '1GB'"  # of two streams at most, each one index
INDEX_ALONE = "SET LOCAL max_parallel_maintenance_workers = 0"  # two streams build side by side


def load(
    made: ClassList,
    chunks: Sequence[Numbered],
    *,
    recipe: Recipe,
    loaded: Advance,
    indexed: Advance,
) -> None:
    """Fill and index a list, and take from it who stands on it twice: the first one stays.

    loaded, indexed: told how many more bytes were loaded, and indexes built
    raises:          Refusal where there is nothing to load, or no number left
    """
    refuse_what_cannot_be(chunks)
    made.make()
    for batch, contents in read(list(batches(chunks))):
        load_batch(made, batch, contents, recipe=recipe)
        loaded(batch.length)
    for name in made.indexes:
        index(made, name, chunks)
        indexed(1)
    made.learn()


def refuse_what_cannot_be(chunks: Sequence[Numbered]) -> None:
    """raises: Refusal where there is nothing to load, or no number left"""
    if not chunks:
        raise Refusal("There is no line below the column names, so there is no class list.")
    if chunks[-1].end_no > GREATEST_NO:
        raise Refusal("This case has used up its member numbers; it needs a new case.")


def read(some: Iterable[Batch]) -> Iterator[Read]:
    """Each batch with what its file holds for it; every file is read in one pass."""
    for _, of_file in groupby(some, key=lambda batch: batch.chunks[0].file):
        gathered = list(of_file)
        chunks = [numbered.chunk for batch in gathered for numbered in batch.chunks]
        contents = gathered[0].chunks[0].delivery.contents(chunks)
        for batch in gathered:
            yield batch, [next(contents) for _ in batch.chunks]


def index(made: ClassList, name: str, chunks: Sequence[Numbered]) -> None:
    """Build one index; where it finds twins, take them from the list first."""
    try:
        _build(made, name)
    except IntegrityError:
        twins.remove(made, chunks)
        _build(made, name)


@transaction.atomic
def _build(made: ClassList, name: str) -> None:
    sql.run(INDEX_MEMORY)
    sql.run(INDEX_ALONE)
    made.index(name)
