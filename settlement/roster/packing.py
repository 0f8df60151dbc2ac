"""Packs many members' details into a block, as `blocks` describes it."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from settlement.kernels import kernel
from settlement.keys.bulk import Bytes, Numbers
from settlement.roster.blocks import FORM, HEAD_BYTES, MEMBERS, PREFIX, PRESENT_BYTES


def pack(data: Bytes, starts: Numbers, ends: Numbers, slots: Numbers, *, codec: pa.Codec) -> bytes:
    """Pack and compress the members whose fields are spans of `data`.

    starts, ends: [member, column], the columns as COLUMNS lists them
    slots:        each member's place in the block, 0 to 255, rising
    """
    packed = np.zeros(HEAD_BYTES + int((ends - starts).sum()), np.uint8)
    _pack(data, starts, ends, slots, packed)
    compressed: bytes = codec.compress(packed, asbytes=True)
    return PREFIX.pack(FORM, len(packed)) + compressed


@kernel
def _pack(
    data: Bytes, starts: Numbers, ends: Numbers, slots: NDArray[np.int64], packed: Bytes
) -> None:
    at = HEAD_BYTES
    for column in range(starts.shape[1]):
        for row in range(len(slots)):
            start, end = starts[row, column], ends[row, column]
            place = PRESENT_BYTES + 2 * (column * MEMBERS + slots[row])
            packed[place], packed[place + 1] = (end - start) & 255, (end - start) >> 8
            for i in range(start, end):
                packed[at] = data[i]
                at += 1
    for slot in slots:
        packed[slot // 8] |= 1 << slot % 8
