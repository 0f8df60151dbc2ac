"""Which lines of a delivered file are not loaded, and why.

A reason never quotes the line: the rejects may lie about, and must not become a second class list.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Reject:
    """One record that was not loaded; `line` is where it begins in its file."""

    line: int
    reason: str
