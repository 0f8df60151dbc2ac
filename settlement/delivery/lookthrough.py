"""The walk through a delivered CSV: it finds whole records and gathers them into chunks.

Of the file one block is in memory, and the record that the end of the last block cut in two.
"""

from dataclasses import dataclass, field

import numpy as np

from settlement.delivery.buffers import NEWLINE, room
from settlement.delivery.chunks import Chunk
from settlement.delivery.cutting import OPEN_QUOTE, TOO_LONG, cut, scan
from settlement.delivery.encodings import UTF8_MARK, Accents, Stream, fill
from settlement.delivery.records import MOST_BYTES, OVERLONG
from settlement.delivery.rejects import Reject
from settlement.errors import Refusal
from settlement.keys.bulk import Bytes

READ_BYTES = 2 * 1024 * 1024
CHUNK_BYTES = 8 * READ_BYTES  # a chunk of very long lines ends about here


def _buffer() -> Bytes:
    """Room for a block behind the half of a record, and for the line break that `scan` wants."""
    return room(MOST_BYTES + READ_BYTES)


@dataclass(slots=True)
class Walk:
    """The walk through one text. `data[start:stop]` was read and not yet taken; it stands at
    `offset` of the text, and there begins `line`."""

    text: Stream
    name: str
    chunk_records: int
    accents: Accents = field(default_factory=Accents)
    chunks: list[Chunk] = field(default_factory=list)
    overlong: list[Reject] = field(default_factory=list)
    offset: int = 0
    line: int = 1
    data: Bytes = field(default_factory=_buffer)
    start: int = 0
    stop: int = 0
    ended: bool = False
    chunk_offset: int = 0  # of the chunk that is being gathered
    chunk_line: int = 1
    records: int = 0

    def header(self) -> bytes:
        """The first line, without the mark that UTF-8 files may begin with."""
        self._read()
        first = self.data[self.start : self.stop][: MOST_BYTES + len(UTF8_MARK)].tobytes()
        end = first.find(b"\n") + 1
        if not end:
            raise Refusal(
                f"{self.name} has no line of column names at its start, or nothing below it."
            )
        self._take(1, self.start + end, breaks=1)
        self._begin_chunk()
        return first[:end].removeprefix(UTF8_MARK).strip(b"\r\n")

    def to_the_end(self, *, delimiter: str, width: int) -> None:
        """Walk through all records.

        raises: Refusal when the text ends in the middle of one that has not `width` fields
        """
        words, separator = self.data.view(np.uint64), ord(delimiter)
        while True:
            count, end, breaks, why = scan(
                self.data,
                words,
                self.start,
                self.stop,
                separator,
                self.chunk_records - self.records,
            )
            self._take(count, end, breaks)
            if why == TOO_LONG:
                self._end_chunk()
                self._skip_line()
            elif self._is_full():
                self._end_chunk()
            elif self.ended:
                break
            else:
                self._read()
        if self.start < self.stop:
            self._take_last(delimiter, width, in_quotes=why == OPEN_QUOTE)
        self._end_chunk()

    def _read(self) -> None:
        """Put another block behind what is left of the last one."""
        left = self.data[self.start : self.stop]
        self.start = MOST_BYTES - len(left)
        self.data[self.start : MOST_BYTES] = left
        count = fill(self.text, memoryview(self.data)[MOST_BYTES : MOST_BYTES + READ_BYTES])
        self.stop = MOST_BYTES + count
        self.data[self.stop] = NEWLINE
        self.ended = count < READ_BYTES

    def _take(self, records: int, end: int, breaks: int) -> None:
        self.accents.add(self.data[self.start : end])
        self.records += records
        self.line += breaks
        self._pass(end)

    def _pass(self, end: int) -> None:
        self.offset += end - self.start
        self.start = end

    def _is_full(self) -> bool:
        too_large = self.offset - self.chunk_offset >= CHUNK_BYTES
        return self.records == self.chunk_records or too_large

    def _end_chunk(self) -> None:
        if self.records:
            size = self.offset - self.chunk_offset
            self.chunks.append(Chunk(self.chunk_offset, size, size, self.records, self.chunk_line))
        self._begin_chunk()

    def _begin_chunk(self) -> None:
        self.chunk_offset, self.chunk_line, self.records = self.offset, self.line, 0

    def _skip_line(self) -> None:
        """Leave out a line longer than any member's; it is never held whole."""
        self.overlong.append(Reject(self.line, OVERLONG))
        while (found := self._newline()) < 0 and not self.ended:
            self._pass(self.stop)
            self._read()
        self._pass(found + 1 if found >= 0 else self.stop)
        self.line += 1
        self._begin_chunk()

    def _newline(self) -> int:
        found = np.flatnonzero(self.data[self.start : self.stop] == NEWLINE)
        return self.start + int(found[0]) if len(found) else -1

    def _take_last(self, delimiter: str, width: int, *, in_quotes: bool) -> None:
        """A last line without its line break is taken only where it has all its fields."""
        size = self.stop - self.start
        content = room(size)
        content[:size] = self.data[self.start : self.stop]
        last = cut(content, delimiter=delimiter, columns=width, most=1, first_line=self.line)
        if in_quotes or (len(last) and last.fields[0] < width):
            raise Refusal(
                f"{self.name} ends in the middle of line {self.line}, so it was cut off on its "
                "way; nothing was loaded. Ask for the whole file."
            )
        self._take(1, self.stop, breaks=0)
