"""Packs many members' details into blocks, as `blocks` describes them."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import zstandard

from settlement.delivery.buffers import empty
from settlement.identifiers.fastpath import Marks
from settlement.kernels import kernel
from settlement.keys.bulk import Bytes, Numbers
from settlement.roster.blocks import (
    CUTS,
    FORM,
    HEAD_BYTES,
    MEMBERS,
    PREFIX,
    PRESENT_BYTES,
    SEGMENTS,
)

ZSTD_LEVEL = 1  # a higher one saves next to nothing
_CUTS = np.array(CUTS)


def pack(
    data: Bytes, starts: Numbers, ends: Numbers, there: Marks, *, first: int = 0
) -> Iterator[tuple[int, bytes]]:
    """The blocks of members whose fields are spans of `data`, each with its number.

    first:        the number of the first block
    starts, ends: [member, column], the columns as COLUMNS lists them; the members fill blocks in
                  this order, 1,024 each
    there:        which of them are to be found; a block without any is left out
    """
    count = -(-len(there) // MEMBERS)
    lengths = np.where(there[:, None], ends - starts, 0)
    texts = empty((count * HEAD_BYTES + int(lengths.sum()),), np.uint8)
    bounds = np.zeros(count * SEGMENTS + 1, np.int64)
    _pack(data, starts, lengths, there, _CUTS, texts, bounds)
    codec = zstandard.ZstdCompressor(level=ZSTD_LEVEL)  # kept, it takes half as long as one a call
    for block in range(count):
        if there[block * MEMBERS : (block + 1) * MEMBERS].any():
            of_block = bounds[block * SEGMENTS : (block + 1) * SEGMENTS + 1].tolist()
            yield first + block, _compressed(texts, of_block, codec)


def _compressed(texts: Bytes, bounds: list[int], codec: zstandard.ZstdCompressor) -> bytes:
    sizes, segments = [], []
    for start, end in pairwise(bounds):
        segment = codec.compress(texts[start:end].data) if end > start else b""
        sizes += [end - start, len(segment)]
        segments.append(segment)
    return PREFIX.pack(FORM, *sizes) + b"".join(segments)


@kernel
def _pack_column(
    data: Bytes, starts: Numbers, lengths: Numbers, head: Bytes, texts: Bytes, at: int
) -> int:
    """Write a column's lengths into `head` and its texts from `at` on; return where they end."""
    for row in range(len(starts)):
        start, length = starts[row], lengths[row]
        head[2 * row], head[2 * row + 1] = length & 255, length >> 8
        for i in range(start, start + length):
            texts[at] = data[i]
            at += 1
    return at


@kernel
def _pack(
    data: Bytes,
    starts: Numbers,
    lengths: Numbers,
    there: Marks,
    cuts: Numbers,
    texts: Bytes,
    bounds: Numbers,
) -> None:
    """Fill `texts` with all blocks, packed, and `bounds` with the limits of their segments."""
    at = bound = 0
    for first in range(0, len(there), MEMBERS):
        last = min(first + MEMBERS, len(there))
        head = texts[at : at + HEAD_BYTES]
        at += HEAD_BYTES
        head[:] = 0
        for row in range(first, last):
            head[(row - first) // 8] |= there[row] << (row - first) % 8
        for segment in range(len(cuts) - 1):
            bound += 1
            bounds[bound] = at
            for column in range(cuts[segment], cuts[segment + 1]):
                sizes = head[PRESENT_BYTES + 2 * column * MEMBERS :]
                rows = starts[first:last, column], lengths[first:last, column]
                at = _pack_column(data, rows[0], rows[1], sizes, texts, at)
        bound += 1
        bounds[bound] = at
