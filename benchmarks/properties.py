"""What must hold of every division, looked for in generated plans; the answer names what does not.

Tests ask it of some hundred plans, `./run bench plan --plans 100000` of as many as one likes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random

from benchmarks import by_definition
from benchmarks.generated import Plan
from payouts.allocation.plan import Division, divide
from payouts.allocation.tranche import Group, PlanRefused, TrancheResult, pay
from settlement.terms.schema import Rounding, Tranche

type Divide = Callable[..., Division]


def wrong(plan: Plan, dice: Random, *, by: Divide = divide) -> list[str]:
    """What does not hold of this plan, as sentences.

    by: the division that is checked
    """
    found = _divided(plan, by)
    said = [] if _as_defined(plan, found) else ["It differs from the definition."]
    if not _estimated_as_defined(plan, by):
        said.append("Its estimate differs from the definition.")
    if found is None:
        return said
    return [*said, *_sums(plan, found), *_order(plan, found, dice, by), *_fair(plan, found)]


def _divided(plan: Plan, by: Divide, groups: Sequence[Group] | None = None) -> Division | None:
    try:
        return by(plan.terms, plan.groups if groups is None else groups, later=plan.later)
    except PlanRefused:
        return None


def awards_of(tranche: TrancheResult, groups: Sequence[Group]) -> list[int]:
    """Every claim's cents in a tranche, the claims numbered one group after the other."""
    left = tranche.cut.cents if tranche.cut else 0
    awards = []
    for place, group in enumerate(groups):
        in_cut = tranche.cut is not None and place in tranche.cut.groups
        for _claim in range(group.claims):
            extra = 1 if in_cut and left else 0
            left -= extra
            awards.append(tranche.cents.get(place, 0) + extra)
    return awards


def _as_defined(plan: Plan, found: Division | None) -> bool:
    try:
        defined = by_definition.divide(plan.terms, plan.groups, plan.later)
    except by_definition.Refused:
        return found is None
    return found is not None and all(
        awards_of(tranche, plan.groups) == defined[name].awards
        and tranche.value == defined[name].value
        for name, tranche in found.tranches.items()
    )


def _estimated_as_defined(plan: Plan, by: Divide) -> bool:
    found = by(plan.terms, plan.groups, estimate=True, later=plan.later)
    defined = by_definition.divide(plan.terms, plan.groups, plan.later, estimate=True)
    return all(
        [
            tranche.award(place)
            for place, group in enumerate(plan.groups)
            for _ in range(group.claims)
        ]
        == defined[name].awards
        and tranche.value == defined[name].value
        for name, tranche in found.tranches.items()
    )


def _sums(plan: Plan, found: Division) -> Iterator[str]:
    """No cent is made or lost, and none is negative."""
    awards = [award for each in found.tranches.values() for award in awards_of(each, plan.groups)]
    fund = plan.terms.fund
    money = plan.later.fresh_cents if plan.later else fund.gross_cents - fund.deducted_cents
    if sum(awards) != found.paid or found.paid + found.residual != money:
        yield "A cent was made or lost."
    if min(awards, default=0) < 0:
        yield "An award is negative."
    if found.residual < found.reserve_cents:
        yield "The reserve was divided."
    for pool in found.pools:
        if pool.paid > pool.available:
            yield f"Pool {pool.key} paid more than it has."
    yield from _amounts(plan, found)


def _amounts(plan: Plan, found: Division) -> Iterator[str]:
    """A pool of a fixed amount never awards more than that, over all distributions together."""
    before = plan.later.awarded if plan.later else {}
    for pool, result in zip(plan.terms.pools, found.pools, strict=True):
        if pool.amount_cents is not None:
            lacking_cents = max(0, pool.amount_cents - before.get(pool.key, 0))
            if result.paid > lacking_cents:
                yield f"Pool {pool.key} awards more than its amount."


def _order(plan: Plan, found: Division, dice: Random, by: Divide) -> Iterator[str]:
    """Neither reading order nor chunks matter, and asking twice changes nothing."""
    if by(plan.terms, plan.groups, later=plan.later) != found:
        yield "Asked twice it gives two answers."
    places = dice.sample(range(len(plan.groups)), len(plan.groups))
    moved = _divided(plan, by, [plan.groups[place] for place in places])
    if moved is None or _by_place(moved, places) != _by_place(found, range(len(plan.groups))):
        yield "The order of reading matters."
    halves = [
        replace(group, claims=claims)
        for group in plan.groups
        for claims in (group.claims // 2, group.claims - group.claims // 2)
    ]
    split = _divided(plan, by, halves)
    if split is None or any(
        awards_of(split.tranches[name], halves) != awards_of(tranche, plan.groups)
        for name, tranche in found.tranches.items()
    ):
        yield "Two groups of one measure are not paid as one."


def _by_place(found: Division, places: Sequence[int]) -> list[object]:
    return [
        (
            {places[now]: cents for now, cents in tranche.cents.items()},
            tranche.cut and ({places[now] for now in tranche.cut.groups}, tranche.cut.cents),
            {places[now] for now in tranche.capped},
            {places[now] for now in tranche.dropped},
        )
        for tranche in found.tranches.values()
    ]


def _fair(plan: Plan, found: Division) -> Iterator[str]:
    for pool in plan.terms.pools:
        for tranche in pool.tranches:
            name = f"{pool.key}.{tranche.key}"
            result = found.tranches[name]
            if plan.later is None:
                yield from _more_points(name, result, plan.groups)
                if not tranche.minimum_cents:
                    yield from _more_money(tranche, result, plan.groups)


def _more_points(name: str, result: TrancheResult, groups: Sequence[Group]) -> Iterator[str]:
    """More points never mean less money, and equal points equal money but for a cut's cent."""
    members = [group for group in groups for _claim in range(group.claims)]
    rows = sorted(
        (group.measured.units[name], award)
        for group, award in zip(members, awards_of(result, groups), strict=True)
        if name in group.measured.units
    )
    for (fewer, less), (more, award) in pairwise(rows):
        if fewer < more and less > award:
            yield f"In {name} more points mean less money."
        if fewer == more and award - less > (result.cut is not None):
            yield f"In {name} equal points mean different money."


def _more_money(tranche: Tranche, result: TrancheResult, groups: Sequence[Group]) -> Iterator[str]:
    """Without a minimum more money never lowers an award (left-over cents apart)."""
    most = 1 if tranche.rounding is Rounding.LARGEST_REMAINDER else 0
    for more in (1, 7, 1_000):
        try:
            richer = pay(tranche, result.name, result.available + Fraction(more), groups)
        except PlanRefused:
            continue
        before, after = awards_of(result, groups), awards_of(richer, groups)
        if any(new < old - most for old, new in zip(before, after, strict=True)):
            yield f"In {result.name} {more} cents more lower an award."
