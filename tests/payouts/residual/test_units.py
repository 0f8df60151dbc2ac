"""Late claims are bound by what others got for a point, so it must still be the same point."""

from collections.abc import Callable

import pytest

from payouts.allocation.models import Run, RunStatus
from payouts.residual.distributions import open_late, open_second
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import awards_of, work_off
from tests.payouts.residual.carrying import approved_run, case, pay

pytestmark = pytest.mark.django_db

RESIDUAL = """
steps = ["second_distribution", "cy_pres"]
second_distribution_minimum = "0.01"
cy_pres = [{ name = "Legal Aid", percent = "100" }]
reserve = "20.00"
"""
POINTS = "6 if created_in_illinois else 1"
AWAY = {"created_in_illinois": False}
TARGETS = """
[[pools]]
key = "main"
title = "Targets"
[[pools.tranches]]
key = "losses"
applies_if = "true"
amount = "30"
scale = "down"
[[pools.tranches]]
key = "owners"
applies_if = "created_in_illinois"
points = "1"
"""
type Change = Callable[[str], str]


def replaced(before: str, after: str) -> Change:
    def change(text: str) -> str:
        assert before in text
        return text.replace(before, after, 1)

    return change


def amended(settlement: Settlement, change: Change) -> None:
    paying.amend(settlement, change(settlement.versions.get(number=1).text))


def late(settlement: Settlement, by: User) -> Run:
    run = open_late(settlement=settlement, order="Dkt. 410", by=by, now=NOW)
    work_off()
    run.refresh_from_db()
    assert run.status == RunStatus.CLOSED, run.refusal
    return run


@pytest.fixture
def by_points(alice: User, bob: User) -> Settlement:
    """One was awarded $80.00 for a point; another comes late."""
    settlement = case(residual=RESIDUAL, points=POINTS)
    paying.approved_claim(settlement, answers=AWAY)
    approved_run(settlement, maker=alice, approver=bob)
    paying.approved_claim(settlement, answers=AWAY)
    return settlement


def test_a_point_that_is_measured_otherwise_since_admits_nobody_late(
    by_points: Settlement, alice: User
) -> None:
    amended(by_points, replaced(POINTS, "60 if created_in_illinois else 10"))

    with pytest.raises(
        Refusal,
        match=r"^In tranche main\.shares late claims may get no more for a point, or by a larger"
        r" scale, than run 1 gave, and the settlement file was amended since to measure that"
        r" tranche by another unit: give it its points, amount and scale of that run again",
    ):
        late(by_points, alice)

    assert Run.objects.count() == 1
    paying.amend(by_points, by_points.versions.get(number=1).text)
    assert late(by_points, alice).figures["at_most"] == {"main.shares": "8000"}


NEW = '[[pools.tranches]]\nkey = "new"\napplies_if = "true"\npoints = "9"\n\n[residual]'


@pytest.mark.parametrize(
    "change",
    [
        replaced(POINTS, "(6) if  created_in_illinois else 1.0"),
        replaced('rounding = "unit-down"', 'rounding = "down"\ncap_per_claim = "90.00"'),
        replaced('applies_if = "true"', 'applies_if = "1 < 2"'),
        replaced('title = "Fund"', 'title = "The fund"'),
        replaced("[residual]", NEW),
    ],
    ids=["spelt otherwise", "rules", "who it is for", "its name", "a tranche of its own"],
)
def test_what_is_amended_elsewhere_does_not_matter(
    by_points: Settlement, alice: User, change: Change
) -> None:
    amended(by_points, change)

    assert late(by_points, alice).figures["at_most"] == {"main.shares": "8000"}


@pytest.mark.parametrize(
    ("before", "after"),
    [('amount = "30"', 'amount = "60"'), ('scale = "down"', 'scale = "both"')],
    ids=["amount", "scale"],
)
def test_a_target_too_must_be_the_same(alice: User, bob: User, before: str, after: str) -> None:
    settlement = case(residual=RESIDUAL, pools=TARGETS)
    for _ in range(3):
        paying.approved_claim(settlement, answers=AWAY)
    approved_run(settlement, maker=alice, approver=bob)
    paying.approved_claim(settlement, answers=AWAY)
    amended(settlement, replaced(before, after))

    with pytest.raises(Refusal, match=r"In tranche main\.losses late claims may get no more"):
        late(settlement, alice)


def test_a_tranche_that_bound_nobody_may_be_measured_anew(alice: User, bob: User) -> None:
    settlement = case(residual=RESIDUAL, pools=TARGETS)
    paying.approved_claim(settlement, answers=AWAY)
    approved_run(settlement, maker=alice, approver=bob)
    new = paying.approved_claim(settlement, answers=AWAY)
    amended(settlement, replaced('points = "1"', 'points = "5"'))

    run = late(settlement, alice)

    assert run.figures["at_most"] == {"main.losses": "1"}
    assert awards_of(run)[new.number] == 3000


def test_a_second_distribution_is_bound_by_nobody(alice: User, bob: User) -> None:
    settlement = case(residual=RESIDUAL, points=POINTS)
    paying.approved_claim(settlement, answers=AWAY)
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)
    amended(settlement, replaced(POINTS, "60 if created_in_illinois else 10"))

    assert open_second(settlement=settlement, by=alice, now=NOW).number == 2
