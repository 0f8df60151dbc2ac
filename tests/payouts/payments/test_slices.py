"""Payments are cut into files in their order, none lost, no file above its limits."""

from hypothesis import given
from hypothesis import strategies as st

from payouts.payments.slices import Slice, cut


def test_a_file_is_full_at_its_count_or_its_sum() -> None:
    assert [*cut([5, 5, 5, 9, 1], most=2, most_cents=10)] == [
        Slice(first=1, count=2, cents=10),
        Slice(first=3, count=1, cents=5),
        Slice(first=4, count=2, cents=10),
    ]


def test_nothing_to_pay_is_no_file() -> None:
    assert [*cut([], most=2, most_cents=10)] == []


@given(
    amounts=st.lists(st.integers(1, 100), max_size=60),
    most=st.integers(1, 9),
    most_cents=st.integers(100, 300),
)
def test_files_follow_each_other_without_gap_and_keep_the_limits(
    amounts: list[int], most: int, most_cents: int
) -> None:
    place = 1
    for part in cut(amounts, most=most, most_cents=most_cents):
        assert part.first == place
        assert 0 < part.count <= most
        assert part.cents == sum(amounts[place - 1 : place - 1 + part.count]) <= most_cents
        place += part.count
    assert place == len(amounts) + 1
