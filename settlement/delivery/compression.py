"""What a delivered file is, said by its first bytes and not by its name, and its text unpacked.

gzip and zstd are unpacked by Arrow while they are read, several members or frames as one text. No
unpacked copy is written anywhere: a class list in clear must not lie about.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import pyarrow as pa

from settlement.delivery.encodings import SAVE_AS_UTF8, Stream, fill
from settlement.delivery.sources import HEAD_BYTES, Source
from settlement.errors import Refusal

PARQUET = b"PAR1"
_ZSTD_SKIPPABLE = b"\x2a\x4d\x18"  # behind 0x50 to 0x5f: where some programs begin
_REFUSED = {
    b"PK": f"is a spreadsheet or a ZIP file; {SAVE_AS_UTF8}",
    b"\xd0\xcf\x11\xe0": f"is a spreadsheet; {SAVE_AS_UTF8}",
    b"BZh": "is compressed with bzip2; compress it with gzip or zstd instead.",
    b"\xfd7zXZ": "is compressed with xz; compress it with gzip or zstd instead.",
    b"\xff\xfe\0\0": f"is UTF-32; {SAVE_AS_UTF8}",
    b"\0\0\xfe\xff": f"is UTF-32; {SAVE_AS_UTF8}",
    b"PARE": "is an encrypted Parquet file; deliver it without encryption.",
}


class Compression(StrEnum):
    NONE = ""
    GZIP = "gzip"
    ZSTD = "zstd"


def compression_of(head: bytes) -> Compression:
    if head.startswith(b"\x1f\x8b"):
        return Compression.GZIP
    if head.startswith(b"\x28\xb5\x2f\xfd") or (head[1:4] == _ZSTD_SKIPPABLE and head[0] >> 4 == 5):
        return Compression.ZSTD
    return Compression.NONE


def refuse_strange(head: bytes, name: str) -> None:
    """Refuse what is no text, by name."""
    for mark, what in _REFUSED.items():
        if head.startswith(mark):
            raise Refusal(f"{name} {what}")


def head_of(source: Source, compression: Compression) -> bytes:
    """The first bytes of the text in a file; nothing counts as read."""
    if not compression:
        return source.head()
    apart = Source(source.path, source.version, source.file, None, lambda _bytes: None)
    head = bytearray(HEAD_BYTES)
    count = fill(unpacked(apart, compression), memoryview(head))
    source.seek(0)
    inner = bytes(head[:count])
    if compression_of(inner) or inner.startswith(PARQUET):
        raise Refusal(
            f"{source.path.name} is compressed, though what is in it is no text; "
            "deliver that as it is."
        )
    return inner


def unpacked(source: Source, compression: Compression) -> Stream:
    """The text of a file, as bytes."""
    return _Unpacked(source, compression) if compression else source


@dataclass(slots=True)
class _Unpacked:
    source: Source
    compression: Compression
    stream: pa.CompressedInputStream = field(init=False)

    def __post_init__(self) -> None:
        file = pa.PythonFile(_ForArrow(self.source), mode="r")
        self.stream = pa.CompressedInputStream(file, self.compression.value)

    def readinto(self, view: memoryview) -> int:
        try:
            return int(self.stream.readinto(view))
        except OSError as error:
            raise self._refusal(str(error)) from error

    def _refusal(self, why: str) -> Refusal:
        name, place = self.source.path.name, f"byte {self.source.position:,}"
        if "Truncated" in why:
            return Refusal(
                f"{name} ends at {place}, in the middle of its {self.compression} compression, so "
                "it was cut off on its way; nothing was loaded. Ask for the whole file."
            )
        return Refusal(
            f"{name} is damaged shortly before {place}, or does not end where its "
            f"{self.compression} compression ends ({why}); nothing was loaded. Ask for it again."
        )


@dataclass(slots=True)
class _ForArrow:
    """A source as Arrow wants files. Whoever opened it closes it."""

    source: Source
    closed: bool = False

    def read(self, size: int) -> memoryview:
        view = memoryview(bytearray(size))
        return view[: self.source.readinto(view)]

    def close(self) -> None:
        self.closed = True
