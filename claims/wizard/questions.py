"""The settlement file's questions as form pages, one each."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.filing.answers import MOST_TEXT
from claims.wizard.fields import Day, Text, Typed, choice
from claims.wizard.step_form import StepForm
from claims.wizard.steps import NO, YES
from settlement.money import shown
from settlement.terms.schema import Question, QuestionKind

YES_OR_NO = [(YES, pgettext_lazy("an answer", "Yes")), (NO, pgettext_lazy("an answer", "No"))]


class QuestionForm(StepForm):
    """A question's page. Its label is the question itself, in the reader's language."""

    def __init__(self, *args: Any, question: Question, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked = question
        self.fields["answer"] = _field(question, self.language)
        self.initial["answer"] = _as_typed(self.filled.get("answers", {}).get(question.key))

    def together(self) -> dict[str, Any]:
        answers = dict(self.filled.get("answers", {}))
        answers[self.asked.key] = self.cleaned_data.get("answer", "")
        return {**self.filled, "answers": answers}

    def field_of(self, contents_field: str) -> str:
        return "answer" if contents_field == f"answers.{self.asked.key}" else contents_field


def _field(question: Question, language: str) -> Typed:
    label, hint = question.label_in(language), _hint(question)
    match question.kind:
        case QuestionKind.BOOLEAN:
            return choice(label, YES_OR_NO, hint=hint)
        case QuestionKind.CHOICE:
            choices = [(each.key, each.label_in(language)) for each in question.choices]
            return choice(label, choices, hint=hint)
        case QuestionKind.DATE:
            return Day(label=label, help_text=hint)
        case QuestionKind.TEXT:
            widget: forms.Widget = forms.Textarea({"rows": 5})
        case QuestionKind.MONEY:
            widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        case QuestionKind.INTEGER:
            widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    return Typed(label=label, help_text=hint, widget=widget)


def _hint(question: Question) -> Text:
    hints = [_kind_hint(question)] if question.required else [_OPTIONAL, _kind_hint(question)]
    return " ".join(str(hint) for hint in hints if hint)


_OPTIONAL = _("You may leave this empty.")


def _kind_hint(question: Question) -> Text:
    say = shown if question.kind is QuestionKind.MONEY else str
    bounds = {
        "least": say(question.min) if question.min is not None else "",
        "most": say(question.max) if question.max is not None else "",
    }
    match question.kind:
        case QuestionKind.INTEGER | QuestionKind.MONEY if bounds["least"] and bounds["most"]:
            return _("From %(least)s to %(most)s.") % bounds
        case QuestionKind.INTEGER:
            return _("A whole number, such as 3.")
        case QuestionKind.MONEY:
            return _("In dollars and cents, such as 12.00.")
        case QuestionKind.TEXT:
            return _("At most %(most)s characters.") % {"most": f"{MOST_TEXT:,}"}
        case _:
            return ""


def _as_typed(answer: object) -> object:
    """What the radio buttons of a stored yes or no are called; anything else is shown as kept."""
    return {True: YES, False: NO}[answer] if isinstance(answer, bool) else answer
