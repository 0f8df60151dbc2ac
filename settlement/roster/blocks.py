"""A block of 1,024 members' details: packed column by column, compressed, to be sealed as one.

Packed, a block is a bit per member that is there; for each column 1,024 lengths of two bytes; for
each column the texts, one after another. It is compressed in segments: what is alike compresses
better by itself, and a member's details then take some sixty bytes. `packing` writes blocks,
many members at once; here they are read.

A block is its form (1), for each segment its packed and its compressed size, and the segments.
"""

import struct
from typing import NamedTuple

import numpy as np
import zstandard

from settlement.delivery.columns import COLUMNS

MEMBERS = 1_024
PRESENT_BYTES = MEMBERS // 8
HEAD_BYTES = PRESENT_BYTES + 2 * MEMBERS * len(COLUMNS)
FORM = 1  # of these columns and segments; others are another form
# Where, among the columns, a segment begins; the head is a segment of its own before them.
_FIRSTS = (
    "member_ref", "notice_id", "email", "phone", "username", "line1", "zip",
)  # fmt: skip
CUTS = (*map(COLUMNS.index, _FIRSTS), len(COLUMNS))
SEGMENTS = 1 + len(_FIRSTS)
PREFIX = struct.Struct(f"<B{2 * SEGMENTS}I")


class Place(NamedTuple):
    block: int
    slot: int


def place(member_no: int) -> Place:
    """Where a member's details stand; numbers begin with 1.

    >>> place(1), place(1_025)
    (Place(block=0, slot=0), Place(block=1, slot=0))
    """
    return Place(*divmod(member_no - 1, MEMBERS))


def about(settlement_id: int, block: int) -> str:
    """What a sealed block is bound to: its table, its case, its number, its column."""
    return f"settlement_memberdetail/{settlement_id}/{block}/sealed"


def packed(block: bytes) -> bytes:
    """An opened block as it was packed, before it was compressed."""
    form, *sizes = PREFIX.unpack_from(block)
    if form != FORM:
        raise ValueError(f"a block of form {form}, where {FORM} is the only one that is known")
    codec, segments, at = zstandard.ZstdDecompressor(), [], PREFIX.size
    for size, compressed in zip(sizes[::2], sizes[1::2], strict=True):
        segments.append(codec.decompress(block[at : at + compressed]) if size else b"")
        at += compressed
    return b"".join(segments)


def unpack(block: bytes, *, slot: int) -> dict[str, str] | None:
    """One member's details by column, or None where the block has no such member."""
    texts = packed(block)
    if not texts[slot // 8] >> slot % 8 & 1:
        return None
    lengths = np.frombuffer(texts, "<u2", MEMBERS * len(COLUMNS), PRESENT_BYTES).astype(np.int64)
    ends = HEAD_BYTES + lengths.cumsum()
    places = range(slot, len(lengths), MEMBERS)
    cells = (texts[ends[place] - lengths[place] : ends[place]].decode() for place in places)
    return dict(zip(COLUMNS, cells, strict=True))
