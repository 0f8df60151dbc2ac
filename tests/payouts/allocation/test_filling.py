"""The value of a point is the largest that the money can pay, by its definition."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.allocation.filling import largest_value
from payouts.allocation.shares import Histogram, at_value

LITTLE = Fraction(1, 10**30)
money = st.fractions(0, 500, max_denominator=7)
rows = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 5), st.just(0) | st.integers(0, 60)), max_size=7
)
caps = st.none() | st.integers(0, 50)


def histogram(rows: list[tuple[int, int, int]], cap_cents: int | None) -> Histogram:
    units, counts, priors = zip(*rows, strict=True) if rows else ((), (), ())
    return Histogram(units, counts, per=10, cap_cents=cap_cents, priors=priors)


@given(money, rows, caps)
def test_no_larger_value_can_be_paid(
    available: Fraction, rows: list[tuple[int, int, int]], cap_cents: int | None
) -> None:
    claims = histogram(rows, cap_cents)

    value = largest_value(available, claims)

    if value is None:  # then none is too large
        assert at_value(Fraction(10**9), claims).fresh(claims) <= available
    else:
        assert at_value(value, claims).fresh(claims) <= available
        assert at_value(value + LITTLE, claims).fresh(claims) > available


@given(money, rows, caps)
def test_what_nobody_had_before_is_as_if_there_were_no_before(
    available: Fraction, rows: list[tuple[int, int, int]], cap_cents: int | None
) -> None:
    nothing = histogram([(units, count, 0) for units, count, _prior in rows], cap_cents)
    first = Histogram(nothing.units, nothing.counts, per=10, cap_cents=cap_cents)

    assert largest_value(available, nothing) == largest_value(available, first)


def test_measures_that_differ_by_one_ten_thousandth_keep_their_order() -> None:
    """What both had before is worth a point's value that differs in the twentieth decimal."""
    most = 10**10
    claims = Histogram([most - 1, most], [1, 1], per=1, priors=[1, 1])
    half_way = Fraction(1, 2 * (most - 1))

    assert largest_value(half_way, claims) == (1 + half_way) / most


@pytest.mark.parametrize(
    "wrong", [([-1], [1], ()), ([1], [-1], ()), ([1], [1], [-1])], ids=["points", "count", "prior"]
)
def test_nothing_negative_is_taken(wrong: tuple[list[int], list[int], list[int]]) -> None:
    units, counts, priors = wrong

    with pytest.raises(ValueError, match="must not be negative"):
        Histogram(units, counts, per=1, priors=priors)


def test_money_is_not_negative_either() -> None:
    with pytest.raises(ValueError, match="money must not be negative"):
        largest_value(Fraction(-1), Histogram([1], [1], per=1))
