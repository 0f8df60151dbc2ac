"""From a claim's stored answers and the class list's flags to the values expressions compute with.

An answer is stored as the claim form gives it: true or false, a whole number, money as "12.00",
the key of a choice, a text, a day as "2021-09-30"; a question not answered is absent, null or "".
"""

from collections.abc import Mapping
from fractions import Fraction

from settlement.money import cents_of
from settlement.terms.outcomes import holds
from settlement.terms.schema import EXPRESSION_KINDS, Question, QuestionKind, RosterTerms, Terms
from settlement.terms.tree import NO_ANSWER, Value

type Answers = Mapping[str, object]
type Flags = Mapping[str, bool | None]  # None: the class list does not know


def values_of(
    terms: Terms, *, answers: Answers, flags: Flags, paper: bool = False
) -> dict[str, Value]:
    """A value for every name an expression of these terms may read.

    Where the class list knows a flag, it decides the question that names it. An unknown flag is
    false, an unanswered question false, 0 or "". Answers to unknown questions are ignored.
    raises: ValueError when an answer is not of its question's kind
    """
    values: dict[str, Value] = {"paper": paper}
    values |= _flag_values(terms.roster, flags)
    for question in terms.questions:
        known = flags.get(question.roster_flag) if question.roster_flag else None
        values[question.key] = _value(
            question, answers.get(question.key) if known is None else known
        )
    return values


def is_asked(
    question: Question, terms: Terms, *, answers: Answers, flags: Flags, paper: bool = False
) -> bool:
    """Whether the form asks this question after these answers; when in doubt it does."""
    if question.show_if is None:
        return True
    values = values_of(terms, answers=answers, flags=flags, paper=paper)
    return holds(question.show_if, values) is not False  # a division by zero hides nothing


def _flag_values(roster: RosterTerms, flags: Flags) -> dict[str, Value]:
    return {flag: flags.get(flag) is True for flag in roster.flags}


def _value(question: Question, answer: object) -> Value:
    if answer is None or answer == "":
        return NO_ANSWER[EXPRESSION_KINDS[question.kind]]
    match question.kind, answer:
        case QuestionKind.BOOLEAN, bool():
            return answer
        case QuestionKind.INTEGER, int() if not isinstance(answer, bool):
            return Fraction(answer)
        case QuestionKind.MONEY, str():
            return Fraction(cents_of(answer), 100)
        case ((QuestionKind.CHOICE | QuestionKind.TEXT | QuestionKind.DATE), str()):
            return answer
    raise ValueError(f"{answer!r} is no answer to {question.key}, which is {question.kind}")
