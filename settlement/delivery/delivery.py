"""A delivered file, looked through once before anything is loaded.

The look-through gives the file's SHA-256, refuses a file that was cut off, is damaged or is no
class list, and divides it into chunks of whole records. A member's number follows from its place,
so chunks can be loaded in any order, by several streams, with the same result. Memory stays flat.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from settlement.delivery import parquetfile, textfile
from settlement.delivery.chunks import Chunk, Content, Looked
from settlement.delivery.columns import Layout, layout_of
from settlement.delivery.compression import PARQUET
from settlement.delivery.records import Records
from settlement.delivery.rejects import Reject
from settlement.delivery.sources import opened, version_of
from settlement.errors import Refusal
from settlement.progress import Advance

__all__ = ["CHUNK_RECORDS", "Chunk", "Content", "Delivery", "look_through"]

CHUNK_RECORDS = 16 * 1_024  # whole blocks, or member numbers between chunks would be lost


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file as it was looked through."""

    path: Path
    size: int  # bytes
    sha256: str
    looked: Looked

    @property
    def layout(self) -> Layout:
        return self.looked.layout

    @property
    def chunks(self) -> Sequence[Chunk]:
        return self.looked.chunks

    @property
    def overlong(self) -> Sequence[Reject]:
        """Lines too long for any chunk."""
        return self.looked.overlong

    @property
    def form(self) -> str:
        """What kind of file it is, in words."""
        return self.looked.form

    @property
    def records(self) -> int:
        return sum(chunk.records for chunk in self.chunks)

    def contents(self, chunks: Iterable[Chunk]) -> Iterator[Content]:
        """Read chunks, rising, in one pass over the file; some may be left out.

        raises: Refusal when the file is no longer the one that was looked through
        """
        return self.looked.reader.contents(chunks)

    def cut(self, chunk: Chunk, content: Content) -> Records:
        """Cut what `contents` read for a chunk, in any thread, once: it is changed by that."""
        return self.looked.reader.cut(chunk, content, self.layout)


def look_through(
    path: Path,
    *,
    flags: Sequence[str],
    renamed: Mapping[str, str],
    supplement: bool = False,
    seen: Advance = lambda _bytes: None,
) -> Delivery:
    """Read a file from end to end.

    seen:   told how many more bytes of it were read
    raises: Refusal when it cannot be read, was cut off, is damaged, or is no class list
    """
    version = version_of(path)
    if not version.size:
        raise Refusal(f"{path.name} is empty.")
    named = partial(layout_of, flags=flags, renamed=renamed, file=path.name, supplement=supplement)
    with opened(path, version, seen=seen, hashed=True) as source:
        form = parquetfile if source.head().startswith(PARQUET) else textfile
        looked = form.look_through(source, named=named, most=CHUNK_RECORDS)
        return Delivery(path, version.size, source.hexdigest(), looked)
