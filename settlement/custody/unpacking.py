"""Unpacks whole blocks at once, as `blocks` describes them: members as spans of one buffer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from settlement.delivery.columns import COLUMNS
from settlement.identifiers.fastpath import Marks
from settlement.keys.bulk import Bytes, Numbers
from settlement.roster import blocks
from settlement.roster.blocks import HEAD_BYTES, MEMBERS, PRESENT_BYTES

_SHAPE = (len(COLUMNS), MEMBERS)
_ASCII = 127


@dataclass(frozen=True, slots=True)
class Spans:
    """Details of members, one row each, as spans of one buffer.

    starts, ends: [member, column], the columns as COLUMNS lists them
    """

    data: Bytes
    starts: Numbers
    ends: Numbers

    def rows(self, rows: Numbers) -> "Spans":
        """Some of the members, over the same buffer."""
        return Spans(self.data, self.starts[rows], self.ends[rows])

    def compact(self) -> "Spans":
        """The same over a buffer that holds nothing else."""
        starts, lengths = self.starts.ravel(), (self.ends - self.starts).ravel()
        ends = lengths.cumsum()
        places = np.repeat(starts - (ends - lengths), lengths) + np.arange(lengths.sum())
        shape = self.starts.shape
        return Spans(self.data[places], (ends - lengths).reshape(shape), ends.reshape(shape))

    def texts(self, names: Sequence[str]) -> list[list[str]]:
        """The texts of some columns, each column's by themselves."""
        letters = self.data.tobytes().decode("latin-1")  # a byte, a letter
        accents = np.zeros(len(self.data) + 1, np.int64)  # how many stand before each place
        np.cumsum(self.data > _ASCII, out=accents[1:])
        return [self._column(COLUMNS.index(name), letters, accents) for name in names]

    def _column(self, column: int, letters: str, accents: Numbers) -> list[str]:
        starts, ends = self.starts[:, column], self.ends[:, column]
        texts = [letters[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
        for row in np.flatnonzero(accents[ends] > accents[starts]):
            texts[row] = texts[row].encode("latin-1").decode()
        return texts


def unpack_all(opened: Sequence[bytes]) -> tuple[Spans, Marks]:
    """All members of some opened blocks, 1,024 rows a block, and which of them are there."""
    buffers, starts, ends, there, offset = [], [], [], [], 0
    for block in opened:
        packed = np.frombuffer(blocks.packed(block), np.uint8)
        lengths = np.frombuffer(packed, "<u2", len(COLUMNS) * MEMBERS, PRESENT_BYTES)
        behind = offset + HEAD_BYTES + lengths.cumsum(dtype=np.int64)
        starts.append((behind - lengths).reshape(_SHAPE).T)
        ends.append(behind.reshape(_SHAPE).T)
        there.append(np.unpackbits(packed[:PRESENT_BYTES], bitorder="little").astype(np.bool_))
        buffers.append(packed)
        offset += len(packed)
    spans = Spans(np.concatenate(buffers), np.concatenate(starts), np.concatenate(ends))
    return spans, np.concatenate(there)
