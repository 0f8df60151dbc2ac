"""The bar covers the whole fund, without gap or overlap."""

from hypothesis import given
from hypothesis import strategies as st

from payouts.reports.bar import WIDTH, Part, drawn


def part(cents: int) -> Part:
    return Part("net", "Net", "", cents)


def test_parts_lie_side_by_side_in_proportion() -> None:
    fees, rest = drawn([part(25), part(75)])

    assert [(fees.x, fees.width, fees.share), (rest.x, rest.width, rest.share)] == [
        (0, 250, "25.0 %"),
        (250, 750, "75.0 %"),
    ]


def test_a_small_part_is_said_though_it_cannot_be_drawn() -> None:
    small, _large = drawn([part(1), part(10**9)])

    assert (small.width, small.share) == (0, "under 0.1 %")


def test_an_empty_fund_draws_nothing() -> None:
    assert [each.width for each in drawn([part(0)])] == [0]


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=9).filter(any))
def test_there_is_no_gap_and_no_overlap(amounts: list[int]) -> None:
    edge = 0
    for each in drawn([part(cents) for cents in amounts]):
        assert each.x == edge
        edge += each.width
    assert edge == WIDTH
