"""Pure: what is left, divided by percentages, exact to the cent."""

from collections.abc import Sequence
from fractions import Fraction


def by_percent(cents: int, percents: Sequence[Fraction]) -> list[int]:
    """Each one's whole cents; their sum is `cents`.

    Each gets its exact share cut to whole cents; the cents that this leaves go, one each, to the
    largest remainders, and among equals to those who stand first.

    percents: of 100 together
    raises:   ValueError where they are not, or where there is less than nothing to divide

    >>> by_percent(100, [Fraction(100, 3)] * 3)
    [34, 33, 33]
    """
    if cents < 0 or sum(percents) != 100 or any(percent < 0 for percent in percents):
        raise ValueError("money to divide by percentages that are 100 together")
    exact = [cents * percent / 100 for percent in percents]
    shares = [share.numerator // share.denominator for share in exact]
    lost = sorted(range(len(exact)), key=lambda place: shares[place] - exact[place])
    for place in lost[: cents - sum(shares)]:
        shares[place] += 1
    return shares
