"""Plans of every kind do what the settlement file's description says, claim by claim.

`./run bench plan --plans 100000` asks the same of as many plans as one likes.
"""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import generated, properties
from payouts.allocation.plan import Division, PoolResult, divide
from payouts.allocation.tranche import TrancheResult
from settlement.terms.parse import parse_terms

FILE = Path(__file__).parents[3] / "settlements" / "tiktok.toml"
LIKE = parse_terms(FILE.read_text(), file_name=FILE.name)


@pytest.mark.parametrize("hundred", range(4))
def test_every_property_holds_of_plans_made_by_chance(hundred: int) -> None:
    for seed in range(100 * hundred, 100 * (hundred + 1)):
        dice = Random(seed)  # noqa: S311 - claims, no secret
        plan = generated.plan(dice, LIKE)

        assert (seed, properties.wrong(plan, dice)) == (seed, [])


@given(st.randoms(use_true_random=False))
@settings(deadline=None)
def test_every_property_holds_of_plans_looked_for(dice: Random) -> None:
    plan = generated.plan(dice, LIKE)

    assert properties.wrong(plan, dice) == []


def a_cent_to_the_first(division: Division) -> Division:
    """One tranche pays one claim a cent more, and says that it paid no more."""
    pool, *others = division.pools
    name, tranche = next(iter(pool.tranches.items()))
    cents = {place: each + (place == 0) for place, each in tranche.cents.items()}
    changed = replace(tranche, cents=cents)
    return replace(
        division, pools=(replace(pool, tranches={**pool.tranches, name: changed}), *others)
    )


def all_of_it_kept(division: Division) -> Division:
    """Nobody is paid, and the sums agree."""
    pools = tuple(replace(pool, tranches=kept(pool)) for pool in division.pools)
    return replace(division, pools=pools)


def kept(pool: PoolResult) -> dict[str, TrancheResult]:
    return {
        name: replace(tranche, cents=dict.fromkeys(tranche.cents, 0), cut=None, paid=Fraction(0))
        for name, tranche in pool.tranches.items()
    }


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(a_cent_to_the_first, "A cent was made or lost."), (all_of_it_kept, "from the definition")],
)
def test_a_division_that_is_wrong_is_found(
    spoil: Callable[[Division], Division], said: str
) -> None:
    def spoilt(*args: Any, **options: Any) -> Division:
        return spoil(divide(*args, **options))

    found = set()
    for seed in range(40):
        dice = Random(seed)  # noqa: S311 - claims, no secret
        found |= {*properties.wrong(generated.plan(dice, LIKE), dice, by=spoilt)}

    assert any(said in sentence for sentence in found)
