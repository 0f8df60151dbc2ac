"""Memory for one chunk's arrays, from Arrow's pool.

The pool keeps what is freed for the next chunk. `numpy.empty` gives megabytes back each time, and
having their pages mapped again takes as long as cutting the chunk into fields.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

WORD_BYTES = 8
NEWLINE = 10


def empty[T: np.generic](shape: tuple[int, ...], dtype: type[T]) -> NDArray[T]:
    """An array of whatever values happen to be there."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    return np.frombuffer(pa.allocate_buffer(size), dtype).reshape(shape)


def room(size: int) -> NDArray[np.uint8]:
    """Room for the text of whole records, as `cutting.cut` wants it: whole words, and behind the
    text line breaks, at least one."""
    data = empty(((size // WORD_BYTES + 1) * WORD_BYTES,), np.uint8)
    data[size:] = NEWLINE
    return data
