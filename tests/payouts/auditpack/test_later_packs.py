"""Packs of later distributions: what was awarded before counts, and bounds bind who comes late."""

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
    assert packed.manifest(pack)["later"] == {"fresh_cents": run.net_cents, "at_most": {}}
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
