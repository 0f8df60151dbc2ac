"""Pure: notice IDs and confirmation codes as people copy them from a letter.

The alphabet has one character of each group that is mistaken for another (no 0/O, 1/I/L, 2/Z,
5/S, 6/G, 8/B, U/V) and no vowel, so that no word stands in a letter of the court. It has 23
characters, a prime number, so that one check character as in an ISBN finds every single wrong
character and every swap of two, before any look-up.

A notice ID is a random 64-bit number: 15 characters and the check, "7KQ2-9F4D-PX3W-8RT8". A
confirmation code has 9 random characters (40.7 bits) and the check, "K4T7P-9XWM8".
"""

import re
import secrets

from settlement.identifiers import normalise

ALPHABET = "23456789CDFHJKMNPQRTWXY"
BASE = len(ALPHABET)
ID_RANDOM, CODE_RANDOM = 15, 9  # characters: BASE ** 15 > 2 ** 64, BASE ** 9 > 2 ** 40
CODES = BASE**CODE_RANDOM
ID_GROUP, CODE_GROUP = 4, 5

# What looks as printed stays as it is, whoever made it.
_PRINTED_ID = re.compile(rf"[{ALPHABET}]{{4}}(?:-[{ALPHABET}]{{4}}){{3}}")
_PRINTED_CODE = re.compile(rf"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}")
_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def new_notice_id() -> str:
    """A notice ID from the system's random source, in groups."""
    return notice_id_from(secrets.randbits(64))


def new_code() -> str:
    """A confirmation code from the system's random source, in groups."""
    return code_from(secrets.randbelow(CODES))


def notice_id_from(number: int) -> str:
    """The notice ID of a 64-bit number, in groups."""
    return grouped(_with_check(number, ID_RANDOM), size=ID_GROUP)


def code_from(number: int) -> str:
    """The confirmation code of a number below CODES, in groups."""
    return grouped(_with_check(number, CODE_RANDOM), size=CODE_GROUP)


def check_character(text: str) -> str:
    """The check for characters of the alphabet.

    The values, weighted by their places counted from the right (the check's own is 1), add up to
    a multiple of 23.

    >>> check_character("7KQ29F4DPX3W8RT"), check_character("222222222")
    ('8', '2')
    """
    places = range(len(text) + 1, 1, -1)
    total = sum(place * _VALUE[letter] for place, letter in zip(places, text, strict=True))
    return ALPHABET[-total % BASE]


def is_notice_id(canonical: str) -> bool:
    """Is this a notice ID that we could have made? `canonical` as `normalise.notice_id` gives it.

    A list may bring notice IDs of its own, of any form: False is a hint to look again, no refusal.
    """
    return _is_ours(canonical, ID_RANDOM)


def is_code(canonical: str) -> bool:
    """Is this a confirmation code that we could have made? See `is_notice_id`."""
    return _is_ours(canonical, CODE_RANDOM)


def grouped(text: str, *, size: int) -> str:
    """The text cut into groups with hyphens.

    >>> grouped("K4T7P9XWM8", size=5)
    'K4T7P-9XWM8'
    """
    return "-".join(text[start : start + size] for start in range(0, len(text), size))


def id_as_printed(text: str) -> str:
    """A notice ID of our own making in groups, as the letter shows it; any other as it is.

    >>> id_as_printed("7kq29f4dpx3w8rt8"), id_as_printed("OIL-42")
    ('7KQ2-9F4D-PX3W-8RT8', 'OIL-42')
    """
    return text if _PRINTED_ID.fullmatch(text) else _printed(text, ID_RANDOM, size=ID_GROUP)


def code_as_printed(text: str) -> str:
    """A confirmation code, likewise.

    >>> code_as_printed("K4T7P9XWM8"), code_as_printed("x-1")
    ('K4T7P-9XWM8', 'x-1')
    """
    return text if _PRINTED_CODE.fullmatch(text) else _printed(text, CODE_RANDOM, size=CODE_GROUP)


def _printed(text: str, length: int, *, size: int) -> str:
    # A code is normalised as a notice ID is; what is canonical already need not be.
    canonical = text if _is_ours(text, length) else normalise.notice_id(text)
    return grouped(canonical, size=size) if _is_ours(canonical, length) else text


def _with_check(number: int, length: int) -> str:
    characters = []
    for _ in range(length):
        number, value = divmod(number, BASE)
        characters.append(ALPHABET[value])
    text = "".join(reversed(characters))
    return text + check_character(text)


def _is_ours(canonical: str, length: int) -> bool:
    if len(canonical) != length + 1 or not set(canonical) <= _VALUE.keys():
        return False
    return check_character(canonical[:-1]) == canonical[-1]
