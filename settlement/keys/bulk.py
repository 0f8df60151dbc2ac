"""The keyed hash of many values at once, straight over Arrow's string buffers.

Any call per value costs some 600 ns; this kernel costs a tenth of that. A test holds it equal to
`hashing.keyed_hash` and to the published vectors of SipHash-2-4.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from settlement.kernels import kernel

type Bytes = NDArray[np.uint8]
type Numbers = NDArray[np.int64]


def hash_spans(data: Bytes, starts: Numbers, ends: Numbers, key: bytes) -> Numbers:
    """SipHash-2-4 of `data[starts[i]:ends[i]]` for each i, as signed 64-bit numbers."""
    hashes = np.empty(len(starts), np.int64)
    half, other = (np.uint64(word) for word in np.frombuffer(key, "<u8"))
    _hash_spans(data, starts, ends, half, other, hashes)
    return hashes


def hash_arrow(strings: pa.Array, key: bytes) -> Numbers:
    """The hashes of an Arrow array of text or bytes; a null counts as the empty text."""
    wide = strings.cast(pa.large_binary())
    _, offsets, data = wide.buffers()
    bounds = np.frombuffer(offsets, np.int64)[wide.offset : wide.offset + len(wide) + 1]
    text = np.frombuffer(data if data is not None else b"", np.uint8)
    return hash_spans(text, bounds[:-1], bounds[1:], key)


@kernel
def _rotate(word: np.uint64, bits: int) -> np.uint64:
    return np.uint64((word << np.uint64(bits)) | (word >> np.uint64(64 - bits)))


@kernel
def _round(
    a: np.uint64, b: np.uint64, c: np.uint64, d: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    a, c = a + b, c + d
    b, d = _rotate(b, 13) ^ a, _rotate(d, 16) ^ c
    a = _rotate(a, 32)
    c, a = c + b, a + d
    b, d = _rotate(b, 17) ^ c, _rotate(d, 21) ^ a
    return a, b, _rotate(c, 32), d


@kernel
def _whole_word(data: Bytes, at: int) -> np.uint64:
    """Eight bytes as a little-endian number; written out, it is compiled to one load."""
    return np.uint64(
        np.uint64(data[at])
        | np.uint64(data[at + 1]) << np.uint64(8)
        | np.uint64(data[at + 2]) << np.uint64(16)
        | np.uint64(data[at + 3]) << np.uint64(24)
        | np.uint64(data[at + 4]) << np.uint64(32)
        | np.uint64(data[at + 5]) << np.uint64(40)
        | np.uint64(data[at + 6]) << np.uint64(48)
        | np.uint64(data[at + 7]) << np.uint64(56)
    )


@kernel
def _last_word(data: Bytes, at: int, end: int, length: int) -> np.uint64:
    """The bytes left over, fewer than eight, and the length of all in the highest byte."""
    word = np.uint64(length & 0xFF) << np.uint64(56)
    for i in range(end - at):
        word |= np.uint64(data[at + i]) << np.uint64(8 * i)
    return word


@kernel
def _siphash(data: Bytes, start: int, end: int, half: np.uint64, other: np.uint64) -> np.uint64:
    a = half ^ np.uint64(0x736F6D6570736575)
    b = other ^ np.uint64(0x646F72616E646F6D)
    c = half ^ np.uint64(0x6C7967656E657261)
    d = other ^ np.uint64(0x7465646279746573)
    whole = (end - start) // 8
    for i in range(whole + 1):
        at = start + 8 * i
        word = _whole_word(data, at) if i < whole else _last_word(data, at, end, end - start)
        d ^= word
        for _ in range(2):
            a, b, c, d = _round(a, b, c, d)
        a ^= word
    c ^= np.uint64(0xFF)
    for _ in range(4):
        a, b, c, d = _round(a, b, c, d)
    return a ^ b ^ c ^ d


@kernel
def _hash_spans(
    data: Bytes,
    starts: Numbers,
    ends: Numbers,
    half: np.uint64,
    other: np.uint64,
    hashes: Numbers,
) -> None:
    for i in range(len(starts)):
        hashes[i] = np.int64(_siphash(data, starts[i], ends[i], half, other))
