"""Claimants and class list spell their identifiers in one way, as the document says."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settlement.identifiers import normalise

DOCUMENT = Path(__file__).parents[3] / "docs" / "algorithms" / "blind-index.md"
ROW = re.compile(r"^\| (\w+) \| `([^`]+)` \| `([^`]*)` \|$", re.MULTILINE)
FUNCTIONS: Mapping[str, Callable[[str], str]] = {
    "email": partial(normalise.email, fold_gmail=True),
    "phone": normalise.phone,
    "username": normalise.username,
    "notice_id": normalise.notice_id,
    "code": normalise.code,
    "family_name": normalise.family_name,
    "first_initial": normalise.first_initial,
    "zip_code": normalise.zip_code,
}
EXAMPLES = [row for row in ROW.findall(DOCUMENT.read_text()) if row[0] in FUNCTIONS]


def test_the_document_has_examples_of_every_function() -> None:
    assert {function for function, _, _ in EXAMPLES} == FUNCTIONS.keys()


@pytest.mark.parametrize(("function", "written", "canonical"), EXAMPLES)
def test_the_worked_examples_hold(function: str, written: str, canonical: str) -> None:
    assert FUNCTIONS[function](written) == canonical


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
@given(text=st.text(max_size=40))
def test_any_text_has_a_form_that_stays_as_it_is(function: Callable[[str], str], text: str) -> None:
    canonical = function(text)

    assert function(canonical) == canonical


def test_gmail_is_folded_only_where_the_settlement_file_says_so() -> None:
    assert normalise.email("J.Doe+x@gmail.com", fold_gmail=False) == "j.doe+x@gmail.com"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nu\u0301n\u0303ez", "Núñez"),
        ("MCDONALD", "McDonald"),
        ("Smith Jr.", "smith"),
        ("Smith, III", "SMITH"),
        ("Saint-Clair", "saint clair"),
        ("O\u2019Brien", "OBrien"),
        ("van der Berg", "Vander Berg"),
    ],
)
def test_family_names_agree_however_they_are_written(one: str, other: str) -> None:
    assert normalise.family_name(one) == normalise.family_name(other)


@pytest.mark.parametrize(("one", "other"), [("Smith", "Smyth"), ("Lee", "Li"), ("Jr", "Sr")])
def test_other_family_names_do_not(one: str, other: str) -> None:
    assert normalise.family_name(one) != normalise.family_name(other)


@pytest.mark.parametrize(
    "hopeless", ["", " ", "@", "a@", "@b.org", "a b@c.org", "a@b c.org", "a@\u2603\u200d.\u0000"]
)
def test_what_is_no_address_is_none(hopeless: str) -> None:
    assert normalise.email(hopeless, fold_gmail=True) == ""
