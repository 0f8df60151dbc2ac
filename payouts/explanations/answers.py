"""The answers that decided, as their claimant reads them: questions' labels, choices in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from claims.filing.spoken import spoken, yes_or_no
from payouts.allocation.texts import known_texts
from payouts.explanations.numbers import money
from settlement.terms.schema import QuestionKind, Terms
from settlement.terms.tree import Value


@dataclass(frozen=True, slots=True)
class Entry:
    """A name, and what it stands for."""

    label: str
    value: str


def in_words(read: Mapping[str, Value], terms: Terms, *, language: str) -> list[Entry]:
    """What an expression read, in the language that is active."""
    return [Entry(_label(name, terms, language), _value(name, value, terms, language))
            for name, value in read.items()]  # fmt: skip


def _label(name: str, terms: Terms, language: str) -> str:
    if name == "paper":
        return _("Was the claim filed on paper?")
    if name in terms.roster.flags and name not in _questions(terms):
        return _("What the class list says about “%(flag)s”") % {"flag": name}
    return terms.question(name).label_in(language)


def _value(name: str, value: Value, terms: Terms, language: str) -> str:
    if isinstance(value, bool):
        return yes_or_no(value)
    if value == "":
        return _("no answer")
    question = terms.question(name)
    if isinstance(value, Fraction):
        return money(value * 100) if question.kind is QuestionKind.MONEY else str(value)
    if question.kind is QuestionKind.TEXT and value not in known_texts(terms)[name]:
        return _("a text that the rule does not name")
    return spoken(question, value, language=language)


def _questions(terms: Terms) -> set[str]:
    return {question.key for question in terms.questions}
