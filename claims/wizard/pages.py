"""What every page of the form shows around its question: the way back, where we are."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.wizard.forms import FORMS
from claims.wizard.questions import QuestionForm
from claims.wizard.step_form import StepForm
from claims.wizard.steps import Part, Step, before, parts_of
from claims.wizard.visit import Visit

REVIEW = "review"
PARTS: Mapping[Part, Promise] = {
    Part.YOU: _("About you"),
    Part.QUESTIONS: _("Questions"),
    Part.PAYMENT: _("Payment"),
    Part.SIGN: _("Check and sign"),
}


def form_for(visit: Visit, step: Step, data: Mapping[str, Any] | None) -> StepForm:
    """The step's form: as sent, or as it stands; a step that came undone says at once why."""
    fresh = step.key not in visit.kept.done
    options: dict[str, Any] = {
        "terms": visit.terms,
        "filled": visit.kept.filled,
        "known": visit.kept.known if fresh else None,
        "on": visit.today,
        "language": visit.language,
    }
    if step.question is not None:
        make: type[StepForm] = QuestionForm
        options["question"] = step.question
    else:
        make = FORMS[step.key]
    form = make(data, **options)
    came_undone = data is None and not fresh and step.key not in visit.done
    return make(form.as_if_sent(), **options) if came_undone else form


def to_review(request: HttpRequest) -> bool:
    """Whether the page was opened to change one answer, from "Check your answers"."""
    return request.GET.get("to") == REVIEW


def address(visit: Visit, step: Step) -> str:
    return reverse("wizard-step", args=[visit.settlement.slug, step.key])


def around(request: HttpRequest, visit: Visit, step: Step) -> dict[str, Any]:
    """The context that all pages of the form share."""
    parts = parts_of(visit.steps)
    slug = visit.settlement.slug
    previous = before(visit.steps, step.key)
    if to_review(request):
        back = reverse("wizard-review", args=[slug])
    else:
        back = address(visit, previous) if previous else reverse("terms-case", args=[slug])
    return {
        "case": visit.terms.case,
        "step": step,
        "back": back,
        "parts": [PARTS[part] for part in parts],
        "at": parts.index(step.part) + 1,
        "draft": visit.draft,
        "today": visit.today,
    }
