"""An answer as people read it, in the language that is active."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import pgettext

from settlement.money import cents_of, shown
from settlement.terms.schema import Question, QuestionKind


def spoken(question: Question, answer: object, *, language: str) -> str:
    """A stored answer (filing.answers), which is there, in words. language: of choices' labels"""
    match question.kind:
        case QuestionKind.BOOLEAN:
            return yes_or_no(answer is True)
        case QuestionKind.MONEY:
            return shown(cents_of(str(answer)))
        case QuestionKind.CHOICE:
            return question.choice_in(language, str(answer))
        case QuestionKind.DATE:
            return day_in_words(date.fromisoformat(str(answer)))
        case _:
            return str(answer)


def yes_or_no(answer: bool) -> str:
    return pgettext("an answer", "Yes") if answer else pgettext("an answer", "No")


def day_in_words(day: date) -> str:
    """A day that is long past, without its weekday: "March 1, 1990"."""
    return date_format(day, pgettext("a day without its weekday, in Django's format", "F j, Y"))
