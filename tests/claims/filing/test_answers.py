"""Answers: typed in many ways, kept in one."""

from datetime import date
from typing import Any

import pytest

from claims.filing.answers import MOST_TEXT, BadAnswer, read
from claims.filing.faults import Fault
from settlement.terms.schema import Choice, Question, QuestionKind


def question(kind: str, **fields: Any) -> Question:
    values: dict[str, Any] = {
        "key": "q",
        "kind": QuestionKind(kind),
        "label": {"en": "?"},
        "required": False,
        "roster_flag": None,
        "min": None,
        "max": None,
        "choices": (),
        "evidence": False,
        "show_if": None,
    }
    return Question(**(values | fields))


CHOICES = (Choice("red", {"en": "Red"}), Choice("blue", {"en": "Blue"}))


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("boolean", "Yes", True),
        ("boolean", "SÍ", True),
        ("boolean", "false", False),
        ("boolean", False, False),
        ("integer", "1,234", 1234),
        ("integer", " 12 ", 12),
        ("integer", 12, 12),
        ("integer", "0", 0),
        ("money", "$1,200", "1200.00"),
        ("money", "12", "12.00"),
        ("money", "12.50", "12.50"),
        ("choice", "red", "red"),
        ("text", "two\r\n lines", "two\nlines"),
        ("text", "مرحبا 😀", "مرحبا 😀"),
        ("date", "2021-09-30", "2021-09-30"),
        ("date", date(2021, 9, 30), "2021-09-30"),
    ],
)
def test_an_answer_is_kept_in_one_form(kind: str, typed: object, kept: object) -> None:
    asked = question(kind, choices=CHOICES)

    assert read(asked, typed) == kept
    assert read(asked, kept) == kept  # reading again changes nothing


@pytest.mark.parametrize("kind", [*QuestionKind])
@pytest.mark.parametrize("typed", [None, "", "   ", "\u200b"])
def test_a_blank_is_no_answer(kind: str, typed: object) -> None:
    assert read(question(kind), typed) is None


@pytest.mark.parametrize(
    ("kind", "typed", "fault"),
    [
        ("boolean", "maybe", Fault.YES_OR_NO),
        ("boolean", 7, Fault.YES_OR_NO),
        ("integer", "12.5", Fault.WHOLE_NUMBER),
        ("integer", "1e3", Fault.WHOLE_NUMBER),
        ("integer", "9" * 1_000_000, Fault.WHOLE_NUMBER),
        ("integer", "١٢", Fault.WHOLE_NUMBER),  # digits of another script
        ("integer", True, Fault.WHOLE_NUMBER),
        ("money", "12,50", Fault.AMOUNT),  # twelve and a half to some
        ("money", "12.5", Fault.AMOUNT),
        ("money", "-3.00", Fault.AMOUNT),
        ("money", "NaN", Fault.AMOUNT),
        ("choice", "green", Fault.CHOICE),
        ("choice", ["red"], Fault.CHOICE),
        ("text", "x" * (MOST_TEXT + 1), Fault.TOO_LONG),
        ("text", "a\x00b", Fault.UNPRINTABLE),
        ("date", "2021-02-30", Fault.DATE),
        ("date", "09/30/2021", Fault.DATE),
    ],
)
def test_what_is_no_answer_is_refused(kind: str, typed: object, fault: Fault) -> None:
    with pytest.raises(BadAnswer) as refused:
        read(question(kind, choices=CHOICES), typed)

    assert refused.value.fault is fault


def test_bounds_are_named_as_people_write_them() -> None:
    years = question("integer", min=1, max=10)
    losses = question("money", min=100, max=2_500_000)

    for asked, typed, fault, bound in (
        (years, "0", Fault.BELOW, "1"),
        (years, "11", Fault.ABOVE, "10"),
        (losses, "0.99", Fault.BELOW, "$1.00"),
        (losses, "25000.01", Fault.ABOVE, "$25,000.00"),
    ):
        with pytest.raises(BadAnswer) as refused:
            read(asked, typed)
        assert (refused.value.fault, refused.value.bound) == (fault, bound)
    assert read(years, "1") == 1
    assert read(losses, "25,000") == "25000.00"
