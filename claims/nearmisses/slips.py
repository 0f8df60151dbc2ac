"""Pure: the texts that are one slip away from a text, and what the slip would have been.

Each slip is named by what the claimant did to the list's text: to undo a letter left out, one is
put in.
"""

import string
from collections.abc import Callable, Iterator
from enum import StrEnum


class Slip(StrEnum):
    """How what the claimant entered may have come from what the list has."""

    NONE = "as entered"
    SWAPPED = "two neighbours swapped"
    WRONG = "one character wrong"
    MISSING = "one character left out"
    EXTRA = "one character too many"
    PUNCTUATION = "dots, underscores or hyphens"
    ENDING = "digits at the end"
    DOMAIN = "the domain misspelt"
    PROVIDER = "another provider"
    LOOKALIKES = "characters that look alike"


type Variant = tuple[str, Slip]
type Alphabet = Callable[[str], str]
"""The characters that may stand where `character` stands, or beside it."""

LETTERS, DIGITS, MARKS = string.ascii_lowercase, string.digits, "._-"
ALIKE = {"0": "o", "o": "0", "1": "li", "l": "1", "i": "1", "5": "s", "s": "5", "2": "z", "z": "2"}


def typed(character: str) -> str:
    """Of a name: a letter is taken for another letter, a digit for a digit, or for what looks
    like it."""
    if character in DIGITS:
        return DIGITS + ALIKE.get(character, "")
    if character in MARKS:
        return MARKS
    return LETTERS + ALIKE.get(character, "")


def digits(_character: str) -> str:
    return DIGITS


def swapped(text: str) -> Iterator[Variant]:
    """Each pair of neighbours the other way round."""
    for place in range(len(text) - 1):
        if text[place] != text[place + 1]:
            pair = text[place + 1] + text[place]
            yield text[:place] + pair + text[place + 2 :], Slip.SWAPPED


def wrong(text: str, alphabet: Alphabet) -> Iterator[Variant]:
    """Each character another one."""
    for place, character in enumerate(text):
        before, behind = text[:place], text[place + 1 :]
        for other in alphabet(character):
            if other != character:
                yield before + other + behind, Slip.WRONG


def missing(text: str, alphabet: Alphabet) -> Iterator[Variant]:
    """One more character anywhere, of the kind that stands beside it, or a mark between two."""
    for place in range(len(text) + 1):
        before, behind = text[:place], text[place:]
        beside = {*alphabet(before[-1:] or behind), *alphabet(behind[:1] or before[-1:])}
        inside = MARKS if before and behind and alphabet is typed else ""
        for other in sorted(beside.union(inside)):
            yield before + other + behind, Slip.MISSING


def extra(text: str) -> Iterator[Variant]:
    """Each character left out."""
    for place in range(len(text)):
        yield text[:place] + text[place + 1 :], Slip.EXTRA


def one_slip(text: str, alphabet: Alphabet) -> Iterator[Variant]:
    """Every text that one slip makes of `text`; some more than once."""
    yield from swapped(text)
    yield from extra(text)
    yield from wrong(text, alphabet)
    yield from missing(text, alphabet)
