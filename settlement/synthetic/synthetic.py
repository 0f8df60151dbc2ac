"""A class that does not exist: the same members for the same seed, as many as are asked for.

Every cell is computed from the seed, the member's place and the column alone. So members are made
in blocks, memory stays flat, and some members can be made again without the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from settlement.delivery.columns import COLUMNS
from settlement.identifiers import minting, normalise, notice_ids
from settlement.synthetic import draws, invented
from settlement.synthetic.draws import Rows

BLOCK = 65_536  # members made at once
FAMILY = 40  # of so many members in a row the last two share a phone
MOST = 10**8  # members and claimants; their numbers are all different below it

_EXCHANGES = [str(n) for n in range(200, 1000) if n % 100 != 11 and n != 555]
_LINES = [f"{n:04}" for n in range(10_000)]
_ZIP_ENDS = [f"{n:02}" for n in range(100)]
_PHONES = len(invented.AREA_CODES) * len(_EXCHANGES) * 10_000


def _letters(names: Sequence[str]) -> list[str]:
    return [normalise.family_name(name) for name in names]


def _places() -> tuple[list[int], list[str], list[str], list[str]]:
    """For each city: its state's share of the people, its own name, state and ZIP area."""
    weights, states, cities, areas = [], [], [], []
    for line in invented.PLACES.strip().splitlines():
        state, weight, *rest = line.split()
        for city, area in zip(rest[::2], rest[1::2], strict=True):
            weights.append(int(weight) * 1_000 // (len(rest) // 2))
            states.append(state)
            cities.append(city.replace("_", " "))
            areas.append(area)
    return weights, states, cities, areas


_WEIGHTS, _STATES, _CITIES, _ZIP_AREAS = _places()
_BOUNDS = np.cumsum(_WEIGHTS)


@dataclass(frozen=True, slots=True)
class SyntheticClass:
    """So many invented members.

    flag_rates: flag -> the share of members for whom it is true; for one in a hundred it is unknown
    """

    members: int
    seed: int = 1
    flag_rates: Mapping[str, float] = field(default_factory=lambda: {"illinois_creator": 0.0157})

    @property
    def columns(self) -> tuple[str, ...]:
        return (*COLUMNS, *self.flag_rates)

    @property
    def schema(self) -> pa.Schema:
        return self.table(np.arange(1)).schema

    def spans(self) -> Iterator[Rows]:
        """The places of all members in order, a block at a time."""
        for start in range(0, self.members, BLOCK):
            yield np.arange(start, min(start + BLOCK, self.members))

    def blocks(self) -> Iterator[pa.Table]:
        """All members in order."""
        return map(self.table, self.spans())

    def table(self, rows: Rows) -> pa.Table:
        """The members at some places, 0 the first. A place behind the last is a person like the
        others who is not a member."""
        first, last = self._names(rows)
        cells = {
            "member_ref": _join("M", pc.utf8_lpad(_digits(rows + 1), 9, "0")),
            "notice_id": self.notice_ids(rows),
            "confirmation_code": self.codes(rows),
            "email": self._emails(rows),
            "phone": self._phones(rows),
            "username": self._usernames(rows),
            "first_name": first,
            "last_name": last,
            **self._addresses(rows),
            **{name: self._flag(rows, name, rate) for name, rate in self.flag_rates.items()},
        }
        return pa.table({name: cells[name] for name in self.columns})

    def notice_ids(self, rows: Rows) -> pa.Array:
        texts = minting.notice_ids(draws.draw(rows, seed=self.seed, label="notice_id"))
        return _grouped(texts, length=minting.ID_LENGTH, size=notice_ids.ID_GROUP)

    def codes(self, rows: Rows) -> pa.Array:
        texts = minting.codes(draws.draw(rows, seed=self.seed, label="code"))
        return _grouped(texts, length=minting.CODE_LENGTH, size=notice_ids.CODE_GROUP)

    def numbers(self, rows: Rows) -> Rows:
        """A number for each place, all different, in no visible order."""
        return (rows * 61_803_399 + self.seed * 7_919) % MOST

    def _below(self, bound: int, rows: Rows, label: str) -> Rows:
        return draws.below(bound, rows, seed=self.seed, label=label)

    def _pick(self, words: Sequence[str], rows: Rows, label: str) -> pa.Array:
        return pa.array(words).take(pa.array(self._below(len(words), rows, label)))

    def _maybe(self, cells: pa.Array, rows: Rows, label: str, share: float) -> pa.Array:
        """The cells, each there in so many of one cases."""
        there = draws.chance(rows, seed=self.seed, label=f"has {label}") < share
        return pc.if_else(pa.array(there), cells, pa.scalar(None, pa.string()))

    def _name_places(self, rows: Rows) -> tuple[Rows, Rows]:
        """Places in the lists of names; those at the front are the more common."""
        places = []
        for label, names in (("first", invented.FIRST_NAMES), ("last", invented.LAST_NAMES)):
            fraction = draws.chance(rows, seed=self.seed, label=f"{label} name")
            places.append((fraction * np.sqrt(fraction) * len(names)).astype(np.int64))
        return places[0], places[1]

    def _names(self, rows: Rows) -> tuple[pa.Array, pa.Array]:
        first, last = self._name_places(rows)
        capitals = pa.array(self._below(10, rows, "capitals") == 0)  # as old systems keep names
        return tuple(
            pc.if_else(capitals, pc.utf8_upper(names), names)
            for names in (_take(invented.FIRST_NAMES, first), _take(invented.LAST_NAMES, last))
        )

    def _emails(self, rows: Rows) -> pa.Array:
        first, last = self._name_places(rows)
        given, family = _take(_FIRST_LETTERS, first), _take(_LAST_LETTERS, last)
        number = _digits(self.numbers(rows))
        initial = pc.utf8_slice_codeunits(given, 0, 1)
        local = pc.choose(
            pa.array(self._below(3, rows, "e-mail form")),
            _join(given, ".", family, number),
            _join(given, family, number),
            _join(initial, family, "_", number),
        )
        domain = self._pick(invented.MAIL_DOMAINS, rows, "e-mail domain")
        return self._maybe(_join(local, "@", domain), rows, "email", 0.93)

    def _phones(self, rows: Rows) -> pa.Array:
        of = np.where(rows % FAMILY == FAMILY - 1, rows - 1, rows)
        number = (of * 1_640_531_513 + self.seed * 104_729) % _PHONES
        line = _take(_LINES, number % 10_000)
        exchange = _take(_EXCHANGES, number // 10_000 % len(_EXCHANGES))
        area = _take(invented.AREA_CODES, number // 10_000 // len(_EXCHANGES))
        form = pc.choose(
            pa.array(self._below(4, rows, "phone form")),
            _join("(", area, ") ", exchange, "-", line),
            _join(area, "-", exchange, "-", line),
            _join("+1", area, exchange, line),
            _join(area, exchange, line),
        )
        return self._maybe(form, rows, "phone", 0.86)

    def _usernames(self, rows: Rows) -> pa.Array:
        name = _join(
            self._pick(invented.NICKNAMES, rows, "nickname"),
            self._pick(["", ".", "_"], rows, "username form"),
            self._pick(invented.NOUNS, rows, "noun"),
            _digits(self.numbers(rows)),
        )
        return self._maybe(name, rows, "username", 0.96)

    def _addresses(self, rows: Rows) -> dict[str, pa.Array]:
        place = np.searchsorted(_BOUNDS, self._below(int(_BOUNDS[-1]), rows, "city"), "right")
        line1 = _join(
            _digits(1 + self._below(9_899, rows, "house")),
            " ",
            self._pick(invented.STREETS, rows, "street"),
            " ",
            self._pick(invented.STREET_KINDS, rows, "street kind"),
        )
        line2 = _join("Apt ", _digits(1 + self._below(400, rows, "flat")))
        return {
            "line1": line1,
            "line2": self._maybe(line2, rows, "line2", 0.22),
            "city": _take(_CITIES, place),
            "state": _take(_STATES, place),
            "zip": _join(_take(_ZIP_AREAS, place), self._pick(_ZIP_ENDS, rows, "zip")),
        }

    def _flag(self, rows: Rows, name: str, rate: float) -> pa.Array:
        true = pa.array(draws.chance(rows, seed=self.seed, label=f"flag {name}") < rate)
        return self._maybe(pc.if_else(true, "true", "false"), rows, f"flag {name}", 0.99)


_FIRST_LETTERS, _LAST_LETTERS = _letters(invented.FIRST_NAMES), _letters(invented.LAST_NAMES)


def _take(words: Sequence[str], places: Rows) -> pa.Array:
    return pa.array(words).take(pa.array(places))


def _digits(numbers: Rows) -> pa.Array:
    return pc.cast(pa.array(numbers), pa.string())


def _join(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _grouped(texts: NDArray[np.uint8], *, length: int, size: int) -> pa.Array:
    """Texts of equal length as strings with hyphens between groups."""
    groups = texts.reshape(-1, length // size, size)
    hyphens = np.full((*groups.shape[:2], 1), ord("-"), np.uint8)
    wide = np.concatenate([groups, hyphens], axis=2).reshape(len(groups), -1)[:, :-1]
    offsets = np.arange(len(wide) + 1, dtype=np.int32) * wide.shape[1]
    return pa.StringArray.from_buffers(
        len(wide), pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(wide))
    )
