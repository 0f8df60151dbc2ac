"""Pure: random-looking numbers that depend on a seed, a label and a place alone."""

import hashlib
from collections.abc import Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

type Rows = NDArray[np.int64]
type Draws = NDArray[np.uint64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_ONE, _MIX_TWO = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def draw(rows: Rows, *, seed: int, label: str) -> Draws:
    """64 bits for each row; another label or seed gives bits that have nothing in common.

    A counter through the finaliser of SplitMix64: any row can be drawn without the ones before.
    """
    digest = hashlib.sha256(f"{seed}/{label}".encode()).digest()
    mixed = rows.astype(np.uint64) * _STEP + np.frombuffer(digest, np.uint64, 1)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX_ONE
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_TWO
    return mixed ^ (mixed >> np.uint64(31))


def below(bound: int, rows: Rows, *, seed: int, label: str) -> Rows:
    """A whole number from 0 to below `bound` for each row."""
    return (draw(rows, seed=seed, label=label) % np.uint64(bound)).astype(np.int64)


def chance(rows: Rows, *, seed: int, label: str) -> NDArray[np.float64]:
    """A fraction from 0 to below 1 for each row."""
    return (draw(rows, seed=seed, label=label) >> np.uint64(11)).astype(np.float64) * 2.0**-53


class Dice:
    """Throws of one person, in order, that depend on a seed alone. Only `random()` is promised to
    stay the same between versions of Python, so all else is made of it."""

    def __init__(self, seed: str) -> None:
        self._fraction = Random(seed).random  # noqa: S311 - invented people must come again

    def chance(self, share: float) -> bool:
        """True in so many of one cases."""
        return self._fraction() < share

    def below(self, bound: int) -> int:
        """A whole number from 0 to below `bound`."""
        return int(self._fraction() * bound)

    def pick[T](self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]
