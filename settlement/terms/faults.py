"""What is wrong with a settlement file: every fault with its place, all of them at once."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from settlement.errors import Refusal

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
_PART_END = re.compile(r"[.\[]")
_SHOWN = 60  # characters of a key or value that a message repeats


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. path: `pools[0].tranches[1].points`, "" for the file; line: for syntax alone."""

    path: str
    expected: str
    line: int | None = None

    def sentence(self, file_name: str) -> str:
        place = file_name if self.line is None else f"{file_name}, line {self.line}"
        return f"{place}: {self.path + ': ' if self.path else ''}expected {self.expected}."


class SettlementFileRefused(Refusal):
    """A settlement file that cannot be adopted. str() is one line per fault."""

    def __init__(self, file_name: str, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(fault.sentence(file_name) for fault in faults))
        self.file_name = file_name
        self.faults = tuple(faults)


class Faults:
    """The faults found so far, in the order of the file."""

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self._places: set[str] = set()
        self._around: set[str] = set()

    def note(self, path: str, expected: str) -> None:
        self.found.append(Fault(path, expected))
        self._places.add(path)
        self._around |= {path[: part.start()] for part in _PART_END.finditer(path)}

    def at(self, *paths: str) -> bool:
        """Whether one of these places, or something inside it, is faulty already.

        What depends on a faulty value is not judged: it would only repeat the fault.
        """
        return self.exactly(*paths) or not self._around.isdisjoint(paths)

    def exactly(self, *paths: str) -> bool:
        """Whether one of these places is faulty itself, whatever is inside it."""
        return not self._places.isdisjoint(paths)


def inside(path: str, key: str) -> str:
    """The path of a key in the table at `path`."""
    key = key if _BARE_KEY.fullmatch(key) else shown(key)
    return f"{path}.{key}" if path else key


def shown(value: object) -> str:
    """A value of the file on one short line, without characters that a terminal would obey."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "an array" if value else "an empty array"
    text = json.dumps(value[:_SHOWN]) if isinstance(value, str) else str(value).lower()
    return text if len(text) <= _SHOWN + 2 else f"{text[:_SHOWN]}…"
