"""Pure: the largest value of a point that money can pay, where caps hold some claims down and
where some had awards before.

Think of a vessel for each claim, as wide as its points, all filled to one level: the value of a
point. A vessel has a lid at the cap, and who was awarded something before has a floor that high,
which costs nothing. The level rises until the money is used. Between two levels at which a vessel
begins or ends to fill, what is used grows evenly; so the work is to put these levels in order.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from operator import mul

from payouts.allocation.shares import Histogram, dot


@dataclass(frozen=True, slots=True)
class Turns:
    """The levels at which a vessel begins or ends to fill, the lowest first.

    cents, units: each level is cents / units
    growth, used: one more than there are levels. Between turn i - 1 and turn i, a level L uses
                  growth[i] * L + used[i] cents
    """

    cents: Sequence[int]
    units: Sequence[int]
    growth: Sequence[int]
    used: Sequence[int]


def largest_value(available: Fraction, claims: Histogram) -> Fraction | None:
    """The largest value of a point, in cents, for which the exact awards (beyond what was awarded
    before) are in sum at most what is available. None where there is no largest: every claim is at
    its cap, or there is none with points.

    available: cents, not negative

    >>> largest_value(Fraction(100), Histogram([1, 2], [2, 1], per=1, cap_cents=40))
    Fraction(30, 1)
    """
    if available < 0:
        raise ValueError("money must not be negative")
    turns = _floors_and_lids(claims) if claims.priors else _lids(claims)
    level = _level(available, turns)
    return None if level is None else level * claims.per


def _level(available: Fraction, turns: Turns) -> Fraction | None:
    money, part = available.as_integer_ratio()

    def beyond(turn: int) -> bool:
        """Whether this turn's level would use more than there is."""
        cents, units = turns.cents[turn], turns.units[turn]
        return (turns.growth[turn] * cents + turns.used[turn] * units) * part > money * units

    passed = bisect_left(range(len(turns.cents)), True, key=beyond)
    growth, used = turns.growth[passed], turns.used[passed]
    return Fraction(money - used * part, growth * part) if growth else None


def _lids(claims: Histogram) -> Turns:
    """Who has most points comes to the cap first."""
    units, counts, cap_cents = claims.units, claims.counts, claims.cap_cents
    growth = dot(units, counts)
    if cap_cents is None:
        return Turns((), (), [growth], [0])
    order = sorted(range(len(units)), key=units.__getitem__, reverse=True)
    order = order[: len(order) - units.count(0)]
    ends = [counts[group] for group in order]
    widths = [units[group] for group in order]
    return Turns(
        cents=[cap_cents] * len(order),
        units=widths,
        growth=[*accumulate(map(mul, widths, ends), int.__sub__, initial=growth)],
        used=[*accumulate((cap_cents * count for count in ends), initial=0)],
    )


def _floors_and_lids(claims: Histogram) -> Turns:
    """Each claim begins at what it was awarded before and ends at the cap, if that is higher."""
    cap_cents = claims.cap_cents
    rows = zip(claims.units, claims.counts, claims.priors, strict=True)
    fills = [row for row in rows if row[0] and (cap_cents is None or row[2] < cap_cents)]
    cents = [prior for _units, _count, prior in fills]
    units = [units for units, _count, _prior in fills]
    growth = [units * count for units, count, _prior in fills]
    used = [-prior * count for _units, count, prior in fills]
    if cap_cents is not None:
        cents += [cap_cents] * len(fills)
        units += units
        growth += [-more for more in growth]
        used += [cap_cents * count for _units, count, _prior in fills]
    order = _by_level(cents, units)
    return Turns(
        cents=[cents[turn] for turn in order],
        units=[units[turn] for turn in order],
        growth=[*accumulate((growth[turn] for turn in order), initial=0)],
        used=[*accumulate((used[turn] for turn in order), initial=0)],
    )


def _by_level(cents: Sequence[int], units: Sequence[int]) -> list[int]:
    """The places of the fractions cents / units, the lowest first.

    Two different fractions of denominators below 2^n differ by more than 2^-2n: cut to whole 2^-2n
    they keep their order, and whole numbers are compared far faster.
    """
    bits = 2 * max(units, default=0).bit_length()
    levels = [(cent << bits) // unit for cent, unit in zip(cents, units, strict=True)]
    return sorted(range(len(levels)), key=levels.__getitem__)
