"""Pure: the largest value of a point that money can pay, where caps hold some claims down and
where some had awards before.

Think of a vessel for each claim, as wide as its points, all filled to one level: the value of a
point. A vessel has a lid at the cap, and who was awarded something before has a floor that high,
which costs nothing. The level rises until the money is used. Between two levels at which a vessel
begins or ends to fill, what is used grows evenly; so it is enough to pass these levels in order.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from payouts.allocation.shares import Histogram, dot

# At the level cents / units of a point's worth, what is used begins to grow by so much more (or
# less) with the level, and is so much more (or less) beside that.
type Turn = tuple[int, int, int, int]


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
    if claims.priors:
        level = _level(available, _floors_and_lids(claims), growth=0)
    else:
        level = _level(available, _lids(claims), growth=dot(claims.units, claims.counts))
    return None if level is None else level * claims.per


def _level(available: Fraction, turns: Iterable[Turn], *, growth: int) -> Fraction | None:
    money, part = available.as_integer_ratio()
    used = 0  # beside what grows with the level
    for cents, units, more_growth, more_used in turns:
        if (growth * cents + used * units) * part > money * units:
            break
        growth += more_growth
        used += more_used
    return Fraction(money - used * part, growth * part) if growth else None


def _lids(claims: Histogram) -> Iterator[Turn]:
    """Who has most points comes to the cap first."""
    cap_cents = claims.cap_cents
    if cap_cents is None:
        return
    for units, count in sorted(zip(claims.units, claims.counts, strict=True), reverse=True):
        if units:
            yield cap_cents, units, -units * count, cap_cents * count


def _floors_and_lids(claims: Histogram) -> Iterator[Turn]:
    """Each claim begins at what it was awarded before and ends at the cap, if that is higher."""
    turns: list[Turn] = []
    for units, count, prior in zip(claims.units, claims.counts, claims.priors, strict=True):
        if units and (claims.cap_cents is None or prior < claims.cap_cents):
            turns.append((prior, units, units * count, -prior * count))
            if claims.cap_cents is not None:
                turns.append((claims.cap_cents, units, -units * count, claims.cap_cents * count))
    # Two different fractions of denominators below 2^n differ by more than 2^-2n: cut to whole
    # 2^-2n they keep their order.
    bits = 2 * max(claims.units, default=0).bit_length()
    turns.sort(key=lambda turn: (turn[0] << bits) // turn[1])
    yield from turns
