"""The states' numbers are in stored rows: they may be added to and never changed."""

import pytest

from settlement.identifiers import states


def test_the_numbers_in_stored_rows_still_mean_the_same() -> None:
    assert states.NUMBER["AL"] == 1
    assert states.NUMBER["IL"] == 14
    assert states.NUMBER["NY"] == 33
    assert states.NUMBER["WY"] == 51
    assert states.NUMBER["PR"] == 55
    assert states.NUMBER["PW"] == 62


@pytest.mark.parametrize(
    ("text", "code"),
    [("IL", "IL"), (" il ", "IL"), ("ILLINOIS", "IL"), ("new  york", "NY"), ("", ""), ("XX", "")],
)
def test_a_state_is_known_by_code_or_name(text: str, code: str) -> None:
    assert states.code_of(text) == code
