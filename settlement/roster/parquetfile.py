"""A delivered Parquet file: refused by name, as it cannot be read yet."""

from settlement.errors import Refusal
from settlement.roster.chunks import Looked, Named
from settlement.roster.sources import Source


def look_through(source: Source, *, named: Named, most: int) -> Looked:
    raise Refusal(f"{source.path.name} is a Parquet file; save it as CSV in UTF-8 and import that.")
