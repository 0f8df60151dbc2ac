"""Stored answers and the class list's flags as the values that expressions compute with."""

from fractions import Fraction

import pytest

from settlement.terms.answers import is_asked, values_of
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Terms


@pytest.fixture(scope="module")
def terms(every_key: str) -> Terms:
    return parse_terms(every_key, file_name="every_key.toml")


ANSWERS = {
    "in_subclass": True,
    "months": 14,
    "loss": "12.50",
    "tier": "gold",
    "remarks": "none",
    "joined_on": "2019-05-01",
}


def test_every_answer_becomes_a_value_of_its_questions_kind(terms: Terms) -> None:
    assert values_of(terms, answers=ANSWERS, flags={}, paper=True) == {
        "paper": True,
        "subclass": False,
        "prior_payment": False,
        "in_subclass": True,
        "months": Fraction(14),
        "loss": Fraction("12.50"),
        "tier": "gold",
        "remarks": "none",
        "joined_on": "2019-05-01",
    }


@pytest.mark.parametrize("nothing", [None, ""])
def test_what_is_not_answered_is_false_nothing_or_empty(terms: Terms, nothing: object) -> None:
    values = values_of(terms, answers=dict.fromkeys(ANSWERS, nothing), flags={})

    assert values == values_of(terms, answers={}, flags={})
    assert values["in_subclass"] is False
    assert values["months"] == Fraction(0)
    assert values["tier"] == values["joined_on"] == ""


@pytest.mark.parametrize(
    ("flag", "answer", "value"),
    [(True, False, True), (False, True, False), (None, True, True), (None, None, False)],
)
def test_the_class_list_decides_the_question_that_names_its_flag_where_it_knows(
    terms: Terms, flag: bool | None, answer: bool | None, value: bool
) -> None:
    values = values_of(terms, answers={"in_subclass": answer}, flags={"subclass": flag})

    assert values["in_subclass"] is value
    assert values["subclass"] is (flag is True)


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("in_subclass", 1),
        ("in_subclass", "true"),
        ("months", True),
        ("months", 1.5),
        ("months", "14"),
        ("loss", 12),
        ("loss", 12.5),
        ("loss", "12.505"),
        ("tier", True),
        ("joined_on", 20190501),
    ],
)
def test_an_answer_of_another_kind_is_not_computed_with(
    terms: Terms, key: str, answer: object
) -> None:
    with pytest.raises(ValueError, match=r"answer|amount"):
        values_of(terms, answers={key: answer}, flags={})


def test_an_answer_to_no_question_of_this_file_changes_nothing(terms: Terms) -> None:
    assert "colour" not in values_of(terms, answers={"colour": "red"}, flags={"tall": True})


@pytest.mark.parametrize(
    ("answers", "flags", "asked"),
    [
        ({"in_subclass": True, "months": 1}, {}, True),
        ({"in_subclass": True, "months": 0}, {}, False),
        ({"in_subclass": False, "months": 1}, {}, False),
        ({"in_subclass": False, "months": 1}, {"subclass": True}, True),
        ({}, {}, False),
    ],
)
def test_a_question_is_asked_when_its_condition_holds(
    terms: Terms, answers: dict[str, object], flags: dict[str, bool], asked: bool
) -> None:
    assert is_asked(terms.question("loss"), terms, answers=answers, flags=flags) is asked


def test_a_question_without_a_condition_is_always_asked(terms: Terms) -> None:
    assert is_asked(terms.question("tier"), terms, answers={}, flags={})


def test_a_question_is_asked_when_its_condition_cannot_be_computed(every_key: str) -> None:
    text = every_key.replace("in_subclass and months > 0", "1 / months > 0")
    terms = parse_terms(text, file_name="case.toml")

    assert is_asked(terms.question("loss"), terms, answers={"months": 0}, flags={})
