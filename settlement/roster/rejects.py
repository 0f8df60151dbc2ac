"""Which lines of a delivered file were not loaded, and why.

A reason never quotes the line: the file of rejects may lie about, and must not become a second
class list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from settlement import csvfile


@dataclass(frozen=True, slots=True, order=True)
class Reject:
    """One record that was not loaded; `line` is where it begins in its file."""

    file: str
    line: int
    reason: str


def write(path: Path, rejects: Iterable[Reject]) -> int:
    """Write the rejects' CSV, readable by its owner alone; return how many rows it has."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    rows = ((reject.file, reject.line, reject.reason) for reject in rejects)
    with path.open("w", newline="", encoding="utf-8") as file:
        return csvfile.write(file, header=("file", "line", "reason"), rows=rows)
