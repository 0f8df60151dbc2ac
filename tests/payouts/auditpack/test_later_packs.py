"""Packs of later distributions: what was awarded before counts, and bounds bind who comes late."""

import json
from pathlib import Path

import pytest

from payouts.allocation.models import Run
from payouts.residual.distributions import open_late, open_second
from settlement.accounts.models import User
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import awards_of, work_off
from tests.payouts.auditpack import packed
from tests.payouts.residual.carrying import approved_run, case, pay

pytestmark = pytest.mark.django_db

RESIDUAL = """
steps = ["second_distribution", "cy_pres"]
second_distribution_minimum = "1.00"
cy_pres = [{ name = "Legal Aid", percent = "100" }]
reserve = "20.00"
"""
POINTS = "6 if created_in_illinois else 1"
HOME, AWAY = {"created_in_illinois": True}, {"created_in_illinois": False}


def closed(run: Run) -> Run:
    work_off()
    run.refresh_from_db()
    assert run.closed_at, run.refusal
    return run


@pytest.mark.parametrize("rounding", ["unit-down", "down", "largest-remainder"])
def test_a_second_distribution_comes_out_alike(
    alice: User, bob: User, tmp_path: Path, rounding: str
) -> None:
    settlement = case(residual=RESIDUAL, points=POINTS, rounding=rounding)
    for answers in (HOME, AWAY, AWAY):
        gone = paying.approved_claim(settlement, answers=answers)
    first = approved_run(settlement, maker=alice, approver=bob)
    pay(first, maker=alice, approver=bob, returned=[gone])

    run = closed(open_second(settlement=settlement, by=alice, now=NOW))

    pack = packed.written(run, tmp_path / "pack")
    stated: dict[str, object] = {"fresh_cents": run.net_cents, "at_most": {}, "awarded": {}}
    assert packed.manifest(pack)["later"] == stated
    assert packed.verified(pack).startswith("equal: run 2 of small awards")


def test_who_comes_late_is_bounded_as_the_pack_says(alice: User, bob: User, tmp_path: Path) -> None:
    settlement = case(residual=RESIDUAL, points=POINTS)
    paying.approved_claim(settlement, answers=HOME)
    approved_run(settlement, maker=alice, approver=bob)
    late = paying.approved_claim(settlement, answers=AWAY)

    run = closed(open_late(settlement=settlement, order="Dkt. 410", by=alice, now=NOW))

    assert awards_of(run)[late.number] == 1_333
    pack = packed.written(run, tmp_path / "pack")
    assert packed.manifest(pack)["later"]["at_most"] == {"main.shares": "1333"}
    assert packed.verified(pack).startswith("equal: run 2 of small awards $13.33 to 2 claims")


POOL = """
[[pools]]
key = "{}"
title = "A pool"
{}
[[pools.tranches]]
key = "all"
applies_if = "true"
points = "1"
"""


@pytest.fixture
def fixed(alice: User, bob: User, tmp_path: Path) -> Path:
    """A second distribution of $20.00: the base awarded its $40.00, of which $20.00 came back and
    are owed to somebody who takes no part."""
    pools = POOL.format("base", 'amount = "40.00"') + POOL.format("main", "")
    settlement = case(residual=RESIDUAL, pools=pools)
    gone, _kept = (paying.approved_claim(settlement) for _ in range(2))
    first = approved_run(settlement, maker=alice, approver=bob)
    pay(first, maker=alice, approver=bob, returned=[gone])
    run = closed(open_second(settlement=settlement, by=alice, now=NOW))
    return packed.written(run, tmp_path / "pack")


def test_what_a_fixed_pool_had_awarded_is_stated_to_be_compared(fixed: Path) -> None:
    assert packed.manifest(fixed)["later"]["awarded"] == {"base": 4_000}

    said = packed.verified(fixed)

    assert said.startswith("equal: run 2 of small awards $20.00 to 1 claims")
    assert "\nstated   $20.00 to divide, $40.00 of pool base awarded before: compare this" in said


@pytest.mark.parametrize(
    ("awarded", "said"),
    [
        (None, "it should state what was awarded before of base, and of nothing else."),
        ({}, "it should state what was awarded before of base, and of nothing else."),
        ({"base": 4_000, "main": 0}, "of base, and of nothing else."),
        ({"base": -1}, "later.awarded, base: it is -1, and should be whole cents, 0 or more."),
        ({"base": True}, "later.awarded, base: it is True, and should be whole cents"),
        ({"base": "40.00"}, "later.awarded, base: it is '40.00', and should be whole cents"),
        ({"base": 3_999}, "different: schedule.csv, measure 1, base.all, cents: it is 0, and"),
        ({"base": 4_001}, "different: figures.json, awarded: it is {'base': '40.00'}, and should"),
    ],
)
def test_a_pack_that_does_not_state_it_of_each_fixed_pool_is_refused(
    fixed: Path, awarded: object, said: str
) -> None:
    manifest = packed.manifest(fixed)
    manifest["later"].pop("awarded")
    if awarded is not None:
        manifest["later"]["awarded"] = awarded
    (fixed / "manifest.json").write_text(json.dumps(manifest))

    assert said in packed.verified(fixed, status=1)
