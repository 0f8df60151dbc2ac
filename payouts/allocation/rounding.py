"""Pure: the four roundings of exact awards to whole cents, and who gets the left-over cents.

Worked examples: docs/algorithms/allocation.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import floor

from payouts.allocation.shares import Exact, at_value, dot
from settlement.terms.schema import Rounding


@dataclass(frozen=True, slots=True)
class Cut:
    """Left-over cents that do not reach all claims whose remainders are equal: `cents` go, one
    each, to those of these groups with the lowest claim numbers."""

    groups: tuple[int, ...]
    cents: int


@dataclass(frozen=True, slots=True)
class Rounded:
    """cents[i]: what every claim of group i gets; cut: the few cents that only some get.

    value: of a point, in cents, as it was used
    """

    cents: tuple[int, ...]
    value: Fraction | None
    cut: Cut | None = None

    def total(self, counts: Sequence[int]) -> int:
        """The cents of all claims together."""
        return dot(self.cents, counts) + (self.cut.cents if self.cut else 0)


def round_awards(
    rounding: Rounding, exact: Exact, units: Sequence[int], counts: Sequence[int], *, per: int
) -> Rounded:
    """Round as the tranche says. `units` are in `per`ths of a point, as in `in_proportion`.

    "nearest" may give more than the exact awards' sum; whether that can be paid, the caller judges.
    """
    match rounding:
        case Rounding.UNIT_DOWN:
            return _unit_down(exact, units, per=per)
        case Rounding.DOWN:
            return Rounded(_down(exact), exact.value)
        case Rounding.NEAREST:
            return Rounded(nearest(exact), exact.value)
        case Rounding.LARGEST_REMAINDER:
            return _largest_remainder(exact, counts)


def nearest(exact: Exact) -> tuple[int, ...]:
    """Each exact award to the nearest cent, half a cent up.

    >>> nearest(Exact(Fraction(1, 2), (1, 2, 3), 2))
    (1, 1, 2)
    """
    whole = 2 * exact.denominator
    return tuple((2 * number + exact.denominator) // whole for number in exact.numerators)


def _down(exact: Exact) -> tuple[int, ...]:
    return tuple(number // exact.denominator for number in exact.numerators)


def _unit_down(exact: Exact, units: Sequence[int], *, per: int) -> Rounded:
    """The value of a point cut to whole cents first, and each award then."""
    value = None if exact.value is None else Fraction(floor(exact.value))
    return Rounded(_down(at_value(value, units, per=per)), value)


def _largest_remainder(exact: Exact, counts: Sequence[int]) -> Rounded:
    """As "down"; then the cents that are left go, one each, to the largest remainders."""
    cents = [*_down(exact)]
    left = floor(exact.total(counts)) - dot(cents, counts)
    for groups in _by_remainder(exact, counts):
        claims = sum(counts[group] for group in groups)
        if left < claims:
            cut = Cut(tuple(groups), left) if left else None
            return Rounded(tuple(cents), exact.value, cut)
        for group in groups:
            cents[group] += 1
        left -= claims
    return Rounded(tuple(cents), exact.value)


def _by_remainder(exact: Exact, counts: Sequence[int]) -> list[list[int]]:
    """The groups that have claims, put together by equal remainder, the largest first."""

    def remainder(group: int) -> int:
        return exact.numerators[group] % exact.denominator

    groups = sorted(
        (group for group, count in enumerate(counts) if count), key=remainder, reverse=True
    )
    return [[*equal] for _remainder, equal in groupby(groups, key=remainder)]
