"""How a delivered file is divided, and who can read it again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from settlement.delivery.columns import Layout
from settlement.delivery.records import Records
from settlement.delivery.rejects import Reject

type Content = Any  # what was read for one chunk, not yet cut: its reader's own affair


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole records of one file: where they stand, and how many there are at most.

    offset, size: in CSV the bytes of its text, unpacked; in Parquet its rows
    length:       how many bytes of the file, as it lies there, it takes
    records:      blank lines included
    """

    offset: int
    size: int
    length: int
    records: int
    first_line: int


class Reader(Protocol):
    """Reads one form of file again, chunk by chunk."""

    def contents(self, chunks: Iterable[Chunk]) -> Iterator[Content]: ...

    def cut(self, chunk: Chunk, content: Content, layout: Layout) -> Records: ...


@dataclass(frozen=True, slots=True)
class Looked:
    """What the look-through of one form of file found.

    form:     in words, such as "CSV in Windows-1252, gzip"
    overlong: lines too long for any chunk
    """

    form: str
    layout: Layout
    chunks: Sequence[Chunk]
    overlong: Sequence[Reject]
    reader: Reader


class Named(Protocol):
    """Reads a line of column names; raises Refusal where they are not a class list's."""

    def __call__(self, header: str) -> Layout: ...
