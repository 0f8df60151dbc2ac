"""A delivered file, looked through once before anything is loaded.

The look-through gives the file's SHA-256, refuses a file that was cut off or is no UTF-8, and
cuts it into chunks of whole records. A member's number follows from its place, so chunks can be
loaded in any order, by several streams, with the same result. Memory stays flat: one block of the
file and one line a chunk.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from settlement.errors import Refusal
from settlement.roster.blocks import MEMBERS
from settlement.roster.columns import Layout, layout_of
from settlement.roster.records import (
    MOST_BYTES,
    OPEN,
    OPEN_QUOTE,
    TOO_LONG,
    Records,
    cut,
    record_ends,
)
from settlement.roster.rejects import Reject

READ_BYTES = 8 * 1024 * 1024
CHUNK_RECORDS = 64 * MEMBERS
CHUNK_BYTES = 8 * READ_BYTES  # a chunk of very long lines ends here
SAMPLE_LINES = 20  # so many lines with accents and none of them UTF-8: the file is something else
UTF8_MARK = b"\xef\xbb\xbf"
SAVE_AS_UTF8 = "save it as CSV in UTF-8 and import that."
STRANGE = {
    b"\xff\xfe": "is UTF-16",
    b"\xfe\xff": "is UTF-16",
    b"\x1f\x8b": "is compressed with gzip",
    b"\x28\xb5\x2f\xfd": "is compressed with zstd",
    b"PK": "is a spreadsheet or a ZIP file",
    b"PAR1": "is a Parquet file",
}

type Content = bytes  # what was read for one chunk, not yet cut


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole records of one file: where they stand, and how many there are at most."""

    offset: int
    length: int
    records: int  # blank lines included
    first_line: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file as it was looked through."""

    path: Path
    layout: Layout
    size: int  # bytes
    sha256: str
    chunks: tuple[Chunk, ...]
    overlong: tuple[Reject, ...]  # lines too long for any chunk

    @property
    def records(self) -> int:
        return sum(chunk.records for chunk in self.chunks)

    def contents(self, chunks: Iterable[Chunk]) -> Iterator[Content]:
        """Read chunks, rising, in one pass over the file; some may be left out."""
        with self.path.open("rb") as file:
            for chunk in chunks:
                file.seek(chunk.offset)
                yield file.read(chunk.length)

    def read(self, chunk: Chunk) -> Records:
        """Read and cut one chunk."""
        (content,) = self.contents([chunk])
        return self.cut(chunk, content)

    def cut(self, chunk: Chunk, content: Content) -> Records:
        """Cut what `contents` read for a chunk, in any thread."""
        return cut(
            content,
            delimiter=self.layout.delimiter,
            columns=self.layout.width,
            most=chunk.records,
            first_line=chunk.first_line,
        )


def look_through(
    path: Path,
    *,
    flags: Sequence[str],
    renamed: Mapping[str, str],
    seen: Callable[[int], None] = lambda _bytes: None,
) -> Delivery:
    """Read a file from end to end.

    seen:   told how many more bytes were read
    raises: Refusal when the file is cut off, is no UTF-8 text, or has other columns
    """
    with path.open("rb") as file:
        first = file.read(READ_BYTES)
        header, start = _header(first, path.name)
        layout = layout_of(header, flags=flags, renamed=renamed, file=path.name)
        _refuse_other_encodings(first, path.name)
        walk = _Walk(file, path.name, layout, rest=first[start:], offset=start, seen=seen)
        walk.sha256.update(first)
        seen(len(first))
        walk.to_the_end()
    return Delivery(
        path=path,
        layout=layout,
        size=walk.offset,
        sha256=walk.sha256.hexdigest(),
        chunks=tuple(walk.chunks),
        overlong=tuple(walk.overlong),
    )


@dataclass(slots=True)
class _Walk:
    """The walk through a file: `rest` is what was read but not yet cut, and stands at `offset`."""

    file: BinaryIO
    name: str
    layout: Layout
    rest: bytes
    offset: int
    seen: Callable[[int], None]
    line: int = 2
    ended: bool = False
    chunks: list[Chunk] = field(default_factory=list)
    overlong: list[Reject] = field(default_factory=list)
    sha256: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def to_the_end(self) -> None:
        ends = np.zeros(CHUNK_RECORDS, np.int64)
        while self.rest or not self.ended:
            data = np.frombuffer(self.rest, np.uint8)
            count, stop = record_ends(data, ord(self.layout.delimiter), ends)
            wants_more = count < CHUNK_RECORDS and stop != TOO_LONG
            if wants_more and not self.ended and len(self.rest) < CHUNK_BYTES:
                self._read_more()
                continue
            whole = int(ends[count - 1]) if count else 0
            if self.ended and stop in (OPEN, OPEN_QUOTE):
                self._refuse_half_a_record(whole, in_quotes=stop == OPEN_QUOTE)
                whole, count = len(self.rest), count + 1
            self._take(whole, count)
            if stop == TOO_LONG:
                self._skip_line()

    def _read_more(self) -> None:
        block = self.file.read(READ_BYTES)
        self.sha256.update(block)
        self.seen(len(block))
        self.ended = not block
        self.rest += block

    def _take(self, length: int, records: int) -> None:
        if length:
            self.chunks.append(Chunk(self.offset, length, records, self.line))
        self._advance(length)

    def _advance(self, length: int) -> None:
        self.line += self.rest.count(b"\n", 0, length)
        self.offset += length
        self.rest = self.rest[length:]

    def _skip_line(self) -> None:
        """Leave out a line longer than any member's; it is never held whole."""
        reason = f"longer than {MOST_BYTES:,} bytes, or a quote in it is never closed"
        self.overlong.append(Reject(self.line, reason))
        while (end := self.rest.find(b"\n")) < 0 and not self.ended:
            self._advance(len(self.rest))
            self._read_more()
        self._advance(end + 1 if end >= 0 else len(self.rest))

    def _refuse_half_a_record(self, start: int, *, in_quotes: bool) -> None:
        """A last line without its line break is taken only where it has all its fields."""
        width = self.layout.width
        last = cut(
            self.rest[start:], delimiter=self.layout.delimiter, columns=width, most=1, first_line=0
        )
        if in_quotes or (len(last) and last.fields[0] < width):
            line = self.line + self.rest.count(b"\n", 0, start)
            raise Refusal(
                f"{self.name} ends in the middle of line {line}, so it was cut off on its way; "
                "nothing was loaded. Ask for the whole file."
            )


def _header(first: bytes, name: str) -> tuple[str, int]:
    """The first line and the place behind it, past the mark that UTF-8 files may begin with."""
    for mark, what in STRANGE.items():
        if first.startswith(mark):
            raise Refusal(f"{name} {what}; save it as CSV in UTF-8 and import that.")
    start = len(UTF8_MARK) if first.startswith(UTF8_MARK) else 0
    end = first.find(b"\n", start) + 1
    if not 0 < end - start <= MOST_BYTES:
        raise Refusal(f"{name} has no line of column names at its start, or nothing below it.")
    try:
        return first[start:end].decode().strip("\r\n"), end
    except UnicodeDecodeError:
        raise Refusal(f"The column names of {name} are not UTF-8; {SAVE_AS_UTF8}") from None


def _refuse_other_encodings(first: bytes, name: str) -> None:
    """Refuse a file whose every accent is wrong; a wrong line among right ones is a reject."""
    lines = [line for line in first.split(b"\n")[:-1] if not line.isascii()]
    if len(lines) >= SAMPLE_LINES and not any(map(_is_utf8, lines)):
        raise Refusal(f"{name} is not UTF-8, perhaps Windows-1252; {SAVE_AS_UTF8}")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
