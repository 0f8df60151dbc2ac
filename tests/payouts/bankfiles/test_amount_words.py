"""Amounts as checks spell them."""

import pytest

from payouts.bankfiles.amount_words import in_words


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (1, "Zero and 01/100 dollars"),
        (2784, "Twenty-seven and 84/100 dollars"),
        (100_00, "One hundred and 00/100 dollars"),
        (1_013_40, "One thousand thirteen and 40/100 dollars"),
        (2_000_000_00, "Two million and 00/100 dollars"),
        (
            999_919_000_101_99,
            "Nine hundred ninety-nine billion nine hundred nineteen million "
            "one hundred one and 99/100 dollars",
        ),
    ],
)
def test_amounts_are_spelt(cents: int, words: str) -> None:
    assert in_words(cents) == words


@pytest.mark.parametrize("cents", [0, -1, 10**14])
def test_what_no_check_pays_is_refused(cents: int) -> None:
    with pytest.raises(ValueError, match="from one cent"):
        in_words(cents)
