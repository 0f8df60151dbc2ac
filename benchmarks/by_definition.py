"""The plan once more, claim by claim and straight from the settlement file's description.

Slow, and written apart from the core, which it checks. The largest value of a point is found from
the sum of the exact awards alone: between two values at which a claim comes to its cap or leaves
what it had before, that sum grows evenly.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor

from payouts.allocation.plan import Later
from payouts.allocation.tranche import Group
from settlement.terms.schema import Pool, Rounding, Scale, Terms, Tranche


class Refused(Exception):
    """The run is refused."""


@dataclass(frozen=True)
class Claim:
    """measure: points, or the target in cents; None where the tranche is not for the claim."""

    measure: Fraction | None
    prior: int = 0


@dataclass
class Served:
    """value: as used; awards: each claim's cents, or exactly in an estimate, in claims' order."""

    value: Fraction | None
    awards: Sequence[Fraction | int]


def divide(
    terms: Terms, groups: Sequence[Group], later: Later | None, *, estimate: bool = False
) -> dict[str, Served]:
    """What each tranche does; claims are numbered one group after the other.

    raises: Refused
    """
    members = [group for group in groups for _claim in range(group.claims)]
    found = {}
    for pool, money in _pools(terms, later):
        left: Fraction = Fraction(money)
        for tranche in pool.tranches:
            name = f"{pool.key}.{tranche.key}"
            claims = [_claim(each, name, tranche) for each in members]
            bound = later.at_most.get(name) if later else None
            found[name] = serve(tranche, left, claims, bound, estimate=estimate)
            left = max(left - sum(found[name].awards), Fraction(0))
    return found


def _claim(group: Group, name: str, tranche: Tranche) -> Claim:
    units = group.measured.units.get(name)
    per = 10_000 if tranche.points is not None else 1
    return Claim(None if units is None else Fraction(units, per), group.prior.get(name, 0))


def _pools(terms: Terms, later: Later | None) -> list[tuple[Pool, int]]:
    net = terms.fund.gross_cents - sum(each.cents for each in terms.fund.deductions)
    left = later.fresh_cents if later else net - terms.residual.reserve_cents
    moneys: dict[str, int] = {}
    for pool in terms.pools:
        if pool.amount_cents is not None:
            lacking = pool.amount_cents - (later.awarded[pool.key] if later else 0)
            moneys[pool.key] = min(max(lacking, 0), left)
            left -= moneys[pool.key]
    return [(pool, moneys.get(pool.key, left)) for pool in terms.pools]


def serve(
    tranche: Tranche,
    available: Fraction,
    claims: Sequence[Claim],
    bound: Fraction | None,
    *,
    estimate: bool = False,
) -> Served:
    """One tranche over its claims in the order of their numbers."""
    takes_part = [claim.measure is not None for claim in claims]
    value, exact = _exact(tranche, available, claims, takes_part, bound)
    low = _round(tranche, value, exact, claims, takes_part)
    for number, claim in enumerate(claims):
        below = low[number] - claim.prior < (tranche.minimum_cents or 0)
        if takes_part[number] and claim.measure and below:
            takes_part[number] = False
    value, exact = _exact(tranche, available, claims, takes_part, bound)
    fresh = sum(exact) - sum(claim.prior for claim in claims)
    if estimate:
        awards = [each - claim.prior for each, claim in zip(exact, claims, strict=True)]
        return Served(value, awards)
    rounded = _round(tranche, value, exact, claims, takes_part)
    if tranche.rounding is Rounding.LARGEST_REMAINDER:
        spare = floor(fresh) - sum(rounded) + sum(claim.prior for claim in claims)
        numbers = range(len(claims))
        for number in sorted(numbers, key=lambda n: (rounded[n] - exact[n], n))[:spare]:
            rounded[number] += 1
    paid = [total - claim.prior for total, claim in zip(rounded, claims, strict=True)]
    if sum(paid) > available or (tranche.scale is Scale.NONE and fresh > available):
        raise Refused
    used = _cut(tranche, value)
    return Served(used, paid)


def _cut(tranche: Tranche, value: Fraction | None) -> Fraction | None:
    if value is None or tranche.rounding is not Rounding.UNIT_DOWN:
        return value
    steps = 1 if tranche.points is not None else 100
    return Fraction(floor(value * steps), steps)


def _round(
    tranche: Tranche,
    value: Fraction | None,
    exact: Sequence[Fraction],
    claims: Sequence[Claim],
    takes_part: Sequence[bool],
) -> list[int]:
    """Each claim's total in whole cents, before left-over cents."""
    if tranche.rounding is Rounding.NEAREST:
        return [floor(award + Fraction(1, 2)) for award in exact]
    if tranche.rounding is Rounding.UNIT_DOWN:
        owed = _owed(tranche, claims, takes_part)
        return [floor(award) for award in owed(_cut(tranche, value))]
    return [floor(award) for award in exact]


def _owed(
    tranche: Tranche, claims: Sequence[Claim], takes_part: Sequence[bool]
) -> Callable[[Fraction | None], list[Fraction]]:
    """The exact awards in all, as a function of the value of a point; None is "no largest"."""
    cap = tranche.cap_per_claim_cents

    def owed(value: Fraction | None) -> list[Fraction]:
        found = []
        for claim, part in zip(claims, takes_part, strict=True):
            award = Fraction(0)
            if part and claim.measure and value is None:
                award = Fraction(cap or 0)
            elif part and claim.measure and value is not None:
                award = claim.measure * value
                award = award if cap is None else min(award, Fraction(cap))
            found.append(max(award, Fraction(claim.prior)))
        return found

    return owed


def _exact(
    tranche: Tranche,
    available: Fraction,
    claims: Sequence[Claim],
    takes_part: Sequence[bool],
    bound: Fraction | None,
) -> tuple[Fraction | None, list[Fraction]]:
    bounds = [] if bound is None else [bound]
    if tranche.scale in {Scale.NONE, Scale.DOWN}:
        bounds.append(Fraction(1))
    if tranche.max_scale is not None:
        bounds.append(tranche.max_scale)
    if tranche.cap_per_point_cents is not None:
        bounds.append(Fraction(tranche.cap_per_point_cents))
    owed = _owed(tranche, claims, takes_part)
    value = min(bounds, default=None)
    if tranche.scale is not Scale.NONE:
        largest = _largest(tranche, available, claims, takes_part, owed)
        value = min([each for each in (largest, value) if each is not None], default=None)
    return value, owed(value)


def _largest(
    tranche: Tranche,
    available: Fraction,
    claims: Sequence[Claim],
    takes_part: Sequence[bool],
    owed: Callable[[Fraction | None], list[Fraction]],
) -> Fraction | None:
    cap = tranche.cap_per_claim_cents
    had = sum(claim.prior for claim in claims)
    turns = {Fraction(0)}
    for claim, part in zip(claims, takes_part, strict=True):
        if part and claim.measure:
            turns |= {claim.prior / claim.measure, (cap or 0) / claim.measure}
    levels = sorted(turns)
    levels.append(levels[-1] + 1)
    for low, high in pairwise(levels):
        used, more = sum(owed(low)) - had, sum(owed(high)) - had
        last = high == levels[-1]
        if (more > available or last) and more > used:
            return low + (available - used) * (high - low) / (more - used)
    return None
