"""Pure: the four roundings of exact awards to whole cents, and who gets the left-over cents.

Worked examples: docs/algorithms/allocation.md.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import floor

from payouts.allocation.shares import Exact, Histogram, at_value, dot
from settlement.terms.schema import Rounding


@dataclass(frozen=True, slots=True)
class Cut:
    """Left-over cents that do not reach all claims whose remainders are equal: `cents` go, one
    each, to those of these groups with the lowest claim numbers."""

    groups: tuple[int, ...]
    cents: int


@dataclass(frozen=True, slots=True)
class Rounded:
    """cents[i]: what every claim of group i gets beyond what it was awarded before; cut: the few
    cents that only some get.

    low:   the same before left-over cents, which is what a minimum judges
    value: of a point, in cents, as it was used
    """

    cents: Sequence[int]
    low: Sequence[int]
    value: Fraction | None
    cut: Cut | None = None

    def total(self, counts: Sequence[int]) -> int:
        """The cents of all claims together."""
        return dot(self.cents, counts) + (self.cut.cents if self.cut else 0)


def round_awards(rounding: Rounding, exact: Exact, claims: Histogram, *, step: Fraction) -> Rounded:
    """Round as the tranche says.

    "nearest" may give more than the exact awards' sum; whether that can be paid, the caller judges.
    step: what "unit-down" cuts the value to: one cent, or for a scale a hundredth
    """
    match rounding:
        case Rounding.UNIT_DOWN:
            return _unit_down(exact, claims, step)
        case Rounding.DOWN:
            return _plain(_down(exact), exact, claims)
        case Rounding.NEAREST:
            return _plain(nearest(exact), exact, claims)
        case Rounding.LARGEST_REMAINDER:
            return _largest_remainder(exact, claims)


def nearest(exact: Exact) -> list[int]:
    """Each exact award to the nearest cent, half a cent up.

    >>> nearest(Exact(Fraction(1, 2), (1, 2, 3), 2))
    [1, 1, 2]
    """
    whole = 2 * exact.denominator
    return [(2 * number + exact.denominator) // whole for number in exact.numerators]


def _down(exact: Exact) -> list[int]:
    return [number // exact.denominator for number in exact.numerators]


def _plain(totals: list[int], exact: Exact, claims: Histogram) -> Rounded:
    cents = _beyond_prior(totals, claims)
    return Rounded(cents, cents, exact.value)


def _beyond_prior(totals: list[int], claims: Histogram) -> list[int]:
    if not claims.priors:
        return totals
    return [total - prior for total, prior in zip(totals, claims.priors, strict=True)]


def _unit_down(exact: Exact, claims: Histogram, step: Fraction) -> Rounded:
    """The value of a point cut to whole cents first, and each award then."""
    if exact.value is None:
        return _plain(_down(exact), exact, claims)
    cut = at_value(floor(exact.value / step) * step, claims)
    return _plain(_down(cut), cut, claims)


def _largest_remainder(exact: Exact, claims: Histogram) -> Rounded:
    """As "down"; then the cents that are left go, one each, to the largest remainders."""
    low = _beyond_prior(_down(exact), claims)
    left = floor(exact.fresh(claims)) - dot(low, claims.counts)
    if not left:
        return Rounded(low, low, exact.value)
    remainders = [number % exact.denominator for number in exact.numerators]
    order = sorted(range(len(low)), key=remainders.__getitem__, reverse=True)
    reached = [*accumulate(claims.counts[group] for group in order)]
    # The cents are fewer than the claims with a remainder, so somebody is the first to go without.
    first = remainders[order[bisect_right(reached, left)]]
    cents = [each + (remainder > first) for each, remainder in zip(low, remainders, strict=True)]
    left -= dot(cents, claims.counts) - dot(low, claims.counts)
    equal = tuple(group for group, remainder in enumerate(remainders) if remainder == first)
    return Rounded(cents, low, exact.value, Cut(equal, left) if left else None)
