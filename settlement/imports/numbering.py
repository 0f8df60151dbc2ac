"""Pure: which member number each record of a delivery gets, and which are loaded together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from settlement.delivery.delivery import Chunk, Delivery
from settlement.roster.blocks import MEMBERS

BATCH_RECORDS = 128 * MEMBERS  # about; one transaction's, and what a kill costs at most
BATCH_SIZE = 64 * 1024 * 1024  # bytes, where the lines are very long


@dataclass(frozen=True, slots=True)
class Numbered:
    """A chunk of a delivery, with the number of its first member, which begins a block.

    file: the delivery's place among the files of the import
    """

    file: int
    delivery: Delivery
    chunk: Chunk
    first_no: int

    @property
    def end_no(self) -> int:
        """The number behind its last member, rounded up to whole blocks."""
        return self.first_no + -(-self.chunk.records // MEMBERS) * MEMBERS


@dataclass(frozen=True, slots=True)
class Batch:
    """Chunks of one file that one transaction loads."""

    chunks: tuple[Numbered, ...]

    @property
    def first_no(self) -> int:
        return self.chunks[0].first_no

    @property
    def end_no(self) -> int:
        return self.chunks[-1].end_no

    @property
    def length(self) -> int:
        """How many bytes of the file it takes."""
        return sum(numbered.chunk.length for numbered in self.chunks)


def number(deliveries: Iterable[Delivery], *, first_no: int) -> list[Numbered]:
    """Number all chunks in the files' order. A rejected record leaves its number unused."""
    numbered = []
    for file, delivery in enumerate(deliveries):
        for chunk in delivery.chunks:
            numbered.append(Numbered(file, delivery, chunk, first_no))
            first_no = numbered[-1].end_no
    return numbered


def batches(chunks: Sequence[Numbered]) -> Iterator[Batch]:
    """The chunks gathered, each file's by themselves; the same delivery gives the same batches."""
    for _, of_file in groupby(chunks, key=lambda numbered: numbered.file):
        batch: list[Numbered] = []
        for numbered in of_file:
            if batch and not _fits(numbered, batch):
                yield Batch(tuple(batch))
                batch = []
            batch.append(numbered)
        yield Batch(tuple(batch))


def _fits(numbered: Numbered, batch: Sequence[Numbered]) -> bool:
    size = numbered.chunk.size + sum(other.chunk.size for other in batch)
    return numbered.end_no - batch[0].first_no <= BATCH_RECORDS and size <= BATCH_SIZE
