"""A delivered CSV, packed or not, in whatever encoding: looked through, and read again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from settlement.delivery.buffers import room
from settlement.delivery.chunks import Chunk, Looked, Named
from settlement.delivery.columns import Layout
from settlement.delivery.compression import (
    Compression,
    compression_of,
    head_of,
    refuse_strange,
    unpacked,
)
from settlement.delivery.cutting import cut
from settlement.delivery.encodings import (
    SAVE_AS_UTF8,
    UTF8,
    UTF16,
    WINDOWS,
    FromUtf16,
    Stream,
    fill,
    from_windows,
    of_utf16,
)
from settlement.delivery.lookthrough import Walk
from settlement.delivery.records import Records, is_utf8
from settlement.delivery.sources import Source, Version, changed, opened, refuse_changed
from settlement.errors import Refusal
from settlement.keys.bulk import Bytes

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Form:
    """How the text lies in the file."""

    compression: Compression
    encoding: str

    def __str__(self) -> str:
        packed = f", {self.compression}" if self.compression else ""
        return f"CSV in {self.encoding}{packed}"

    @property
    def can_seek(self) -> bool:
        """Is a place in the text a place in the file?"""
        return not self.compression and self.encoding not in UTF16

    def text(self, source: Source) -> Stream:
        """The text as bytes: as UTF-8, or as Windows-1252, which `cut` knows."""
        stream = unpacked(source, self.compression)
        if self.encoding in UTF16:
            return FromUtf16(stream, self.encoding, source.path.name)
        return stream


@dataclass(frozen=True, slots=True)
class TextFile:
    """A CSV that was looked through."""

    path: Path
    version: Version
    form: Form

    def contents(self, chunks: Iterable[Chunk]) -> Iterator[Bytes]:
        """The bytes of each chunk, and a line break behind them."""
        with opened(self.path, self.version) as source:
            text, at = self.form.text(source), 0
            for chunk in chunks:
                if self.form.can_seek:
                    source.seek(chunk.offset)
                else:
                    _skip(text, chunk.offset - at)
                data = room(chunk.size)
                if fill(text, memoryview(data)[: chunk.size]) < chunk.size:
                    raise changed(self.path)
                refuse_changed(self.path, self.version)
                yield data
                at = chunk.offset + chunk.size

    def cut(self, chunk: Chunk, content: Bytes, layout: Layout) -> Records:
        return cut(
            from_windows(content) if self.form.encoding == WINDOWS else content,
            delimiter=layout.delimiter,
            columns=layout.width,
            most=chunk.records,
            first_line=chunk.first_line,
        )


def look_through(source: Source, *, named: Named, most: int) -> Looked:
    """Walk through the text from end to end.

    most:   records of a chunk
    raises: Refusal when it was cut off, is damaged, has other columns, or is in an encoding that
            we do not know
    """
    name, compression = source.path.name, compression_of(source.head())
    refuse_strange(source.head(), name)
    head = head_of(source, compression)
    refuse_strange(head, name)
    form = Form(compression, of_utf16(head) or UTF8)
    walk = Walk(form.text(source), name, most)
    header = walk.header()
    layout = named(_decoded(header))
    walk.to_the_end(delimiter=layout.delimiter, width=layout.width)
    if form.encoding == UTF8:
        form = replace(form, encoding=walk.accents.encoding(name))
    if form.encoding == UTF8 and not is_utf8(header):
        raise Refusal(f"The column names of {name} are not UTF-8; {SAVE_AS_UTF8}")
    chunks = _as_they_lie(walk.chunks, text_size=walk.offset, file_size=source.version.size)
    return Looked(
        str(form), layout, chunks, walk.overlong, TextFile(source.path, source.version, form)
    )


def _decoded(header: bytes) -> str:
    """The column names, before all accents were seen."""
    return header.decode() if is_utf8(header) else header.decode("cp1252", "replace")


def _as_they_lie(chunks: Sequence[Chunk], *, text_size: int, file_size: int) -> Sequence[Chunk]:
    """Give each chunk its share of the file's bytes."""

    def lies_at(offset: int) -> int:
        return offset * file_size // text_size

    return [
        replace(chunk, length=lies_at(chunk.offset + chunk.size) - lies_at(chunk.offset))
        for chunk in chunks
    ]


def _skip(text: Stream, size: int) -> None:
    scratch = memoryview(bytearray(min(size, _BLOCK)))
    while size:
        size -= fill(text, scratch[: min(size, _BLOCK)])
