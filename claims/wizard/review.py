"""What a claim says, in rows that a person can check: what was asked, and the answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from claims.filing.contents import CHECKING, GUARDIAN, SAVINGS, Contents
from claims.filing.spoken import day_in_words, spoken
from claims.wizard.fields import Text
from claims.wizard.steps import Step
from settlement.terms.schema import PaymentMethod, Question
from settlement.terms.words import METHOD_NAMES

SHOWN_DIGITS = 4  # of an account number


@dataclass(frozen=True, slots=True)
class Row:
    step: str
    label: Text
    lines: list[str]


def rows(steps: Sequence[Step], contents: Contents, *, language: str) -> list[Row]:
    """A row for each step that asks for something, in the form's order."""
    found = []
    for step in steps:
        if step.question is not None:
            answer = _answer(step.question, contents.answers.get(step.question.key), language)
            found.append(Row(step.key, step.question.label_in(language), [answer]))
        elif step.key in _LINES:
            lines = [line for line in _LINES[step.key](contents) if line]
            found.append(Row(step.key, _label(step, contents), lines or [gettext("Nothing")]))
    return found


def _label(step: Step, contents: Contents) -> Text:
    labels: Mapping[str, Text] = {
        "notice": gettext("Notice"),
        "who": gettext("Filed for"),
        "name": gettext("The child's name")
        if contents.capacity == GUARDIAN
        else gettext("Your name"),
        "birth-date": gettext("The child's date of birth"),
        "guardian": gettext("Your name"),
        "address": gettext("Mailing address"),
        "contact": gettext("E-mail and phone"),
        "usernames": gettext("Usernames"),
        "payment": gettext("How you are paid"),
        "bank": gettext("Bank account"),
    }
    return labels[step.key]


def _answer(question: Question, answer: object, language: str) -> str:
    return gettext("Nothing") if answer is None else spoken(question, answer, language=language)


def _notice(contents: Contents) -> list[str]:
    return [contents.notice_id]


def _who(contents: Contents) -> list[str]:
    return [gettext("A child") if contents.capacity == GUARDIAN else gettext("Yourself")]


def _name(contents: Contents) -> list[str]:
    return [contents.full_name]


def _birth_date(contents: Contents) -> list[str]:
    return [day_in_words(contents.birth_date)] if contents.birth_date else []


def _guardian(contents: Contents) -> list[str]:
    return [f"{contents.guardian_first_name} {contents.guardian_last_name}"]


def _address(contents: Contents) -> list[str]:
    place = f"{contents.city}, {contents.state} {contents.zip}"
    return [contents.line1, contents.line2, place]


def _contact(contents: Contents) -> list[str]:
    return [contents.email, contents.phone]


def _usernames(contents: Contents) -> list[str]:
    return list(contents.usernames)


def _payment(contents: Contents) -> list[str]:
    return [str(METHOD_NAMES[PaymentMethod(contents.payment_method)])]


def _bank(contents: Contents) -> list[str]:
    kinds = {
        CHECKING: pgettext("a bank account", "Checking"),
        SAVINGS: pgettext("a bank account", "Savings"),
    }
    ending = contents.account[-SHOWN_DIGITS:]
    return [
        gettext("%(kind)s, account ending in %(ending)s")
        % {"kind": kinds[contents.account_type], "ending": ending},
        gettext("Routing number %(routing)s") % {"routing": contents.routing},
    ]


_LINES: Mapping[str, Callable[[Contents], list[str]]] = {
    "notice": _notice,
    "who": _who,
    "name": _name,
    "birth-date": _birth_date,
    "guardian": _guardian,
    "address": _address,
    "contact": _contact,
    "usernames": _usernames,
    "payment": _payment,
    "bank": _bank,
}
