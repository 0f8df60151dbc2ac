"""Pure: how alike what a claim says and what the list says are, in words that reveal neither."""

from collections.abc import Callable
from enum import StrEnum

from rapidfuzz.distance import OSA

SHORT = 4  # letters; of so short a word two letters are half
FAR = 2  # edits; beyond that nobody asks how many


class Likeness(StrEnum):
    """In the order of what it says for the two being one."""

    SAME = "agrees"
    ONE_LETTER = "one letter differs"
    TWO_LETTERS = "two letters differ"
    SWAPPED = "first and family name are swapped"
    PARTLY = "agrees in part"
    DIFFERS = "differs"
    NOT_GIVEN = "not given"
    NOT_LISTED = "not on the list"

    @property
    def mark(self) -> str:
        """For the eye: "same", "differs" or "silent"."""
        if self is Likeness.SAME:
            return "same"
        return "silent" if self in {Likeness.NOT_GIVEN, Likeness.NOT_LISTED} else "differs"


type Partly = Callable[[str, str], bool]


def alike(
    said: str,
    listed: str,
    *,
    canonical: Callable[[str], str] = str.casefold,
    partly: Partly = lambda _one, _other: False,
) -> Likeness:
    """Compare two texts in their canonical spelling.

    partly: whether two canonical texts that differ by more than slips agree in part

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
    if apart == FAR and min(len(one), len(other)) > SHORT:
        return Likeness.TWO_LETTERS
    return Likeness.PARTLY if partly(one, other) else Likeness.DIFFERS


def edits(one: str, other: str) -> int:
    """How many letters to add, drop, change, or swap with their neighbour make one the other.

    Beyond FAR it says FAR + 1.

    >>> edits("smith", "smyth"), edits("smith", "simth"), edits("smith", "smiths")
    (1, 1, 1)
    """
    return int(OSA.distance(one, other, score_cutoff=FAR))
