"""Pure: one tranche served over a histogram, as a run pays it or as an estimate shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from types import MappingProxyType

from payouts.allocation.filling import largest_value
from payouts.allocation.measures import Measured
from payouts.allocation.rounding import Cut, Rounded, round_awards
from payouts.allocation.shares import Exact, Histogram, at_value, dot
from settlement.errors import Refusal
from settlement.money import shown
from settlement.terms.outcomes import POINT_UNITS
from settlement.terms.schema import Rounding, Scale, Tranche


class PlanRefused(Refusal):
    """The plan cannot be run over these claims as the settlement file orders it."""


@dataclass(frozen=True, slots=True)
class Group:
    """So many claims that measure the same.

    prior: for a later distribution: cents that each of them was awarded before, by "pool.tranche"
    """

    claims: int
    measured: Measured
    prior: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TrancheResult:
    """What one tranche did. Groups are meant by their place in what `divide` was given.

    name:   "main.shares"
    available, paid: cents; fractions only in an estimate
    claims, units:   of the claims it pays: how many, and the sum of their points' ten-thousandths,
                     or of their targets' cents
    value:  of a point in cents, or the scale, as used; None where there is none
    cents:  what every claim of a group gets, beyond what it was awarded before; none in an estimate
    exact:  the same exactly, in an estimate; none in a run
    cut:    cents that only the lowest claim numbers of some groups get
    note:   what the run must say about it, as a sentence; or empty
    scale:  whether `value` is the scale of targets (1 pays them in full), not the cents of a point
    capped: groups that the cap of a claim holds down
    dropped: groups whose awards would have been below the minimum; dropped_claims: their claims
    """

    name: str
    available: Fraction
    claims: int
    units: int
    value: Fraction | None
    paid: Fraction
    cents: Mapping[int, int] = field(default_factory=dict)
    exact: Mapping[int, Fraction] = field(default_factory=dict)
    cut: Cut | None = None
    note: str = ""
    scale: bool = False
    capped: frozenset[int] = frozenset()
    dropped: frozenset[int] = frozenset()
    dropped_claims: int = 0

    def award(self, group: int) -> Fraction:
        """What every claim of a group gets at least, in cents."""
        return self.exact.get(group, Fraction(self.cents.get(group, 0)))


@dataclass(frozen=True, slots=True)
class _Served:
    """A tranche's money shared among some of the groups: which, by their places, and how."""

    places: Sequence[int]
    claims: Histogram
    exact: Exact
    rounded: Rounded

    @property
    def fresh(self) -> Fraction:
        return self.exact.fresh(self.claims)

    @property
    def rounded_cents(self) -> int:
        return self.rounded.total(self.claims.counts)


def pay(
    tranche: Tranche,
    name: str,
    available: Fraction,
    groups: Sequence[Group],
    *,
    at_most: Fraction | None = None,
) -> TrancheResult:
    """Serve a tranche as a run does.

    at_most: the value of a point, or the scale, that a later distribution may not exceed
    raises:  PlanRefused where it would pay more than there is: targets in full, or its rounding
    """
    places = _places(name, groups)
    served, dropped = _serve(tranche, name, available, groups, places, at_most)
    too_much = _too_much(tranche, name, served, available)
    if too_much:
        raise PlanRefused(too_much)
    cents = dict.fromkeys(places, 0)
    cents.update(zip(served.places, served.rounded.cents, strict=True))
    return TrancheResult(
        name=name,
        available=available,
        claims=_paid_claims(served.claims),
        units=dot(served.claims.units, served.claims.counts),
        value=served.rounded.value,
        paid=Fraction(served.rounded_cents),
        cents=cents,
        cut=_placed(served),
        note=_note(tranche, served, dropped),
        scale=tranche.scale is not None,
        capped=_capped(served, served.rounded.value),
        dropped=dropped,
        dropped_claims=sum(groups[place].claims for place in dropped),
    )


def estimate(
    tranche: Tranche,
    name: str,
    available: Fraction,
    groups: Sequence[Group],
    *,
    at_most: Fraction | None = None,
) -> TrancheResult:
    """Serve a tranche exactly, to show what awards may be. Refuses nothing.

    The minimum drops whom it would drop in a run with this money: it judges rounded awards.
    """
    places = _places(name, groups)
    served, dropped = _serve(tranche, name, available, groups, places, at_most)
    too_much = _too_much(tranche, name, served, available)
    exact = dict.fromkeys(places, Fraction(0))
    exact.update(zip(served.places, _fresh_awards(served), strict=True))
    return TrancheResult(
        name=name,
        available=available,
        claims=_paid_claims(served.claims),
        units=dot(served.claims.units, served.claims.counts),
        value=served.exact.value,
        paid=served.fresh,
        exact=exact,
        note=f"A run would be refused. {too_much}"
        if too_much
        else _below(tranche, served, dropped),
        scale=tranche.scale is not None,
        capped=_capped(served, served.exact.value),
        dropped=dropped,
        dropped_claims=sum(groups[place].claims for place in dropped),
    )


def _places(name: str, groups: Sequence[Group]) -> list[int]:
    return [
        place for place, group in enumerate(groups) if group.claims and name in group.measured.units
    ]


def _serve(
    tranche: Tranche,
    name: str,
    available: Fraction,
    groups: Sequence[Group],
    places: Sequence[int],
    at_most: Fraction | None,
) -> tuple[_Served, frozenset[int]]:
    """Share the money among the groups at these places; where awards are below the minimum, once
    more without those. Returns also which those are."""
    bound = _bound(tranche, at_most)

    def shared(places: Sequence[int]) -> _Served:
        claims = _histogram(tranche, name, groups, places)
        exact = at_value(_value(tranche, available, claims, bound), claims)
        step = Fraction(1) if tranche.scale is None else Fraction(1, 100)
        return _Served(
            places, claims, exact, round_awards(tranche.rounding, exact, claims, step=step)
        )

    served = shared(places)
    dropped = _below_minimum(tranche.minimum_cents or 0, served)
    if dropped:
        served = shared([place for place in places if place not in dropped])
    return served, dropped


def _histogram(
    tranche: Tranche, name: str, groups: Sequence[Group], places: Sequence[int]
) -> Histogram:
    priors = [groups[place].prior.get(name, 0) for place in places]
    return Histogram(
        units=[groups[place].measured.units[name] for place in places],
        counts=[groups[place].claims for place in places],
        per=POINT_UNITS if tranche.scale is None else 1,
        cap_cents=tranche.cap_per_claim_cents,
        priors=priors if any(priors) else (),
    )


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
    value = largest_value(available, claims)
    return min((each for each in (value, bound) if each is not None), default=None)


def _below_minimum(minimum_cents: int, served: _Served) -> frozenset[int]:
    if not minimum_cents:
        return frozenset()
    rows = zip(served.places, served.claims.units, served.rounded.low, strict=True)
    return frozenset(place for place, units, cents in rows if units and cents < minimum_cents)


def _too_much(tranche: Tranche, name: str, served: _Served, available: Fraction) -> str:
    """Why a run of this is refused, as a sentence; empty where the money reaches."""
    there_is = f"more than the {shown(int(available))} there is"
    if tranche.scale is Scale.NONE and served.fresh > available:
        return (
            f"Tranche {name} pays every target in full, {shown(ceil(served.fresh))} together,"
            f' {there_is}. Scale "down" in the settlement file pays every target in the same'
            " proportion."
        )
    if tranche.rounding is Rounding.NEAREST and served.rounded_cents > available:
        return (
            f"Rounded to the nearest cent, tranche {name} would pay"
            f" {shown(served.rounded_cents)}, {there_is}. Another rounding in the settlement file"
            " pays what there is."
        )
    return ""


def _fresh_awards(served: _Served) -> list[Fraction]:
    """Each group's exact award beyond what it was awarded before, in cents."""
    exact, priors = served.exact, served.claims.priors or [0] * len(served.places)
    return [
        Fraction(numerator, exact.denominator) - prior
        for numerator, prior in zip(exact.numerators, priors, strict=True)
    ]


def _paid_claims(claims: Histogram) -> int:
    return sum(count for units, count in zip(claims.units, claims.counts, strict=True) if units)


def _placed(served: _Served) -> Cut | None:
    cut = served.rounded.cut
    return cut and Cut(tuple(served.places[group] for group in cut.groups), cut.cents)


def _capped(served: _Served, value: Fraction | None) -> frozenset[int]:
    """The groups whose points are worth more than the cap; without a value all that have any."""
    claims = served.claims
    if claims.cap_cents is None:
        return frozenset()
    most = 0 if value is None else claims.cap_cents * claims.per * value.denominator
    worth = 1 if value is None else value.numerator
    return frozenset(
        place
        for place, units in zip(served.places, claims.units, strict=True)
        if units * worth > most
    )


def _note(tranche: Tranche, served: _Served, dropped: frozenset[int]) -> str:
    nothing = tranche.rounding is Rounding.UNIT_DOWN and served.rounded.value == 0
    if nothing and not dropped:
        unit = "A point is worth less than a cent" if tranche.scale is None else _SCALE
        return f"{unit}, so this tranche pays nobody."
    return _below(tranche, served, dropped)


_SCALE = "The scale of the targets is less than a hundredth"


def _below(tranche: Tranche, served: _Served, dropped: frozenset[int]) -> str:
    if dropped and not _paid_claims(served.claims):
        least = shown(tranche.minimum_cents or 0)
        return f"Every award would be below the minimum, {least}, so this tranche pays nobody."
    return ""
