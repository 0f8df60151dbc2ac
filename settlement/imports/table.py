"""The records of a chunk under our own column names, as spans of one buffer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np

from settlement.delivery.buffers import empty
from settlement.delivery.columns import ABSENT, Layout
from settlement.delivery.records import Records
from settlement.identifiers import fastpath
from settlement.identifiers.fastpath import Marks
from settlement.keys.bulk import Bytes, Numbers, hash_spans
from settlement.keys.hashing import keyed_hash

type Fill = Callable[[Bytes, Numbers, Numbers, Bytes, Numbers, Marks], None]
type FillPair = Callable[[Bytes, fastpath.Pair, Bytes, Numbers, Marks], None]

_SLACK = 16  # bytes a kernel may write beyond its spans, per record: "+1", a space, an initial


@dataclass(frozen=True, slots=True)
class Keys:
    """One keyed hash per record, and whether the record has that identifier at all."""

    values: Numbers
    there: Marks


@dataclass(slots=True)
class Table:
    """Whatever order the file had, `names` gives ours; a column may be absent, that is empty."""

    data: Bytes
    starts: Numbers  # [record, column]
    ends: Numbers
    names: tuple[str, ...]

    @classmethod
    def of(cls, records: Records, layout: Layout) -> Self:
        places = np.array(list(layout.places.values()))
        starts, ends = records.starts[:, places], records.ends[:, places]
        starts[:, places == ABSENT] = ends[:, places == ABSENT] = 0
        return cls(records.data, starts, ends, tuple(layout.places))

    def __len__(self) -> int:
        return len(self.starts)

    def column(self, name: str) -> tuple[Numbers, Numbers]:
        """The starts and ends of one column's spans."""
        place = self.names.index(name)
        starts, ends = empty((2, len(self)), np.int64)
        starts[:], ends[:] = self.starts[:, place], self.ends[:, place]
        return starts, ends

    def filled(self, name: str) -> Marks:
        """Which records have anything in this column."""
        starts, ends = self.column(name)
        return ends > starts

    def text(self, row: int, name: str) -> str:
        place = self.names.index(name)
        return self.data[self.starts[row, place] : self.ends[row, place]].tobytes().decode()

    def fill(self, rows: Numbers, name: str, texts: Bytes) -> None:
        """Write texts of equal length, one after another, into one column of some records."""
        place, length = self.names.index(name), len(texts) // max(1, len(rows))
        self.starts[rows, place] = len(self.data) + length * np.arange(len(rows))
        self.ends[rows, place] = self.starts[rows, place] + length
        self.data = np.concatenate([self.data, texts])

    def blank(self, rows: list[int]) -> None:
        """Forget what some records say, so that nothing reads them."""
        self.starts[rows] = self.ends[rows] = 0

    def blank_but(self, name: str, rows: Numbers) -> None:
        """Forget all but one column of some records."""
        others = np.arange(len(self.names)) != self.names.index(name)
        self.starts[np.ix_(rows, others)] = self.ends[np.ix_(rows, others)] = 0

    def keys(self, name: str, fill: Fill, slow: Callable[[str], str], key: bytes) -> Keys:
        """The hashes of one column: `fill` writes plain canonical forms, `slow` the others."""
        starts, ends = self.column(name)
        forms = _Forms.for_spans(starts, ends)
        fill(self.data, starts, ends, forms.text, forms.bounds, forms.hard)
        return forms.hashed(lambda row: slow(self.text(row, name)), key)

    def pair_keys(
        self, pair: tuple[str, str], fill: FillPair, slow: Callable[[str, str], str], key: bytes
    ) -> Keys:
        """The same of two columns that are compared as one."""
        one, other = pair
        spans = (*self.column(one), *self.column(other))
        forms = _Forms.for_spans(spans[0] + spans[2], spans[1] + spans[3])
        fill(self.data, spans, forms.text, forms.bounds, forms.hard)
        return forms.hashed(lambda row: slow(self.text(row, one), self.text(row, other)), key)

    def has_code(self, name: str) -> Marks:
        """Which records have a letter or digit in this column that a code is read by."""
        there = np.zeros(len(self), np.bool_)
        fastpath.has_code(self.data, *self.column(name), there)
        return there


@dataclass(frozen=True, slots=True)
class _Forms:
    """Canonical forms laid out as Arrow lays out strings, and which are still to be found."""

    text: Bytes
    bounds: Numbers
    hard: Marks

    @classmethod
    def for_spans(cls, starts: Numbers, ends: Numbers) -> Self:
        count = len(starts)
        size = int((ends - starts).sum()) + _SLACK * (count + 1)
        bounds = empty((count + 1,), np.int64)
        bounds[0] = 0
        return cls(empty((size,), np.uint8), bounds, np.zeros(count, bool))

    @property
    def there(self) -> Marks:
        return self.bounds[1:] > self.bounds[:-1]

    def hashed(self, slow: Callable[[int], str], key: bytes) -> Keys:
        values, there = hash_spans(self.text, self.bounds[:-1], self.bounds[1:], key), self.there
        for row in np.flatnonzero(self.hard):
            canonical = slow(int(row))
            there[row] = bool(canonical)
            values[row] = keyed_hash(key, canonical.encode())
        return Keys(values, there)
