"""Pure: what a point is worth in a tranche, by a run's figures; and what it was worth at first,
before the minimum left any claim out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from payouts.explanations.lines import (
    DoesNotAddUp,
    Facts,
    How,
    Line,
    Step,
    TrancheShare,
)
from settlement.money import cents_of
from settlement.terms.schema import Pool, Rounding, Scale, Tranche


@dataclass(frozen=True, slots=True)
class Worth:
    """What a point is worth, and the money that it was found by, in cents.

    value: of a point in cents, or the scale; at_first: before the minimum left any claim out
    """

    value: Fraction | None
    available: int
    lines: tuple[Line, ...]
    at_first: bool = False


def worth_of(facts: Facts, pool: Pool, tranche: Tranche) -> Worth:
    """All points and the value of one, as the run's figures have them."""
    figures = figures_of(facts, pool, tranche)
    every = Line(Step.ALL, Fraction(figures["points"]), claims=figures["claims"])
    available = cents_of(figures["available"])
    if figures["exact_value"] is None:
        return Worth(None, available, (every,))
    value = Fraction(figures["exact_value"])
    if facts.later:
        others = facts.figures.get("at_most", {}).get(f"{pool.key}.{tranche.key}")
        how = How.AS_OTHERS if others and value == Fraction(others) else How.LATER
    else:
        how = _how_valued(tranche, available, every.number, value)
    return Worth(value, available, (every, Line(Step.VALUE, value, how)))


def worth_first(facts: Facts, pool: Pool, tranche: Tranche, share: TrancheShare) -> Worth | None:
    """By what a share that the minimum left out was judged; None where the run's rows do not say
    it in a step: a cap held some claims down, or what was paid before counted.

    The value in the figures is a higher one: the money of these shares is in it.
    """
    everybody = share.everybody
    if everybody is None:
        return None
    available = cents_of(figures_of(facts, pool, tranche)["available"])
    exact = _value_first(tranche, available / everybody.points / _unit(tranche))
    cap = tranche.cap_per_claim_cents
    if cap is not None and everybody.most * exact * _unit(tranche) > cap:
        return None
    value = _unit_cut(tranche, exact)
    how = _how_valued(tranche, available, everybody.points, value)
    every = Line(Step.ALL_FIRST, everybody.points, claims=everybody.claims)
    return Worth(value, available, (every, Line(Step.VALUE_FIRST, value, how)), at_first=True)


def _value_first(tranche: Tranche, reached: Fraction) -> Fraction:
    """reached: for what the money reaches. Targets that are paid in full do not ask for it."""
    bound = _bound(tranche)
    if bound is None:
        return reached
    return bound if tranche.scale is Scale.NONE else min(reached, bound)


def pool_figures(facts: Facts, pool: Pool) -> Mapping[str, Any]:
    return _keyed(facts.figures["pools"], pool.key)


def figures_of(facts: Facts, pool: Pool, tranche: Tranche) -> Mapping[str, Any]:
    return _keyed(pool_figures(facts, pool)["tranches"], tranche.key)


def _keyed(figures: Sequence[Mapping[str, Any]], key: str) -> Mapping[str, Any]:
    for each in figures:
        if each["key"] == key:
            return each
    raise DoesNotAddUp(f"the run's figures know no {key}")


def _how_valued(tranche: Tranche, available: int, every: Fraction, value: Fraction) -> How:
    bound = _bound(tranche)
    if every:
        quotient = available / every / _unit(tranche)
        if value == quotient:
            return How.QUOTIENT
        if value == _unit_cut(tranche, quotient):
            return How.QUOTIENT_CUT
    if tranche.scale in (Scale.NONE, Scale.DOWN) and value == 1:
        return How.IN_FULL
    if bound is not None and value in (bound, _unit_cut(tranche, bound)):
        return How.BOUND
    return How.FILLED


def _bound(tranche: Tranche) -> Fraction | None:
    """What the value of a point, or the scale, may not exceed in a first distribution."""
    if tranche.points is not None:
        cap = tranche.cap_per_point_cents
        return None if cap is None else Fraction(cap)
    return tranche.max_scale if tranche.scale is Scale.BOTH else Fraction(1)


def _unit(tranche: Tranche) -> int:
    """Cents of a target's dollar; a point's value is in cents as it is."""
    return 100 if tranche.points is None else 1


def _unit_cut(tranche: Tranche, value: Fraction) -> Fraction:
    """As "unit-down" cuts a value: to whole cents, a scale to hundredths; otherwise as it is."""
    if tranche.rounding is not Rounding.UNIT_DOWN:
        return value
    places = 1 if tranche.points is not None else 100
    return Fraction(floor(value * places), places)
