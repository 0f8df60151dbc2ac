"""What a reviewer sees is enough to compare, and no more."""

import pytest

from settlement.identifiers import masking


@pytest.mark.parametrize("mask", [masking.email, masking.phone, masking.initial, masking.start,
                                  masking.end, masking.street, masking.zip_code])  # fmt: skip
def test_nothing_is_masked_as_nothing(mask: object) -> None:
    assert callable(mask)
    assert mask("") == ""


def test_what_has_no_at_sign_is_masked_all_the_same() -> None:
    assert masking.email("janedoe") == "j***"


def test_a_short_reference_is_not_given_away_by_its_end() -> None:
    assert masking.end("A-100100") == "***"
    assert masking.end("A-1001001") == "***1001"
