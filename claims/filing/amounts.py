"""Pure: amounts that a claim states, a document has to show, and a person allows.

An amount is counted in its question's least unit: cents of money, else the number itself.
"""

from collections.abc import Mapping

from claims.filing.answers import Answer
from settlement.money import cents_of, dollars, shown
from settlement.terms.schema import Question, QuestionKind, Terms

NUMBERS = frozenset({QuestionKind.MONEY, QuestionKind.INTEGER})


def documented(terms: Terms) -> tuple[Question, ...]:
    """The questions whose amounts a person allows: numbers for which the settlement file asks a
    document, and which its plan reads."""
    read = terms.read_by_plan
    return tuple(
        question
        for question in terms.questions
        if question.evidence and question.kind in NUMBERS and question.key in read
    )


def units_of(question: Question, answer: object) -> int:
    """A stored answer as an amount; 0 where there is none."""
    if answer is None or answer == "":
        return 0
    return cents_of(str(answer)) if question.kind is QuestionKind.MONEY else int(str(answer))


def answer_of(question: Question, units: int) -> Answer:
    """An amount in the form in which answers are stored."""
    return dollars(units) if question.kind is QuestionKind.MONEY else units


def in_words(question: Question, units: int) -> str:
    """An amount as people read it."""
    return shown(units) if question.kind is QuestionKind.MONEY else f"{units:,}"


def stated(terms: Terms, answers: Mapping[str, object]) -> list[tuple[Question, int]]:
    """What a claim asks for, of more than nothing, that a document has to show."""
    amounts = [
        (question, units_of(question, answers.get(question.key))) for question in documented(terms)
    ]
    return [(question, units) for question, units in amounts if units > 0]


def undecided(
    terms: Terms, *, answers: Mapping[str, object], allowed: Mapping[str, object]
) -> list[Question]:
    """The questions whose amount nobody has decided yet."""
    return [question for question, _ in stated(terms, answers) if question.key not in allowed]


def still_allowed(
    allowed: Mapping[str, Answer], *, before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, Answer]:
    """What stays allowed when a claim's answers change: the amounts that were allowed in full and
    that it states as before. Of another amount nobody has seen the document; and where less was
    allowed, the new version may be the answer to it."""
    return {
        key: units for key, units in allowed.items() if after.get(key) == before.get(key) == units
    }
