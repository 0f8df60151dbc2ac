"""Pure: which pages the claim form has for this case and these answers, and which comes next.

A step is done once its page was sent and accepted. A step may be opened when all before it are
done; who jumps ahead is led to the first that is not.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from claims.filing.contents import GUARDIAN
from settlement.terms.answers import is_asked
from settlement.terms.schema import Identifier, PaymentMethod, Question, Terms

type Filled = Mapping[str, Any]  # fields of Contents as plain values, and has_notice

YES, NO = "yes", "no"
QUESTION = "question-"  # before a question's key in its step's key


class Part(StrEnum):
    """The parts that the step indicator shows."""

    YOU = "you"
    QUESTIONS = "questions"
    PAYMENT = "payment"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Step:
    """One page.

    key:      its part of the address
    fields:   of Contents, that it fills in; "answers.<key>" for a question of the file
    question: the file's, where it asks one
    """

    key: str
    part: Part
    fields: tuple[str, ...] = ()
    question: Question | None = None


def _has_notice(_terms: Terms, filled: Filled) -> bool:
    return filled.get("has_notice") == YES


def _guardian_files(_terms: Terms, filled: Filled) -> bool:
    return filled.get("capacity") == GUARDIAN


def _usernames_count(terms: Terms, _filled: Filled) -> bool:
    return Identifier.USERNAME in terms.roster.identifiers


def _to_an_account(_terms: Terms, filled: Filled) -> bool:
    return filled.get("payment_method") == PaymentMethod.ACH


def _always(_terms: Terms, _filled: Filled) -> bool:
    return True


type _Row = tuple[Step, Callable[[Terms, Filled], bool]]

_FIRST: tuple[_Row, ...] = (
    (Step("start", Part.YOU, ("has_notice",)), _always),
    (Step("notice", Part.YOU, ("notice_id", "confirmation_code")), _has_notice),
    (Step("who", Part.YOU, ("capacity",)), _always),
    (Step("name", Part.YOU, ("first_name", "middle_name", "last_name")), _always),
    (Step("birth-date", Part.YOU, ("birth_date",)), _guardian_files),
    (Step("guardian", Part.YOU, ("guardian_first_name", "guardian_last_name")), _guardian_files),
    (Step("address", Part.YOU, ("line1", "line2", "city", "state", "zip")), _always),
    (Step("contact", Part.YOU, ("email", "phone")), _always),
    (Step("usernames", Part.YOU, ("usernames",)), _usernames_count),
)
_LAST: tuple[_Row, ...] = (
    (Step("payment", Part.PAYMENT, ("payment_method",)), _always),
    (Step("bank", Part.PAYMENT, ("routing", "account", "account_type")), _to_an_account),
    (Step("review", Part.SIGN), _always),
    (Step("sign", Part.SIGN, ("signature",)), _always),
)


def steps_for(terms: Terms, filled: Filled) -> list[Step]:
    """The form's pages in order, as far as the answers so far decide them."""
    first = [step for step, applies in _FIRST if applies(terms, filled)]
    last = [step for step, applies in _LAST if applies(terms, filled)]
    return first + _questions(terms, filled.get("answers", {})) + last


def find(steps: Sequence[Step], key: str) -> Step | None:
    return next((step for step in steps if step.key == key), None)


def first_open(steps: Sequence[Step], done: Collection[str]) -> Step:
    """The first step that is not done; the last, signing, never is before the claim is filed."""
    return next((step for step in steps if step.key not in done), steps[-1])


def may_open(steps: Sequence[Step], done: Collection[str], key: str) -> bool:
    """Whether a page belongs to this claim and every page before it is done."""
    keys = [step.key for step in steps]
    return key in keys[: keys.index(first_open(steps, done).key) + 1]


def after(steps: Sequence[Step], key: str) -> Step:
    """The next page. Signing has none: it ends in a claim."""
    return steps[_place(steps, key) + 1]


def before(steps: Sequence[Step], key: str) -> Step | None:
    """The page that "Back" leads to, or None at the start."""
    place = _place(steps, key)
    return steps[place - 1] if place else None


def parts_of(steps: Sequence[Step]) -> list[Part]:
    """The parts that this form has, in order."""
    return list(dict.fromkeys(step.part for step in steps))


def _place(steps: Sequence[Step], key: str) -> int:
    return [step.key for step in steps].index(key)


def _questions(terms: Terms, answers: Mapping[str, Any]) -> list[Step]:
    """A page for each question that is asked; an answer that is no longer asked for hides none."""
    asked: dict[str, Any] = {}
    steps = []
    for question in terms.questions:
        if is_asked(question, terms, answers=asked, flags={}):
            key = QUESTION + question.key
            steps.append(Step(key, Part.QUESTIONS, (f"answers.{question.key}",), question))
            asked[question.key] = answers.get(question.key)
    return steps
