"""A delivered Parquet file: looked through, and read again, both as a stream of rows.

Its rows are its lines, counted from 1. Numbers, booleans and nulls become text as people write
them: 12345, true, nothing. The text stays where Arrow put it, as spans of one buffer.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from settlement.delivery.arrowtext import can_be_text, records_of
from settlement.delivery.chunks import Chunk, Looked, Named
from settlement.delivery.columns import Layout
from settlement.delivery.records import Records
from settlement.delivery.sources import Source, Version, opened, refuse_changed
from settlement.errors import Refusal

_BUFFER = 1 << 20  # of each column; a row group may be larger than memory
_BATCH = 16_384  # rows that are decoded at once


@dataclass(frozen=True, slots=True)
class ParquetFile:
    """A Parquet file that was looked through."""

    path: Path
    version: Version

    def contents(self, chunks: Iterable[Chunk]) -> Iterator[pa.Table]:
        """The rows of each chunk."""
        with opened(self.path, self.version), _refused_if_damaged(self.path.name):
            rows = None
            for chunk in chunks:
                rows = rows or _Rows.near(_open(self.path), chunk.offset)
                table = rows.take(chunk.offset, chunk.size)
                refuse_changed(self.path, self.version)
                yield table

    def cut(self, chunk: Chunk, content: pa.Table, layout: Layout) -> Records:
        return records_of(content, first_line=chunk.first_line)


def look_through(source: Source, *, named: Named, most: int) -> Looked:
    """Decode everything once, and hash the file beside it.

    most:   records of a chunk
    raises: Refusal when it was cut off, is damaged, or has columns that are no class list's
    """
    name, size = source.path.name, source.version.size
    with _refused_if_damaged(name):
        file = _open(source.path)
        layout = named(_header(file.schema_arrow.names))
        _refuse_types(file.schema_arrow, name)
        rows, done = file.metadata.num_rows, 0
        for batch in _batches(file, first_group=0):
            done += len(batch)
            source.read_on(done * size // rows)
        source.read_on(size)
    chunks = [
        _chunk(row, min(most, rows - row), size=size, rows_of_file=rows)
        for row in range(0, rows, most)
    ]
    return Looked("Parquet", layout, chunks, (), ParquetFile(source.path, source.version))


def _open(path: Path) -> parquet.ParquetFile:
    return parquet.ParquetFile(
        path, pre_buffer=False, buffer_size=_BUFFER, page_checksum_verification=True
    )


def _batches(file: parquet.ParquetFile, *, first_group: int) -> Iterator[pa.RecordBatch]:
    groups = range(first_group, file.num_row_groups)
    return iter(file.iter_batches(_BATCH, row_groups=groups, use_threads=False))


def _header(names: Sequence[str]) -> str:
    """The column names as the first line of a CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(names)
    return line.getvalue()


def _chunk(row: int, rows: int, *, size: int, rows_of_file: int) -> Chunk:
    """So many rows from one on, and their share of the file's bytes."""
    length = (row + rows) * size // rows_of_file - row * size // rows_of_file
    return Chunk(row, rows, length, rows, first_line=row + 1)


def _refuse_types(schema: pa.Schema, name: str) -> None:
    odd = [f'the column "{one.name}" is {one.type}' for one in schema if not can_be_text(one.type)]
    if odd:
        raise Refusal(
            f"{name} cannot be read as a class list: {'; '.join(odd)}. Deliver it as text."
        )


@contextmanager
def _refused_if_damaged(name: str) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise Refusal(
            f"{name} is a Parquet file that was cut off or damaged on its way; nothing was "
            "loaded. Ask for it again."
        ) from error


@dataclass(slots=True)
class _Rows:
    """Rows in their order: `rest` was decoded and not yet taken, and begins with row `at`."""

    batches: Iterator[pa.RecordBatch]
    at: int
    rest: pa.RecordBatch

    @classmethod
    def near(cls, file: parquet.ParquetFile, row: int) -> "_Rows":
        """Rows from the beginning of the row group that a row is in."""
        at = group = 0
        while at + (rows := file.metadata.row_group(group).num_rows) <= row:
            at, group = at + rows, group + 1
        batches = _batches(file, first_group=group)
        return cls(batches, at, next(batches))

    def take(self, row: int, count: int) -> pa.Table:
        """So many rows from one on; those before it are passed over."""
        while self.at < row:
            self._next(row - self.at)
        parts = []
        while count:
            parts.append(self._next(count))
            count -= len(parts[-1])
        return pa.Table.from_batches(parts)

    def _next(self, most: int) -> pa.RecordBatch:
        """At least one more row, and at most so many."""
        while not len(self.rest):
            self.rest = next(self.batches)
        part = self.rest.slice(0, most)
        self.rest = self.rest.slice(len(part))
        self.at += len(part)
        return part
