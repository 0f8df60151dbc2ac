"""A block of 256 members' details: packed column by column, compressed, to be sealed as one.

Packed by columns the compression finds what
repeats: a member's details take some forty bytes. The form: a bit per member that is there; for
each column the 256 lengths (two bytes each); for each column the texts one after another.
"""

import struct
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from settlement.kernels import kernel
from settlement.keys.bulk import Bytes, Numbers
from settlement.roster.columns import COLUMNS

MEMBERS = 256
_PRESENT_BYTES = MEMBERS // 8
_LENGTHS_BYTES = 2 * MEMBERS * len(COLUMNS)
_HEAD_BYTES = _PRESENT_BYTES + _LENGTHS_BYTES
_SIZE = struct.Struct("<I")  # of the packed block, which the decompression must know


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


def pack(data: Bytes, starts: Numbers, ends: Numbers, slots: Numbers, *, codec: pa.Codec) -> bytes:
    """Pack and compress the members whose fields are spans of `data`.

    starts, ends: [member, column], the columns as COLUMNS lists them
    slots:        each member's place in the block, 0 to 255, rising
    """
    packed = np.zeros(_HEAD_BYTES + int((ends - starts).sum()), np.uint8)
    _pack(data, starts, ends, slots, packed)
    return _SIZE.pack(len(packed)) + codec.compress(packed, asbytes=True)


def unpack(block: bytes, *, slot: int) -> dict[str, str] | None:
    """One member's details by column, or None where the block has no such member."""
    (size,) = _SIZE.unpack_from(block)
    packed = pa.decompress(block[_SIZE.size :], size, codec="zstd", asbytes=True)
    if not packed[slot // 8] >> slot % 8 & 1:
        return None
    lengths = np.frombuffer(packed, "<u2", MEMBERS * len(COLUMNS), _PRESENT_BYTES).astype(np.int64)
    ends = _HEAD_BYTES + lengths.cumsum()
    places = range(slot, len(lengths), MEMBERS)
    texts = (packed[ends[place] - lengths[place] : ends[place]].decode() for place in places)
    return dict(zip(COLUMNS, texts, strict=True))


@kernel
def _pack(
    data: Bytes, starts: Numbers, ends: Numbers, slots: NDArray[np.int64], packed: Bytes
) -> None:
    at = _HEAD_BYTES
    for column in range(starts.shape[1]):
        for row in range(len(slots)):
            start, end = starts[row, column], ends[row, column]
            place = _PRESENT_BYTES + 2 * (column * MEMBERS + slots[row])
            packed[place], packed[place + 1] = (end - start) & 255, (end - start) >> 8
            for i in range(start, end):
                packed[at] = data[i]
                at += 1
    for slot in slots:
        packed[slot // 8] |= 1 << slot % 8
