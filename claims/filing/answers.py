"""Pure: answers to the file's questions, from what was typed to the one form that is kept.

boolean -> True or False, integer -> a whole number, money -> "12.00", choice -> the choice's key,
text -> cleaned text, date -> "2021-09-30". A question left blank has no answer: None.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from claims.filing.faults import Fault
from claims.filing.text import clean, clean_lines, unprintable
from settlement.money import cents_of, dollars, shown
from settlement.terms.schema import Question, QuestionKind

type Answer = bool | int | str

MOST_TEXT = 2_000  # characters of a text answer

_BOOLEANS = {
    "true": True, "yes": True, "y": True, "1": True, "on": True, "sí": True, "si": True,
    "false": False, "no": False, "n": False, "0": False, "off": False,
}  # fmt: skip
_INTEGER = re.compile(r"-?[0-9]{1,15}")
# A comma only where thousands have one: "12,50" is twelve and a half to some, so it is asked again.
_GROUPED = re.compile(r"\$? ?([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{2})?|[0-9]+(?:\.[0-9]{2})?)")


class BadAnswer(Exception):
    """The answer is not of its question's kind, or out of its bounds."""

    def __init__(self, fault: Fault, bound: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.bound = bound


def read(question: Question, typed: object) -> Answer | None:
    """The answer in the form that is kept; reading what is kept already gives it again.

    typed:  text as typed, or a value of the question's own kind
    raises: BadAnswer
    """
    if isinstance(typed, date):
        typed = typed.isoformat()
    if isinstance(typed, str):
        typed = clean_lines(typed) if question.kind is QuestionKind.TEXT else clean(typed)
    if typed is None or typed == "":
        return None
    return _READERS[question.kind](question, typed)


def _boolean(_question: Question, typed: object) -> bool:
    if isinstance(typed, bool):
        return typed
    found = _BOOLEANS.get(str(typed).casefold())
    if found is None:
        raise BadAnswer(Fault.YES_OR_NO)
    return found


def _integer(question: Question, typed: object) -> int:
    text = _without_commas(str(typed))
    if isinstance(typed, bool) or not _INTEGER.fullmatch(text):
        raise BadAnswer(Fault.WHOLE_NUMBER)
    number = int(text)
    _check_bounds(question, number, say=str)
    return number


def _money(question: Question, typed: object) -> str:
    try:
        cents = cents_of(_without_commas(str(typed)))
    except ValueError:
        raise BadAnswer(Fault.AMOUNT) from None
    _check_bounds(question, cents, say=shown)
    return dollars(cents)


def _choice(question: Question, typed: object) -> str:
    key = str(typed)
    if key not in {choice.key for choice in question.choices}:
        raise BadAnswer(Fault.CHOICE)
    return key


def _text(_question: Question, typed: object) -> str:
    text = str(typed)
    if len(text) > MOST_TEXT:
        raise BadAnswer(Fault.TOO_LONG, str(MOST_TEXT))
    if unprintable(text.replace("\n", "")):
        raise BadAnswer(Fault.UNPRINTABLE)
    return text


def _date(_question: Question, typed: object) -> str:
    try:
        return date.fromisoformat(str(typed)).isoformat()
    except ValueError:
        raise BadAnswer(Fault.DATE) from None


def _without_commas(text: str) -> str:
    """The number without dollar sign and thousands' commas; anything else as it stands."""
    match = _GROUPED.fullmatch(text)
    return match[1].replace(",", "") if match else text


def _check_bounds(question: Question, number: int, *, say: Callable[[int], str]) -> None:
    if question.min is not None and number < question.min:
        raise BadAnswer(Fault.BELOW, say(question.min))
    if question.max is not None and number > question.max:
        raise BadAnswer(Fault.ABOVE, say(question.max))


_READERS: Mapping[QuestionKind, Callable[[Question, object], Answer]] = {
    QuestionKind.BOOLEAN: _boolean,
    QuestionKind.INTEGER: _integer,
    QuestionKind.MONEY: _money,
    QuestionKind.CHOICE: _choice,
    QuestionKind.TEXT: _text,
    QuestionKind.DATE: _date,
}
