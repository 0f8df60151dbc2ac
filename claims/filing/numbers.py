"""Pure: claim numbers and access codes, as people copy them from a receipt.

The alphabet has 30 characters, without 0 and O, 1, I and L, and without U, which reads as V. A
claim number has 11 of them (53.9 bits, random): 7KQ2-9F4D-PX3. An access code has 9 (44.1 bits).
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
BASE = len(ALPHABET)
NUMBER_GROUPS = (4, 4, 3)
CODE_GROUPS = (3, 3, 3)


def new_number() -> str:
    """A claim number from the system's random source. The database says whether it is taken."""
    return _written(secrets.randbelow(BASE ** sum(NUMBER_GROUPS)), NUMBER_GROUPS)


def code_from(digest: bytes) -> str:
    """The access code that a digest of 16 bytes or more stands for."""
    return _written(int.from_bytes(digest[:16]) % BASE ** sum(CODE_GROUPS), CODE_GROUPS)


def as_number(typed: str) -> str:
    """A claim number as typed, in its canonical form; "" where it cannot be one.

    >>> as_number(" 7kq2 9f4dpx3"), as_number("7KQ2-9F4D-PX")
    ('7KQ2-9F4D-PX3', '')
    """
    return _read(typed, NUMBER_GROUPS)


def as_code(typed: str) -> str:
    """An access code as typed, in its canonical form; "" where it cannot be one."""
    return _read(typed, CODE_GROUPS)


def _written(number: int, groups: tuple[int, ...]) -> str:
    characters = []
    for _ in range(sum(groups)):
        number, place = divmod(number, BASE)
        characters.append(ALPHABET[place])
    return _grouped("".join(characters), groups)


def _read(typed: str, groups: tuple[int, ...]) -> str:
    letters = "".join(each for each in typed[:100].upper() if each.isascii() and each.isalnum())
    usable = len(letters) == sum(groups) and set(letters) <= set(ALPHABET)
    return _grouped(letters, groups) if usable else ""


def _grouped(letters: str, groups: tuple[int, ...]) -> str:
    parts, start = [], 0
    for size in groups:
        parts.append(letters[start : start + size])
        start += size
    return "-".join(parts)
