"""Pure: what a tranche owes each claim exactly, once the value of a point is known.

Claims that measure the same are one number and a count, so the work grows with the distinct
measures, not with the claims. Everything is an integer or a Fraction. A target is measured like
points: its cents are its points, and the scale is what one of them is worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Histogram:
    """The claims of one tranche, those that measure the same together.

    units:     a claim's points in each group, in `per`ths of a point
    counts:    how many claims each group has
    per:       ten thousand for points, one for targets in cents
    cap_cents: no claim is owed more; None where there is no cap
    priors:    what each claim was awarded before, in cents; empty in a first distribution
    """

    units: Sequence[int]
    counts: Sequence[int]
    per: int
    cap_cents: int | None = None
    priors: Sequence[int] = ()

    def __post_init__(self) -> None:
        if any(min(numbers, default=0) < 0 for numbers in (self.units, self.counts, self.priors)):
            raise ValueError("points, counts and earlier awards must not be negative")

    @property
    def with_points(self) -> int:
        """How many claims have points."""
        return sum(count for units, count in zip(self.units, self.counts, strict=True) if units)

    def only(self, groups: Sequence[int]) -> "Histogram":
        """These groups alone, by their places."""
        return replace(
            self,
            units=[self.units[group] for group in groups],
            counts=[self.counts[group] for group in groups],
            priors=[self.priors[group] for group in groups] if self.priors else (),
        )

    @property
    def prior_cents(self) -> int:
        """What all claims together were awarded before."""
        return dot(self.priors, self.counts) if self.priors else 0


@dataclass(frozen=True, slots=True)
class Exact:
    """Exact awards over one denominator: a claim of group i is owed numerators[i] / denominator
    cents in all, of which it may have been awarded some before.

    value: the cents of one point; None where every claim is owed its cap, or there is no claim
    """

    value: Fraction | None
    numerators: Sequence[int]
    denominator: int

    def fresh(self, claims: Histogram) -> Fraction:
        """The cents that all claims are owed beyond what they were awarded before."""
        total = Fraction(dot(self.numerators, claims.counts), self.denominator)
        return total - claims.prior_cents


def at_value(value: Fraction | None, claims: Histogram) -> Exact:
    """The exact awards when one point is worth `value` cents: by points, up to the cap, and never
    below what was awarded before. Without a value every claim with points is owed its cap.

    >>> at_value(Fraction(25), Histogram([1, 2], [2, 1], per=1, cap_cents=40)).numerators
    [25, 40]
    """
    if value is None:
        most = claims.cap_cents or 0
        return Exact(None, _not_below([most if units else 0 for units in claims.units], claims), 1)
    worth = value / claims.per
    awards = [units * worth.numerator for units in claims.units]
    if claims.cap_cents is not None:
        most = claims.cap_cents * worth.denominator
        awards = [min(most, award) for award in awards]
    return Exact(value, _not_below(awards, claims, worth.denominator), worth.denominator)


def _not_below(awards: list[int], claims: Histogram, denominator: int = 1) -> list[int]:
    if not claims.priors:
        return awards
    return [
        max(award, prior * denominator) for award, prior in zip(awards, claims.priors, strict=True)
    ]


def dot(numbers: Sequence[int], counts: Sequence[int]) -> int:
    """The sum of each number times its count."""
    return sum(number * count for number, count in zip(numbers, counts, strict=True))
