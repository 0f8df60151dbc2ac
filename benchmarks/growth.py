"""How the import and the look-ups grow with the class list: one linearly, the other not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from benchmarks.importing import Imported
from benchmarks.lookups import EMAIL, Measured
from benchmarks.report import Row

LINEAR = 1.3  # of the smallest size's time for each member, at most
FLAT = 1.5  # of the smallest size's time for a look-up, at most


@dataclass(frozen=True)
class Size:
    """microseconds: of the import, for each member; look_up: by e-mail, milliseconds, p50"""

    members: int
    microseconds: float
    look_up: float


def of(imported: Imported, measured: Measured) -> Size:
    microseconds = 1e6 * imported.importing.seconds / imported.members
    return Size(imported.members, microseconds, measured.single.of(EMAIL, 0.5))


def rows(sizes: Sequence[Size]) -> list[Row]:
    """Each size but the first beside the first; nothing to tell of one size alone."""
    first, *larger = sizes
    return list(chain.from_iterable(_beside(size, first) for size in larger))


def _beside(size: Size, first: Size) -> list[Row]:
    of = f"{size.members:,} beside {first.members:,}"
    return [
        Row(f"import for each member, {of}", size.microseconds, "us", first.microseconds, LINEAR),
        Row(f"look-up by {EMAIL} p50, {of}", size.look_up, "ms", first.look_up, FLAT),
    ]
