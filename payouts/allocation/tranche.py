"""Pure: one tranche served over a histogram, as a run pays it or as an estimate shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import MappingProxyType

from payouts.allocation.measures import Measured
from payouts.allocation.rounding import Cut
from payouts.allocation.serving import Served, pays_nobody, serve, too_much
from payouts.allocation.shares import Histogram, dot
from settlement.errors import Refusal
from settlement.terms.outcomes import POINT_UNITS
from settlement.terms.schema import Tranche


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
    served = serve(tranche, available, places, _histogram(tranche, name, groups, places), at_most)
    if refusal := too_much(tranche, name, served, available):
        raise PlanRefused(refusal)
    cents = dict.fromkeys(places, 0)
    cents.update(zip(served.places, served.rounded.cents, strict=True))
    result = _result(tranche, name, available, groups, served, served.rounded.value)
    return replace(result, paid=Fraction(served.rounded_cents), cents=cents, cut=_placed(served))


def estimate(
    tranche: Tranche,
    name: str,
    available: Fraction,
    groups: Sequence[Group],
    *,
    at_most: Fraction | None = None,
) -> TrancheResult:
    """Serve a tranche exactly, to show what awards may be. Refuses nothing, but says what would be.

    The minimum drops whom it would drop in a run with this money: it judges rounded awards.
    """
    places = _places(name, groups)
    served = serve(tranche, available, places, _histogram(tranche, name, groups, places), at_most)
    exact = dict.fromkeys(places, Fraction(0))
    exact.update(zip(served.places, served.fresh_awards(), strict=True))
    result = _result(tranche, name, available, groups, served, served.exact.value)
    if refusal := too_much(tranche, name, served, available):
        result = replace(result, note=f"A run would be refused. {refusal}")
    return replace(result, paid=served.fresh, exact=exact)


def _result(
    tranche: Tranche,
    name: str,
    available: Fraction,
    groups: Sequence[Group],
    served: Served,
    value: Fraction | None,
) -> TrancheResult:
    """All but what it pays."""
    return TrancheResult(
        name=name,
        available=available,
        claims=served.claims.with_points,
        units=dot(served.claims.units, served.claims.counts),
        value=value,
        paid=Fraction(0),
        note=pays_nobody(tranche, served, value),
        scale=tranche.scale is not None,
        capped=served.capped(value),
        dropped=served.dropped,
        dropped_claims=sum(groups[place].claims for place in served.dropped),
    )


def _places(name: str, groups: Sequence[Group]) -> list[int]:
    return [
        place for place, group in enumerate(groups) if group.claims and name in group.measured.units
    ]


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


def _placed(served: Served) -> Cut | None:
    cut = served.rounded.cut
    return cut and Cut(tuple(served.places[group] for group in cut.groups), cut.cents)
