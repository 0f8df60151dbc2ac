"""Write an invented class as a roster file: CSV or Parquet by the file's ending, block by block."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from settlement.errors import Refusal
from settlement.roster.synthetic import MOST, SyntheticClass


def write(
    path: Path, members: SyntheticClass, *, written: Callable[[int], None] = lambda _rows: None
) -> None:
    """Write the file; the same class gives the same bytes.

    written: told how many more members were written
    raises:  Refusal for another ending than .csv or .parquet, or too large a class
    """
    if not 0 < members.members < MOST:
        raise Refusal(f"A class has at least one member here, and fewer than {MOST:,}.")
    if path.suffix not in (".csv", ".parquet"):
        raise Refusal(f"{path.name} ends neither in .csv nor in .parquet; name it so.")
    schema = members.table(np.arange(1)).schema
    with pa.OSFile(str(path), "wb") as file, _writer(path.suffix, file, schema) as writer:
        for block in members.blocks():
            writer.write_table(block)
            written(len(block))


def _writer(
    suffix: str, file: pa.NativeFile, schema: pa.Schema
) -> arrow_csv.CSVWriter | parquet.ParquetWriter:
    if suffix == ".parquet":
        return parquet.ParquetWriter(file, schema, compression="zstd")
    # No cell of an invented class needs quotes; Arrow would put them round the header's names.
    file.write(f"{','.join(schema.names)}\n".encode())
    plain = arrow_csv.WriteOptions(include_header=False, quoting_style="none")
    return arrow_csv.CSVWriter(file, schema, write_options=plain)
