"""Whole cents, read and written without a float in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.money import cents_of, dollars, shown


@pytest.mark.parametrize(
    ("text", "cents"), [("27.84", 2784), ("0.05", 5), ("92000000.00", 9_200_000_000), ("12", 1200)]
)
def test_dollars_are_read_as_whole_cents(text: str, cents: int) -> None:
    assert cents_of(text) == cents


@pytest.mark.parametrize(
    "text", ["", "1.5", "1.234", "-1.00", "1,000.00", " 1", "1e3", "٣.00", "01.00"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="dollars and cents"):
        cents_of(text)


@given(st.integers(min_value=0, max_value=10**14))
def test_what_is_written_reads_back(cents: int) -> None:
    assert cents_of(dollars(cents)) == cents


@pytest.mark.parametrize(
    ("cents", "text"), [(9_200_000_000, "$92,000,000.00"), (-205, "-$2.05"), (0, "$0.00")]
)
def test_people_read_commas_and_a_sign_in_front(cents: int, text: str) -> None:
    assert shown(cents) == text
