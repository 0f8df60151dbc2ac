"""Pure: which member number each record of a delivery gets, and which stream loads it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from settlement.roster.blocks import MEMBERS
from settlement.roster.delivery import Chunk, Delivery


@dataclass(frozen=True, slots=True)
class Numbered:
    """A chunk of a delivery, with the number of its first member, which begins a block."""

    delivery: Delivery
    chunk: Chunk
    first_no: int

    @property
    def end_no(self) -> int:
        """The number behind its last member, rounded up to whole blocks."""
        return self.first_no + -(-self.chunk.records // MEMBERS) * MEMBERS


def number(deliveries: Iterable[Delivery], *, first_no: int) -> list[Numbered]:
    """Number all chunks in the files' order. A rejected record leaves its number unused."""
    numbered = []
    for delivery in deliveries:
        for chunk in delivery.chunks:
            numbered.append(Numbered(delivery, chunk, first_no))
            first_no = numbered[-1].end_no
    return numbered


def share_out(chunks: Sequence[Numbered], *, streams: int) -> list[Sequence[Numbered]]:
    """Cut the chunks into runs of about equally many records, one a stream, none empty."""
    start, end = chunks[0].first_no, chunks[-1].end_no
    firsts = [numbered.first_no for numbered in chunks]
    cuts = [
        bisect_right(firsts, start + (end - start) * stream // streams)
        for stream in range(1, streams)
    ]
    bounds = sorted({0, *cuts, len(chunks)})
    return [chunks[low:high] for low, high in pairwise(bounds)]


def places(member_nos: Iterable[int], chunks: Sequence[Numbered]) -> Mapping[int, tuple[str, int]]:
    """Each member's file and line, found again by reading the chunks they came from."""
    firsts = [numbered.first_no for numbered in chunks]
    by_chunk: dict[int, list[int]] = defaultdict(list)
    for member_no in member_nos:
        by_chunk[bisect_right(firsts, member_no) - 1].append(member_no)
    found = {}
    for index, numbers in by_chunk.items():
        numbered = chunks[index]
        lines = numbered.delivery.read(numbered.chunk).lines
        for member_no in numbers:
            line = int(lines[member_no - numbered.first_no])
            found[member_no] = (numbered.delivery.path.name, line)
    return found
