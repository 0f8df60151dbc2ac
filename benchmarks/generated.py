"""Plans of every kind over claims of every kind, made by chance from a seed, to check the core.

Amounts of a plan are of one size, so that awards fall on caps, on minimums, on half cents and below
a cent as often as between them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random

from payouts.allocation.measures import Measured
from payouts.allocation.plan import Later
from payouts.allocation.tranche import Group
from settlement.terms.outcomes import MAX_DOLLARS, MAX_POINTS, POINT_UNITS
from settlement.terms.schema import Pool, Residual, Rounding, Scale, Terms, Tranche

POINTS = (0, 1, 3_333, 5_000, 10_000, 15_000, 20_000, 60_000)  # in ten-thousandths
DECIMALS = tuple(map(Fraction, ("0.01", "0.5", "1", "1.5", "3", "20")))


@dataclass(frozen=True)
class Plan:
    """later: None for a first distribution; then no group was awarded anything before."""

    terms: Terms
    groups: list[Group]
    later: Later | None


@dataclass(frozen=True)
class Chance:
    """dice, and the size of the plan's amounts in cents."""

    dice: Random
    size: int

    def cents(self) -> int:
        """What one claim may be paid, asked or held to; round amounts are frequent."""
        if self.dice.random() < 0.5:
            return self.dice.randrange(12) * self.size
        return self.dice.randrange(12 * self.size)

    def perhaps[T](self, value: T, often: float = 0.4) -> T | None:
        return value if self.dice.random() < often else None


def plan(dice: Random, like: Terms) -> Plan:
    """A plan with its claims; what does not concern the division is `like` that settlement."""
    chance = Chance(dice, dice.choice((1, 7, 100, 10_000)))
    net = chance.cents() * dice.choice((1, 3, 9, 30, 90))
    reserve = dice.randrange(net + 1) if dice.random() < 0.2 else 0
    pools = _pools(chance, like, net - reserve)
    fund = replace(like.fund, gross_cents=net, deductions=())
    residual = Residual(like.residual.steps, 0, like.residual.cy_pres, reserve)
    terms = replace(like, fund=fund, residual=residual, pools=pools)
    names = {f"{pool.key}.{each.key}": each for pool in pools for each in pool.tranches}
    later = _later(chance, names, pools) if dice.random() < 0.3 else None
    groups = [_group(chance, names, later is not None) for _group_no in range(dice.randrange(8))]
    return Plan(terms, groups, later)


def _pools(chance: Chance, like: Terms, most: int) -> tuple[Pool, ...]:
    dice = chance.dice
    pools = []
    for number in range(dice.choice((1, 1, 2, 3))):
        fixed = dice.randrange(most // 2 + 1) if number or dice.random() < 0.2 else None
        most -= fixed or 0
        tranches = tuple(_tranche(chance, like, f"t{n}") for n in range(dice.choice((1, 1, 2))))
        pools.append(Pool(f"p{number}", "Pool", fixed, tranches))
    dice.shuffle(pools)
    return tuple(pools)


def _tranche(chance: Chance, like: Terms, key: str) -> Tranche:
    model = like.pools[0].tranches[0]
    scale = chance.dice.choice((None, None, None, Scale.DOWN, Scale.BOTH, *Scale))
    cap, minimum = chance.perhaps(chance.cents()), chance.perhaps(chance.cents(), 0.2)
    if cap is not None and minimum is not None:
        minimum = min(cap, minimum)
    return Tranche(
        key=key,
        applies_if=model.applies_if,
        points=model.points if scale is None else None,
        amount=model.points if scale else None,
        scale=scale,
        max_scale=chance.perhaps(chance.dice.choice(DECIMALS)) if scale is Scale.BOTH else None,
        cap_per_claim_cents=cap,
        cap_per_point_cents=chance.perhaps(chance.cents(), 0.2) if scale is None else None,
        minimum_cents=minimum,
        rounding=chance.dice.choice([*Rounding]),
    )


def _group(chance: Chance, names: Mapping[str, Tranche], later: bool) -> Group:
    dice = chance.dice
    units = {name: _units(chance, each) for name, each in names.items() if dice.random() < 0.9}
    had = [name for name in names if later and dice.random() < 0.6]
    return Group(
        claims=dice.choice((0, 1, 1, 2, 3, 4, 7)),
        measured=Measured(units, "" if units else "Nothing."),
        prior={name: chance.cents() // dice.choice((1, 1, 4)) for name in had},
    )


def _units(chance: Chance, tranche: Tranche) -> int:
    most = MAX_POINTS * POINT_UNITS if tranche.scale is None else MAX_DOLLARS * 100
    if chance.dice.random() < 0.01:
        return most
    if tranche.scale is None:
        return chance.dice.choice(POINTS) + chance.dice.choice((0, 0, 7))
    return chance.cents()


def _later(chance: Chance, names: Mapping[str, Tranche], pools: Sequence[Pool]) -> Later:
    """What fixed pools awarded is their amount, or anything, and not what these claims had: others
    may have had it too."""
    at_most = {
        name: chance.dice.choice(DECIMALS) * (1 if tranche.scale else chance.size)
        for name, tranche in names.items()
        if chance.dice.random() < 0.3
    }
    awarded = {
        pool.key: chance.dice.choice((0, pool.amount_cents, chance.cents()))
        for pool in pools
        if pool.amount_cents is not None
    }
    return Later(chance.cents() * chance.dice.choice((1, 3, 9, 30)), at_most, awarded)
