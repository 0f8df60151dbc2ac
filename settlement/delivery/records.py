"""The records of one buffer: fields are spans of it, and what is wrong with a record is marked.

CSV (`cutting`) and Parquet (`parquet`) both give these; nothing is copied into Python strings.
"""

import struct
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from settlement.keys.bulk import Bytes, Numbers

MOST_BYTES = 32 * 1024  # of one record; whatever is longer is no member of a class
OVERLONG = f"longer than {MOST_BYTES:,} bytes, or a quote in it is never closed"

type Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one buffer, in order. Blank lines are no records."""

    data: Bytes  # the buffer, doubled quotes mended
    starts: Numbers  # [record, column] of the field in `data`
    ends: Numbers
    lines: Numbers  # the line each record begins on, in its file
    fields: Numbers  # how many fields each record has
    has_nul: Marks
    has_stray_quote: Marks
    is_ascii: Marks
    is_overlong: Marks  # more than MOST_BYTES, though its file's bytes were fewer
    all_utf8: bool  # nobody needs to ask `is_utf8` of single records

    def __len__(self) -> int:
        return len(self.lines)

    def is_utf8(self, record: int) -> bool:
        """Can every field of the record be read as UTF-8?"""
        spans = zip(self.starts[record], self.ends[record], strict=True)
        return all(is_utf8(self.data[start:end]) for start, end in spans)


def is_utf8(data: Bytes | bytes) -> bool:
    """Can the bytes be read as UTF-8? Some 20 GB a second."""
    one = pa.LargeStringArray.from_buffers(
        1, pa.py_buffer(struct.pack("<qq", 0, len(data))), pa.py_buffer(data)
    )
    try:
        one.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
