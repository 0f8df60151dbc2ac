"""What the court's deductions still lack, and out of which money it comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.ledger.chart import FUND, NET, RESERVE, RESIDUAL, Side, credit, debit
from payouts.ledger.deductions import Overdrawn, balanced, undeducted
from settlement.terms.schema import Deduction, Fund

FEES = "deductions:fees"


def fund(fees_cents: int, gross_cents: int = 10_000) -> Fund:
    return Fund(gross_cents, (Deduction("fees", "Fees", fees_cents),))


def test_the_first_time_the_whole_fund_is_divided() -> None:
    sides = undeducted(fund(2_500), [])

    assert balanced(sides, {}) == [debit(FUND, 10_000), credit(FEES, 2_500), credit(NET, 7_500)]


@pytest.mark.parametrize(
    ("more_cents", "drawn"),
    [
        (300, [300, 0, 0]),
        (500, [500, 0, 0]),
        (501, [500, 1, 0]),
        (800, [500, 300, 0]),
        (801, [500, 300, 1]),
        (1_000, [500, 300, 200]),
    ],
)
def test_more_is_taken_of_the_net_fund_then_the_residual_then_the_reserve(
    more_cents: int, drawn: list[int]
) -> None:
    sides = undeducted(fund(2_500 + more_cents), [(FUND, 10_000), (FEES, -2_500)])

    legs = balanced(sides, {NET: 500, RESIDUAL: 300, RESERVE: 200})

    assert legs[0] == credit(FEES, more_cents)
    assert [(leg.account, leg.cents) for leg in legs[1:]] == [
        *zip((NET, RESIDUAL, RESERVE), drawn, strict=True)
    ]


def test_less_goes_to_the_net_fund() -> None:
    sides = undeducted(fund(2_400), [(FUND, 10_000), (FEES, -2_500)])

    assert balanced(sides, {RESERVE: 200}) == [debit(FEES, 100), credit(NET, 100)]


def test_a_cent_more_than_is_left_is_refused() -> None:
    with pytest.raises(
        Overdrawn, match=r"take \$10\.01 more .* residual and reserve hold \$10\.00 together"
    ):
        balanced([credit(FEES, 1_001)], {NET: 500, RESIDUAL: 300, RESERVE: 200})


cents = st.integers(0, 2_000)


@given(before=cents, after=cents, net=cents, residual=cents, reserve=cents)
def test_the_legs_balance_and_overdraw_nothing(
    before: int, after: int, net: int, residual: int, reserve: int
) -> None:
    held = {NET: net, RESIDUAL: residual, RESERVE: reserve}
    sides: list[Side] = undeducted(fund(after), [(FUND, 10_000), (FEES, -before)])

    try:
        legs = balanced(sides, held)
    except Overdrawn:
        assert after - before > net + residual + reserve
        return
    assert sum(leg.cents for leg in legs) == 0
    assert all(leg.cents <= held.get(leg.account, before) for leg in legs)
