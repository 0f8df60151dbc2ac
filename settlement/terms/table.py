"""One table of a settlement file: hands out its values in the wanted shape, notes what is wrong."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from settlement.terms.faults import Faults, inside, shown
from settlement.terms.shapes import Shape, Unfit

RESERVED = frozenset({"roster.columns", "payment.pilot_count", "retention"})
_MOST_GUESSED = 20  # unknown keys of one table beyond which it is no table of this language


class Table:
    """Reads each key once. A missing table has no values and complains of none.

    Every fault is noted and answered with the shape's blank, so that reading goes on and one
    pass finds all faults; the caller throws away what it built when there are any.
    """

    def __init__(self, values: Mapping[str, object] | None, path: str, faults: Faults) -> None:
        self.values = values or {}
        self.missing = values is None
        self.path = path
        self.faults = faults
        self._asked: set[str] = set()

    def at(self, key: str) -> str:
        return inside(self.path, key)

    def has(self, key: str) -> bool:
        return key in self.values

    def read[T](self, key: str, shape: Shape[T]) -> T:
        """The value of a key that must be there."""
        self._asked.add(key)
        if key not in self.values:
            self._note_missing(key, shape.expected)
            return shape.blank
        return self._converted(self.at(key), self.values[key], shape, shape.blank)

    def read_or[T, D](self, key: str, shape: Shape[T], default: D) -> T | D:
        """The value of a key that may be left out; the default also where the value is faulty."""
        self._asked.add(key)
        if key not in self.values:
            return default
        return self._converted(self.at(key), self.values[key], shape, default)

    def read_list[T](self, key: str, shape: Shape[T], *, least: int = 1) -> tuple[T, ...]:
        """An array of different values, in the file's order."""
        found: list[T] = []
        for number, value in enumerate(self._array(key, f"an array, each {shape.expected}", least)):
            path = f"{self.at(key)}[{number}]"
            item = self._converted(path, value, shape, None)
            if item is not None and item in found:
                self.faults.note(path, f"each value once; {shown(value)} stands here again")
            elif item is not None:
                found.append(item)
        return tuple(found)

    def table(self, key: str) -> "Table":
        self._asked.add(key)
        value = self.values.get(key)
        if value is None:
            self._note_missing(key, f"a table [{self.at(key)}]")
        elif not isinstance(value, dict):
            self.faults.note(self.at(key), f"a table; found {shown(value)}")
        return Table(value if isinstance(value, dict) else None, self.at(key), self.faults)

    def tables(self, key: str, *, least: int) -> list["Table"]:
        """An array of tables: [[…]] or [{…}, {…}]."""
        found = []
        for number, value in enumerate(self._array(key, f"tables [[{self.at(key)}]]", least)):
            path = f"{self.at(key)}[{number}]"
            if not isinstance(value, dict):
                self.faults.note(path, f"a table; found {shown(value)}")
            found.append(Table(value if isinstance(value, dict) else None, path, self.faults))
        return found

    def refuse(self, key: str, expected: str) -> None:
        """Note a fault of this key, if it is there and not faulty already."""
        self._asked.add(key)
        if self.has(key) and not self.faults.at(self.at(key)):
            self.faults.note(self.at(key), expected)

    def skip(self, key: str) -> None:
        """Leave a key unjudged, because what it depends on is faulty."""
        self._asked.add(key)

    def close(self) -> None:
        """Note every key that nobody asked for."""
        unknown = [key for key in self.values if key not in self._asked]
        for key in unknown:
            path = self.at(key)
            if path in RESERVED:
                self.faults.note(path, "no such key: it is reserved for later")
            else:
                guess = self._guess(key) if len(unknown) <= _MOST_GUESSED else ""
                self.faults.note(path, f"no key of this name{guess}")

    def _guess(self, key: str) -> str:
        """The key that is probably meant: rather one that is missing than one that is there."""
        missing, known = sorted(self._asked - self.values.keys()), sorted(self._asked)
        near = get_close_matches(key[:60], missing, n=1) or get_close_matches(key[:60], known, n=1)
        return f'; perhaps "{near[0]}" is meant' if near else ""

    def _array(self, key: str, expected: str, least: int) -> Sequence[object]:
        self._asked.add(key)
        if key not in self.values:
            if least:
                self._note_missing(key, expected)
            return ()
        value = self.values[key]
        if isinstance(value, list) and len(value) >= least:
            return value
        found = f"{len(value)} of them" if isinstance(value, list) and value else shown(value)
        more = f", at least {least}" if least > 1 else ""
        self.faults.note(self.at(key), f"{expected}{more}; found {found}")
        return ()

    def _converted[T, D](self, path: str, value: object, shape: Shape[T], other: D) -> T | D:
        try:
            return shape.convert(value)
        except Unfit as unfit:
            self.faults.note(path, str(unfit) or f"{shape.expected}; found {shown(value)}")
            return other

    def _note_missing(self, key: str, expected: str) -> None:
        if not self.missing:
            self.faults.note(self.at(key), f"{expected}; it is missing")


def note_repeated(tables: Sequence[Table], keys: Sequence[str]) -> None:
    """Note each table whose `key` an earlier one has already."""
    seen: set[str] = set()
    for table, key in zip(tables, keys, strict=True):
        if key in seen and not table.faults.at(table.at("key")):
            table.faults.note(table.at("key"), f'another key than "{key}", which stands above')
        seen.add(key)
