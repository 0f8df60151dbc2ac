"""Write an invented class as a roster file: CSV or Parquet by the file's ending, block by block.

The blocks are made by as many threads as there are cores and written in their order: Arrow works
without the interpreter's lock. So the bytes are the same on every machine, and memory is flat.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from settlement.errors import Refusal
from settlement.progress import Advance
from settlement.synthetic.draws import Rows
from settlement.synthetic.synthetic import MOST, SyntheticClass

AHEAD = 2  # blocks a thread may be before what is written


def write(
    path: Path,
    members: SyntheticClass,
    *,
    threads: int | None = None,
    written: Advance = lambda _rows: None,
) -> None:
    """Write the file; the same class gives the same bytes, however many threads make it.

    threads: None for one a core
    written: told how many more members were written
    raises:  Refusal for another ending than .csv or .parquet, or too large a class
    """
    if not 0 < members.members < MOST:
        raise Refusal(f"A class has at least one member here, and fewer than {MOST:,}.")
    writer = {".csv": _csv, ".parquet": _parquet}.get(path.suffix)
    if writer is None:
        raise Refusal(f"{path.name} ends neither in .csv nor in .parquet; name it so.")
    with pa.OSFile(str(path), "wb") as file:
        writer(file, members, threads or os.process_cpu_count() or 1, written)


def _csv(file: pa.NativeFile, members: SyntheticClass, threads: int, written: Advance) -> None:
    # No cell of an invented class needs quotes; Arrow would put them round the header's names.
    file.write(f"{','.join(members.columns)}\n".encode())
    plain = arrow_csv.WriteOptions(include_header=False, quoting_style="none")

    def lines(rows: Rows) -> tuple[pa.Buffer, int]:
        table, sink = members.table(rows), pa.BufferOutputStream()
        arrow_csv.write_csv(table, sink, plain)
        return sink.getvalue(), len(table)

    for text, count in _in_order(lines, members.spans(), threads):
        file.write(text)
        written(count)


def _parquet(file: pa.NativeFile, members: SyntheticClass, threads: int, written: Advance) -> None:
    with parquet.ParquetWriter(file, members.schema, compression="zstd") as writer:
        for table in _in_order(members.table, members.spans(), threads):
            writer.write_table(table)
            written(len(table))


def _in_order[T](make: Callable[[Rows], T], spans: Iterator[Rows], threads: int) -> Iterator[T]:
    """What `make` gives for each span, in their order; some are made ahead, never all."""
    made: deque[Future[T]] = deque()
    with _threads(threads) as pool:
        for rows in spans:
            made.append(pool.submit(make, rows))
            if len(made) > AHEAD * threads:
                yield made.popleft().result()
        while made:
            yield made.popleft().result()


@contextmanager
def _threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that leave undone what nobody waits for when the block ends with an error."""
    pool = ThreadPoolExecutor(count)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
