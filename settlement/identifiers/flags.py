"""Pure: a member's flags in one number, two bits a flag: 0 unknown, 1 false, 2 true.

A flag's place is its place in the settlement file's `roster.flags`, which a new version of the
file may lengthen but not reorder.
"""

from collections.abc import Collection, Mapping, Sequence

MOST = 16  # flags in 32 bits
UNKNOWN, FALSE, TRUE = 0, 1, 2
_VALUE = {None: UNKNOWN, False: FALSE, True: TRUE}
_MEANING = {UNKNOWN: None, FALSE: False, TRUE: True}


def encode(flags: Mapping[str, bool | None], *, names: Sequence[str]) -> int:
    """The flags as a signed 32-bit number, which is what an `integer` column holds."""
    bits = sum(_VALUE[flags.get(name)] << 2 * place for place, name in enumerate(names))
    return _signed(bits)


def mask(wanted: Collection[str], *, names: Sequence[str]) -> int:
    """A number, signed likewise, with both bits of each wanted flag.

    >>> mask(["b"], names=["a", "b"]) == 0b1100
    True
    """
    return _signed(sum(3 << 2 * place for place, name in enumerate(names) if name in wanted))


def _signed(bits: int) -> int:
    return bits - (1 << 32) if bits >> 31 else bits


def decode(number: int, *, names: Sequence[str]) -> dict[str, bool | None]:
    """What `encode` put in, by name; a flag that the list never had is unknown."""
    return {name: _MEANING[number >> 2 * place & 3] for place, name in enumerate(names)}
