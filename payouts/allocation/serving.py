"""Pure: a tranche's money shared among the claims of a histogram by the tranche's rules, and what
must be said of it: why a run of it is refused, or why it pays nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from payouts.allocation.filling import largest_value
from payouts.allocation.rounding import Rounded, round_awards
from payouts.allocation.shares import Exact, Histogram, at_value
from settlement.money import shown
from settlement.terms.schema import Rounding, Scale, Tranche

_CENT, _HUNDREDTH = Fraction(1), Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class Served:
    """places: what the groups of `claims` are called; the groups in `dropped` are not among them,
    for their awards would have been below the minimum."""

    places: Sequence[int]
    claims: Histogram
    exact: Exact
    rounded: Rounded
    dropped: frozenset[int] = frozenset()

    @property
    def fresh(self) -> Fraction:
        """The exact awards' sum, beyond what was awarded before, in cents."""
        return self.exact.fresh(self.claims)

    @property
    def rounded_cents(self) -> int:
        return self.rounded.total(self.claims.counts)

    def fresh_awards(self) -> list[Fraction]:
        """Each group's exact award beyond what it was awarded before, in cents."""
        exact, priors = self.exact, self.claims.priors or [0] * len(self.places)
        return [
            Fraction(numerator, exact.denominator) - prior
            for numerator, prior in zip(exact.numerators, priors, strict=True)
        ]

    def capped(self, value: Fraction | None) -> frozenset[int]:
        """The groups whose points are worth more than the cap; without a value all with points."""
        claims = self.claims
        if claims.cap_cents is None:
            return frozenset()
        most = 0 if value is None else claims.cap_cents * claims.per * value.denominator
        worth = 1 if value is None else value.numerator
        rows = zip(self.places, claims.units, strict=True)
        return frozenset(place for place, units in rows if units * worth > most)


def serve(
    tranche: Tranche,
    available: Fraction,
    places: Sequence[int],
    claims: Histogram,
    at_most: Fraction | None,
) -> Served:
    """Share the money; where awards are below the minimum, once more without those claims.

    at_most: a value of a point, or a scale, that is not exceeded either
    """
    bound = _bound(tranche, at_most)
    served = _shared(tranche, available, places, claims, bound)
    dropped = _below_minimum(tranche.minimum_cents or 0, served)
    if not dropped:
        return served
    kept = [group for group, place in enumerate(places) if place not in dropped]
    fewer = _shared(tranche, available, [places[group] for group in kept], claims.only(kept), bound)
    return replace(fewer, dropped=dropped)


def _shared(
    tranche: Tranche,
    available: Fraction,
    places: Sequence[int],
    claims: Histogram,
    bound: Fraction | None,
) -> Served:
    exact = at_value(_value(tranche, available, claims, bound), claims)
    step = _CENT if tranche.scale is None else _HUNDREDTH
    return Served(places, claims, exact, round_awards(tranche.rounding, exact, claims, step=step))


def _bound(tranche: Tranche, at_most: Fraction | None) -> Fraction | None:
    """What the value of a point, or the scale, may not exceed."""
    per_point = tranche.cap_per_point_cents
    in_full = Fraction(1) if tranche.scale in {Scale.NONE, Scale.DOWN} else None
    bounds = (None if per_point is None else Fraction(per_point), in_full, tranche.max_scale)
    return min((each for each in (*bounds, at_most) if each is not None), default=None)


def _value(
    tranche: Tranche, available: Fraction, claims: Histogram, bound: Fraction | None
) -> Fraction | None:
    if tranche.scale is Scale.NONE:
        return bound
    largest = largest_value(available, claims)
    return min((each for each in (largest, bound) if each is not None), default=None)


def _below_minimum(minimum_cents: int, served: Served) -> frozenset[int]:
    if not minimum_cents:
        return frozenset()
    rows = zip(served.places, served.claims.units, served.rounded.low, strict=True)
    return frozenset(place for place, units, cents in rows if units and cents < minimum_cents)


def too_much(tranche: Tranche, name: str, served: Served, available: Fraction) -> str:
    """Why a run of this is refused, as a sentence; empty where the money reaches."""
    there_is = f"more than the {shown(int(available))} there is"
    if tranche.scale is Scale.NONE and served.fresh > available:
        return (
            f"Tranche {name} pays every target in full, {shown(ceil(served.fresh))} together,"
            f' {there_is}; scale "down" in the settlement file would pay every target in the same'
            " proportion."
        )
    if tranche.rounding is Rounding.NEAREST and served.rounded_cents > available:
        return (
            f"Rounded to the nearest cent, tranche {name} would pay"
            f" {shown(served.rounded_cents)}, {there_is}; another rounding in the settlement file"
            " pays what there is."
        )
    return ""


def pays_nobody(tranche: Tranche, served: Served, value: Fraction | None) -> str:
    """Why a tranche pays nobody although it has claims with points, as a sentence; else empty."""
    if served.dropped and not served.claims.with_points:
        least = shown(tranche.minimum_cents or 0)
        return f"Every award would be below the minimum, {least}, so this tranche pays nobody."
    if tranche.rounding is Rounding.UNIT_DOWN and value == 0:
        of_points = "A point is worth less than a cent"
        of_targets = "The scale of the targets is less than a hundredth"
        return f"{of_points if tranche.scale is None else of_targets}, so this tranche pays nobody."
    return ""
