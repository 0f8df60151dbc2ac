"""Answers and flags as the cells of a scenario or a bulk file state them."""

import pytest

from settlement.terms.cells import answer_from_cell, flag_from_cell
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Terms


@pytest.fixture(scope="module")
def terms(every_key: str) -> Terms:
    return parse_terms(every_key, file_name="every_key.toml")


@pytest.mark.parametrize(
    ("key", "cell", "answer"),
    [
        ("in_subclass", "true", True),
        ("in_subclass", " FALSE ", False),
        ("in_subclass", "", None),
        ("months", "14", 14),
        ("months", "-3", -3),
        ("loss", "12.50", "12.50"),
        ("loss", "12", "12.00"),
        ("tier", "gold", "gold"),
        ("remarks", " kept as a text ", "kept as a text"),
        ("joined_on", "2019-05-01", "2019-05-01"),
    ],
)
def test_a_cell_becomes_the_answer_a_claim_would_store(
    terms: Terms, key: str, cell: str, answer: object
) -> None:
    assert answer_from_cell(terms.question(key), cell) == answer


@pytest.mark.parametrize(
    ("key", "cell", "hint"),
    [
        ("in_subclass", "yes", "write true, false or nothing"),
        ("months", "1.5", "write a whole number"),
        ("months", "9" * 400, "write a whole number"),
        ("loss", "12.5", "such as 12.00"),
        ("loss", "-1.00", "such as 12.00"),
        ("joined_on", "May 1", "such as 2019|such as 2021"),
    ],
)
def test_a_cell_that_does_not_fit_is_refused_with_a_hint(
    terms: Terms, key: str, cell: str, hint: str
) -> None:
    with pytest.raises(ValueError, match=hint):
        answer_from_cell(terms.question(key), cell)


def test_a_flag_is_true_false_or_unknown() -> None:
    assert [flag_from_cell(cell) for cell in ("true", "False", " ")] == [True, False, None]
    with pytest.raises(ValueError, match="write true, false or nothing"):
        flag_from_cell("1")
