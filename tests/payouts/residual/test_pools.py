"""Several pools and left-over cents through every distribution, to the last cent."""

import pytest

from payouts.allocation.models import Run, RunStatus
from payouts.residual.distributions import open_late, open_second
from payouts.residual.models import Disposal, DisposalKind
from payouts.residual.services import approve_disposal, make_disposal, pay_out
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import awards_of, work_off
from tests.payouts.residual.carrying import agrees, approve, approved_run, case, held, pay

pytestmark = pytest.mark.django_db

ORDER = "Order of June 1, Dkt. 410"
HOME, AWAY = {"created_in_illinois": True}, {"created_in_illinois": False}
STEPS = """
steps = ["second_distribution", "cy_pres"]
second_distribution_minimum = "0.01"
cy_pres = [{{ name = "Legal Aid", percent = "70" }}, {{ name = "Privacy Fund", percent = "30" }}]
reserve = "{reserve}"
"""
OWNERS_AND_SHARES = """
[[pools]]
key = "home"
title = "Owners"
amount = "30.00"
[[pools.tranches]]
key = "owners"
applies_if = "created_in_illinois"
points = "1"
rounding = "down"
[[pools]]
key = "main"
title = "Everybody"
[[pools.tranches]]
key = "shares"
applies_if = "true"
points = "6 if created_in_illinois else 1"
rounding = "largest-remainder"
"""
A_BASE_AND_THE_REST_TO_OWNERS = """
[[pools]]
key = "base"
title = "Everybody"
amount = "20.00"
[[pools.tranches]]
key = "shares"
applies_if = "true"
points = "1"
cap_per_claim = "10.00"
rounding = "down"
[[pools]]
key = "home"
title = "Owners"
[[pools.tranches]]
key = "owners"
applies_if = "created_in_illinois"
points = "1"
rounding = "down"
"""


def late(settlement: Settlement, by: User) -> Run:
    return open_late(settlement=settlement, order=ORDER, by=by, now=NOW)


def second(settlement: Settlement, by: User) -> Run:
    return open_second(settlement=settlement, by=by, now=NOW)


def disposed(settlement: Settlement, kind: DisposalKind, maker: User, checker: User) -> Disposal:
    disposal = make_disposal(settlement=settlement, kind=kind, by=maker, now=NOW, order=ORDER)
    return approve_disposal(disposal=disposal, by=checker, now=NOW)


def test_two_pools_are_divided_first_late_and_a_second_time_until_nothing_is_left(
    alice: User, bob: User
) -> None:
    settlement = case(
        residual=STEPS.format(reserve="10.00"), net_cents=10_007, pools=OWNERS_AND_SHARES
    )
    owner, *others = (
        paying.approved_claim(settlement, answers=each) for each in (HOME, AWAY, AWAY, AWAY)
    )
    lost = others[0]

    # $30.00 to the owner; $60.07 by nine points, whose two left-over cents go by the remainders.
    first = approved_run(settlement, maker=alice, approver=bob)
    awards = awards_of(first)
    assert awards[owner.number] == 3000 + 4005
    assert sorted(awards[each.number] for each in others) == [667, 667, 668]
    assert held(settlement) == {"assets:fund": 10_007, "awards": 9007, "reserve": 1000}
    pay(first, maker=alice, approver=bob, returned=[lost])
    assert agrees(settlement, by=bob)

    # The owners' pool has given all that it has: who comes late has only what is left for shares.
    other_owner = paying.approved_claim(settlement, answers=HOME)
    run = approve(late(settlement, alice), by=bob)
    assert {number: cents for number, cents in awards_of(run).items() if cents} == {
        other_owner.number: 1000
    }
    pay(run, maker=alice, approver=bob)
    assert held(settlement) == {
        "assets:fund": awards[lost.number], "returned": awards[lost.number]
    }  # fmt: skip
    assert agrees(settlement, by=bob)

    # Who has least for their points comes first.
    disposed(settlement, DisposalKind.RETURNED, alice, bob)
    run = approve(second(settlement, alice), by=bob)
    assert {number: cents for number, cents in awards_of(run).items() if cents} == {
        other_owner.number: awards[lost.number]
    }
    pay(run, maker=alice, approver=bob, returned=[other_owner])
    assert agrees(settlement, by=bob)

    disposed(settlement, DisposalKind.RETURNED, alice, bob)
    given = disposed(settlement, DisposalKind.CY_PRES, alice, bob)
    for place in (1, 2):
        pay_out(disposal=given, place=place, bank_reference=f"WIRE-{place}", by=bob, now=NOW)
    assert sum(given.portions.values_list("cents", flat=True)) == awards[lost.number]
    assert held(settlement) == {}
    assert agrees(settlement, by=bob)


def test_a_tranche_that_nobody_was_in_the_second_time_binds_by_the_first(
    alice: User, bob: User
) -> None:
    settlement = case(residual=STEPS.format(reserve="60.00"), pools=A_BASE_AND_THE_REST_TO_OWNERS)
    owner = paying.approved_claim(settlement, answers=HOME)
    other = paying.approved_claim(settlement, answers=AWAY)
    first = approved_run(settlement, maker=alice, approver=bob)
    assert awards_of(first) == {owner.number: 3000, other.number: 1000}
    pay(first, maker=alice, approver=bob, returned=[owner])
    assert approve(second(settlement, alice), by=bob).awarded_cents == 0

    other_owner = paying.approved_claim(settlement, answers=HOME)
    run = late(settlement, alice)
    work_off()

    run.refresh_from_db()
    assert run.status == RunStatus.CLOSED, run.refusal
    # $20.00 as the other owner got, of the $60.00 that are left.
    assert awards_of(run)[other_owner.number] == 2000
