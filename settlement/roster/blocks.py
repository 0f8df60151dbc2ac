"""A block of 256 members' details: packed column by column, compressed, to be sealed as one.

Packed by columns, the compression finds what repeats: a member's details take some forty bytes.
A block is its form (1), the packed size, and compressed: a bit per member that is there; for
each column 256 lengths of two bytes; for each column the texts, one after another. `packing`
writes it, for many members at once; here one member is read.
"""

import struct
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from settlement.roster.columns import COLUMNS

MEMBERS = 256
PRESENT_BYTES = MEMBERS // 8
HEAD_BYTES = PRESENT_BYTES + 2 * MEMBERS * len(COLUMNS)
PREFIX = struct.Struct("<BI")
FORM = 1  # of these columns; another list of columns is another form


class Place(NamedTuple):
    block: int
    slot: int


def place(member_no: int) -> Place:
    """Where a member's details stand; numbers begin with 1.

    >>> place(1), place(257)
    (Place(block=0, slot=0), Place(block=1, slot=0))
    """
    return Place(*divmod(member_no - 1, MEMBERS))


def about(settlement_id: int, block: int) -> str:
    """What a sealed block is bound to: its table, its case, its number, its column."""
    return f"settlement_memberdetail/{settlement_id}/{block}/sealed"


def unpack(block: bytes, *, slot: int) -> dict[str, str] | None:
    """One member's details by column, or None where the block has no such member."""
    form, size = PREFIX.unpack_from(block)
    if form != FORM:
        raise ValueError(f"a block of form {form}, where {FORM} is the only one that is known")
    packed = pa.decompress(block[PREFIX.size :], size, codec="zstd", asbytes=True)
    if not packed[slot // 8] >> slot % 8 & 1:
        return None
    lengths = np.frombuffer(packed, "<u2", MEMBERS * len(COLUMNS), PRESENT_BYTES).astype(np.int64)
    ends = HEAD_BYTES + lengths.cumsum()
    places = range(slot, len(lengths), MEMBERS)
    texts = (packed[ends[place] - lengths[place] : ends[place]].decode() for place in places)
    return dict(zip(COLUMNS, texts, strict=True))
