"""Cutting payments into files, in their order. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slice:
    """One file's payments: the place of the first, from 1, how many, and their sum."""

    first: int
    count: int
    cents: int


def cut(amounts: Iterable[int], *, most: int, most_cents: int) -> Iterator[Slice]:
    """Fill one file after the other; a file is full at `most` payments or above `most_cents`.

    amounts: whole cents in the payments' order, each at most `most_cents`

    >>> [(each.first, each.count, each.cents) for each in cut([5, 5, 5, 9], most=2, most_cents=10)]
    [(1, 2, 10), (3, 1, 5), (4, 1, 9)]
    """
    first, count, cents = 1, 0, 0
    for amount in amounts:
        if count and (count == most or cents + amount > most_cents):
            yield Slice(first, count, cents)
            first, count, cents = first + count, 0, 0
        count += 1
        cents += amount
    if count:
        yield Slice(first, count, cents)
