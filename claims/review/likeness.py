"""Pure: how alike what a claim says and what the list says are, in words that reveal neither."""

from collections.abc import Callable
from enum import StrEnum

SHORT = 4  # letters; of so short a word two letters are half


class Likeness(StrEnum):
    SAME = "agrees"
    ONE_LETTER = "one letter differs"
    TWO_LETTERS = "two letters differ"
    SWAPPED = "first and family name are swapped"
    DIFFERS = "differs"
    NOT_GIVEN = "not given"
    NOT_LISTED = "not on the list"

    @property
    def mark(self) -> str:
        """For the eye: "same", "differs" or "silent"."""
        if self is Likeness.SAME:
            return "same"
        return "silent" if self in {Likeness.NOT_GIVEN, Likeness.NOT_LISTED} else "differs"


def alike(said: str, listed: str, *, canonical: Callable[[str], str] = str.casefold) -> Likeness:
    """Compare two texts in their canonical spelling.

    >>> alike("Rivera", "RIVERA").value, alike("Rivera", "Rivrea").value
    ('agrees', 'one letter differs')
    """
    one, other = canonical(said), canonical(listed)
    if not one or not other:
        return Likeness.NOT_GIVEN if not one else Likeness.NOT_LISTED
    if one == other:
        return Likeness.SAME
    apart = edits(one, other)
    if apart == 1:
        return Likeness.ONE_LETTER
    if apart == 2 and min(len(one), len(other)) > SHORT:
        return Likeness.TWO_LETTERS
    return Likeness.DIFFERS


def edits(one: str, other: str) -> int:
    """How many letters to add, drop, change, or swap with their neighbour make one the other.

    >>> edits("smith", "smyth"), edits("smith", "simth"), edits("smith", "smiths")
    (1, 1, 1)
    """
    before: list[int] = []
    last: list[int] = [*range(len(other) + 1)]
    for i, letter in enumerate(one, start=1):
        row: list[int] = [i]
        for j, facing in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
