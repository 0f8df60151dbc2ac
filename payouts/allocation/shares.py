"""Pure: what a tranche owes each claim exactly, before anything is rounded.

Claims that measure the same are one number and a count, so the work grows with the distinct
measures, not with the claims. Everything is an integer or a Fraction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Exact:
    """Exact awards over one denominator: a claim of group i is owed numerators[i] / denominator
    cents. `value` is the cents of one point; None where there is none to be had."""

    value: Fraction | None
    numerators: tuple[int, ...]
    denominator: int

    def total(self, counts: Sequence[int]) -> Fraction:
        """The sum of all exact awards, in cents."""
        return Fraction(dot(self.numerators, counts), self.denominator)


def in_proportion(
    available: Fraction, units: Sequence[int], counts: Sequence[int], *, per: int
) -> Exact:
    """Share money in proportion to points: the largest value of a point that it can pay.

    available: cents, not negative
    units:     a claim's points for each group, in `per`ths of a point, not negative
    counts:    how many claims each group has

    >>> in_proportion(Fraction(100), [1, 2], [2, 1], per=1).value
    Fraction(25, 1)
    """
    if available < 0 or any(number < 0 for number in (*units, *counts)):
        raise ValueError("money, points and counts must not be negative")
    total = dot(units, counts)
    if total == 0:
        return at_value(None, units, per=per)
    return at_value(available * per / total, units, per=per)


def at_value(value: Fraction | None, units: Sequence[int], *, per: int) -> Exact:
    """The exact awards when one point is worth `value` cents; nothing where it is None."""
    worth = value or Fraction(0)
    return Exact(
        value=value,
        numerators=tuple(number * worth.numerator for number in units),
        denominator=worth.denominator * per,
    )


def dot(numbers: Sequence[int], counts: Sequence[int]) -> int:
    """The sum of each number times its count."""
    return sum(number * count for number, count in zip(numbers, counts, strict=True))
