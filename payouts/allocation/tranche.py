"""Pure: one tranche served over a histogram, as a run pays it or as an estimate shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from payouts.allocation.measures import Measured
from payouts.allocation.rounding import Cut, Rounded, round_awards
from payouts.allocation.shares import Exact, dot, in_proportion
from settlement.errors import Refusal
from settlement.money import shown
from settlement.terms.outcomes import POINT_UNITS
from settlement.terms.schema import Rounding, Tranche


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
class Measure:
    """The groups that a tranche applies to: their places among all groups, units and claims."""

    places: tuple[int, ...]
    units: tuple[int, ...]
    counts: tuple[int, ...]

    @property
    def paid_claims(self) -> int:
        return sum(count for units, count in zip(self.units, self.counts, strict=True) if units)


@dataclass(frozen=True, slots=True)
class TrancheResult:
    """What one tranche did. Groups are meant by their place in what `divide` was given.

    name:   "main.shares"
    available, paid: cents; fractions only in an estimate
    claims, units:   of the claims it pays: how many, and the sum of their points' ten-thousandths
    value:  of a point in cents, as used; None where there is none
    cents:  what every claim of a group gets; none in an estimate
    exact:  the same exactly, in an estimate; none in a run
    cut:    cents that only the lowest claim numbers of some groups get
    note:   what the run must say about it, as a sentence; or empty
    scale:  whether `value` is the scale of targets (1 pays them in full), not the cents of a point
    capped: groups that the cap of a claim holds down
    dropped: groups whose awards would have been below the minimum
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

    def award(self, group: int) -> Fraction:
        """What every claim of a group gets at least, in cents."""
        return self.exact.get(group, Fraction(self.cents.get(group, 0)))


def pay(tranche: Tranche, name: str, available: Fraction, groups: Sequence[Group]) -> TrancheResult:
    """Serve a tranche as a run does.

    raises: PlanRefused where its rounding would pay more than there is
    """
    measure = _measure(name, groups)
    exact = in_proportion(available, measure.units, measure.counts, per=POINT_UNITS)
    rounded = round_awards(tranche.rounding, exact, measure.units, measure.counts, per=POINT_UNITS)
    paid_cents = rounded.total(measure.counts)
    if paid_cents > available:
        raise PlanRefused(_too_much(name, paid_cents, available))
    return TrancheResult(
        name=name,
        available=available,
        claims=measure.paid_claims,
        units=dot(measure.units, measure.counts),
        value=rounded.value,
        paid=Fraction(paid_cents),
        cents=dict(zip(measure.places, rounded.cents, strict=True)),
        cut=_placed(rounded.cut, measure),
        note=_note(tranche, exact, rounded),
    )


def estimate(name: str, available: Fraction, groups: Sequence[Group]) -> TrancheResult:
    """Serve a tranche exactly, to show what awards may be. Refuses nothing."""
    measure = _measure(name, groups)
    exact = in_proportion(available, measure.units, measure.counts, per=POINT_UNITS)
    return TrancheResult(
        name=name,
        available=available,
        claims=measure.paid_claims,
        units=dot(measure.units, measure.counts),
        value=exact.value,
        paid=exact.total(measure.counts),
        exact={
            place: Fraction(numerator, exact.denominator)
            for place, numerator in zip(measure.places, exact.numerators, strict=True)
        },
    )


def _measure(name: str, groups: Sequence[Group]) -> Measure:
    places = tuple(
        place for place, group in enumerate(groups) if name in group.measured.units and group.claims
    )
    return Measure(
        places=places,
        units=tuple(groups[place].measured.units[name] for place in places),
        counts=tuple(groups[place].claims for place in places),
    )


def _placed(cut: Cut | None, measure: Measure) -> Cut | None:
    return cut and Cut(tuple(measure.places[group] for group in cut.groups), cut.cents)


def _too_much(name: str, paid_cents: int, available: Fraction) -> str:
    """Only "nearest" can come to this."""
    return (
        f"Rounded to the nearest cent, tranche {name} would pay {shown(paid_cents)}, more than the"
        f" {shown(int(available))} there is. Another rounding in the settlement file pays what"
        " there is."
    )


def _note(tranche: Tranche, exact: Exact, rounded: Rounded) -> str:
    has_value = tranche.rounding is Rounding.UNIT_DOWN and exact.value is not None
    if has_value and rounded.value == 0:
        return "A point is worth less than a cent, so this tranche pays nobody."
    return ""
