"""The court amends the deductions after the first distribution; later ones divide what is right."""

import pytest

from claims.filing.models import Claim
from payouts.allocation import services as allocation
from payouts.allocation.models import Run, RunStatus
from payouts.ledger import services as ledger
from payouts.ledger.deductions import Overdrawn
from payouts.ledger.models import Entry
from payouts.residual.distributions import open_late, open_second
from payouts.residual.models import DisposalKind
from payouts.residual.services import approve_disposal, make_disposal
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import awards_of, finished, work_off
from tests.payouts.residual.carrying import agrees, approve, approved_run, case, held, pay

pytestmark = pytest.mark.django_db

ORDER = "Order of June 1, Dkt. 410"
RESIDUAL = """
steps = ["second_distribution", "cy_pres"]
second_distribution_minimum = "0.01"
cy_pres = [{ name = "Legal Aid", percent = "100" }]
reserve = "20.00"
"""
FEES = '[[fund.deductions]]\nkey = "fees"\ntitle = "Fees"\namount = "{}"\n\n[roster]'


def a_case(maker: User, approver: User, residual: str = RESIDUAL) -> tuple[Settlement, Run]:
    """$100.02 of which three were awarded $26.67 each; $0.01 is the residual, $20.00 in reserve."""
    settlement = case(residual=residual, net_cents=10_002)
    for _ in range(3):
        paying.approved_claim(settlement)
    first = approved_run(settlement, maker=maker, approver=approver)
    assert held(settlement) == {
        "assets:fund": 10_002, "awards": 8001, "reserve": 2000, "residual": 1
    }  # fmt: skip
    return settlement, first


def amend(settlement: Settlement, fees: str, *, gross: str = "100.02") -> None:
    """The court orders these fees; before there were none."""
    text = settlement.versions.get(number=1).text
    text = text.replace('gross = "100.02"', f'gross = "{gross}"')
    paying.amend(settlement, text.replace("[roster]", FEES.format(fees), 1))


def second(settlement: Settlement, by: User) -> Run:
    return open_second(settlement=settlement, by=by, now=NOW)


def late(settlement: Settlement, by: User) -> Run:
    return open_late(settlement=settlement, order=ORDER, by=by, now=NOW)


def test_what_they_take_more_comes_out_of_the_residual_and_then_the_reserve(
    alice: User, bob: User
) -> None:
    settlement, first = a_case(alice, bob)
    pay(first, maker=alice, approver=bob)
    amend(settlement, "15.00")

    run = second(settlement, alice)

    assert held(settlement) == {"assets:fund": 2001, "deductions:fees": 1500, "reserve": 501}
    approve(run, by=bob)
    assert (run.net_cents, run.awarded_cents) == (501, 501)
    assert not ledger.is_behind(settlement)
    assert agrees(settlement, by=bob)


def test_what_they_took_less_before_is_taken_first(alice: User, bob: User) -> None:
    settlement = case(residual=RESIDUAL, net_cents=10_002)
    text = settlement.versions.get().text
    paying.amend(settlement, text.replace("[roster]", FEES.format("10.02"), 1))
    paying.approved_claim(settlement)
    approved_run(settlement, maker=alice, approver=bob)  # which deducts by the file in force
    for fees in ("4.02", "11.02"):
        paying.amend(settlement, text.replace("[roster]", FEES.format(fees), 1))
        run = late_given_up(settlement, alice)

    # $6.00 went to the net fund and are taken of it; the last $1.00 is of the reserve.
    assert run.net_cents == 1900
    assert held(settlement) == {
        "assets:fund": 10_002, "deductions:fees": 1102, "awards": 7000, "reserve": 1900
    }  # fmt: skip
    assert agrees(settlement, by=bob)


def late_given_up(settlement: Settlement, by: User) -> Run:
    """A late admission that was computed, and nobody wants."""
    run = late(settlement, by)
    work_off()
    run.refresh_from_db()
    assert run.status == RunStatus.CLOSED, run.refusal
    allocation.give_up_run(run=run, why="Another comes.", by=by, now=NOW)
    return run


def test_deductions_that_are_lowered_are_divided_by_the_next_distribution(
    alice: User, bob: User
) -> None:
    settlement, first = a_case(alice, bob)
    pay(first, maker=alice, approver=bob)
    for fees in ("15.00", "12.00"):
        amend(settlement, fees)
        run = second(settlement, alice)
        work_off()
        run.refresh_from_db()
        if fees == "15.00":
            allocation.give_up_run(run=run, why="Amended.", by=alice, now=NOW)

    assert run.net_cents == 801
    approve(run, by=bob)
    assert held(settlement) == {"assets:fund": 2001, "awards": 801, "deductions:fees": 1200}
    assert agrees(settlement, by=bob)


def test_where_nothing_is_left_to_take_them_of_nothing_is_posted(alice: User, bob: User) -> None:
    settlement, first = a_case(alice, bob)
    pay(first, maker=alice, approver=bob)
    amend(settlement, "20.02")
    before = held(settlement)

    for opened in (second, late):
        with pytest.raises(
            Overdrawn,
            match=r"deductions take \$20\.02 more than was posted, and net fund, residual and"
            r" reserve hold \$20\.01 together; what is awarded, or given already, is not taken bac",
        ):
            opened(settlement, alice)

    assert (held(settlement), Run.objects.count()) == (before, 1)
    assert ledger.is_behind(settlement)
    assert agrees(settlement, by=bob)


def test_what_came_back_and_is_owed_is_never_taken(alice: User, bob: User) -> None:
    settlement, first = a_case(alice, bob)
    pay(first, maker=alice, approver=bob, returned=[*[a.claim for a in first.awards.all()][:2]])
    amend(settlement, "20.02")
    assert held(settlement)["returned"] == 5334

    with pytest.raises(Overdrawn):
        late(settlement, alice)


def test_what_came_back_is_given_up_by_order_though_the_deductions_take_more_than_is_left(
    alice: User, bob: User
) -> None:
    """By that there is enough, and the next step posts them."""
    settlement, first = a_case(alice, bob)
    pay(first, maker=alice, approver=bob, returned=[first.awards.all()[0].claim])
    amend(settlement, "25.00")

    given = make_disposal(
        settlement=settlement, kind=DisposalKind.RETURNED, order=ORDER, by=alice, now=NOW
    )
    approve_disposal(disposal=given, by=bob, now=NOW)
    run = second(settlement, alice)

    assert held(settlement) == {
        "assets:fund": 4668, "deductions:fees": 2500, "residual": 168, "reserve": 2000
    }  # fmt: skip
    assert approve(run, by=bob).net_cents == 2168
    assert agrees(settlement, by=bob)


def test_a_first_run_may_still_take_the_place_of_one_whose_reserve_was_drawn_on(
    alice: User, bob: User
) -> None:
    """The deductions are given back for a moment, and then taken of the whole net fund."""
    settlement, _first = a_case(alice, bob)
    amend(settlement, "15.00")
    late_given_up(settlement, alice)
    assert held(settlement)["reserve"] == 501

    again = approve(finished(settlement, by=alice), by=bob)

    assert {*awards_of(again).values()} == {2167}
    assert held(settlement) == {
        "assets:fund": 10_002,
        "deductions:fees": 1500,
        "awards": 6501,
        "reserve": 2000,
        "residual": 1,
    }
    refs = Entry.objects.filter(kind="deductions").order_by("pk").values_list("ref", flat=True)
    assert [ref.split("/")[0] for ref in refs] == ["1", "2", "back", "2"]
    assert agrees(settlement, by=bob)


def test_no_first_run_takes_the_place_of_one_whose_reserve_was_given_away(
    alice: User, bob: User
) -> None:
    """$15.00 were taken of what it left, ordered back into the net fund, and given away there."""
    settlement, _first = a_case(alice, bob)
    for fees in ("15.00", "0.01"):
        amend(settlement, fees)
        late_given_up(settlement, alice)
    Claim.objects.update(status="denied")  # so that no payment is due
    made = make_disposal(settlement=settlement, kind=DisposalKind.CY_PRES, by=alice, now=NOW)
    approve_disposal(disposal=made, by=bob, now=NOW)
    Claim.objects.update(status="approved")
    again = finished(settlement, by=alice)

    with pytest.raises(Overdrawn, match="What the earlier run left is given already"):
        allocation.approve_run(run=again, by=bob, now=NOW)

    assert agrees(settlement, by=bob)


def test_a_fund_that_grew_is_confirmed_before_a_later_distribution_is_opened(
    alice: User, bob: User
) -> None:
    settlement, first = a_case(alice, bob)
    pay(first, maker=alice, approver=bob)
    amend(settlement, "15.00", gross="105.02")

    with pytest.raises(Refusal, match="the bank has not confirmed the whole of it"):
        second(settlement, alice)

    ledger.confirm_funding(
        settlement=settlement, amount_cents=500, bank_reference="FED-2", by=alice, now=NOW
    )
    # $5.00 came and $15.00 are deducted, so $10.00 are taken of what is left.
    assert held(settlement) == {"assets:fund": 2501, "deductions:fees": 1500, "reserve": 1001}
    assert not ledger.is_behind(settlement)
    assert agrees(settlement, by=bob)
    assert approve(second(settlement, alice), by=bob).net_cents == 1001
    assert agrees(settlement, by=bob)


def test_money_that_does_not_reach_for_the_deductions_is_recorded_and_agrees(
    alice: User, bob: User
) -> None:
    settlement, _first = a_case(alice, bob)
    amend(settlement, "25.02", gross="105.02")

    ledger.confirm_funding(
        settlement=settlement, amount_cents=500, bank_reference="FED-2", by=alice, now=NOW
    )

    assert held(settlement)["fund"] == 500
    assert ledger.is_behind(settlement)
    assert agrees(settlement, by=bob)
    again = approve(finished(settlement, by=alice), by=bob)
    assert (again.net_cents, held(settlement)["deductions:fees"]) == (8000, 2502)
    assert agrees(settlement, by=bob)


def test_what_is_given_away_is_what_the_deductions_leave(alice: User, bob: User) -> None:
    settlement = a_case_that_gives_away(alice, bob)
    amend(settlement, "15.00")

    given = make_disposal(settlement=settlement, kind="cy_pres", by=alice, now=NOW)
    approve_disposal(disposal=given, by=bob, now=NOW)

    assert held(settlement) == {
        "assets:fund": 2001, "cy_pres:Legal Aid": 501, "deductions:fees": 1500
    }  # fmt: skip
    assert agrees(settlement, by=bob)


def test_nothing_is_given_away_by_a_plan_that_was_made_before_deductions_were_raised(
    alice: User, bob: User
) -> None:
    settlement = a_case_that_gives_away(alice, bob)
    given = make_disposal(settlement=settlement, kind="cy_pres", by=alice, now=NOW)
    amend(settlement, "15.00")
    before = held(settlement)

    with pytest.raises(Refusal, match="Withdraw it and make it anew"):
        approve_disposal(disposal=given, by=bob, now=NOW)

    assert held(settlement) == before


def a_case_that_gives_away(maker: User, approver: User) -> Settlement:
    """The three of `a_case` are paid; what is left of it is $20.01, and goes to cy pres."""
    steps = RESIDUAL.replace('["second_distribution", "cy_pres"]', '["cy_pres"]')
    steps = steps.replace('second_distribution_minimum = "0.01"\n', "")
    settlement, first = a_case(maker, approver, steps)
    pay(first, maker=maker, approver=approver)
    return settlement
