"""One request to the claim form: the case, the moment, and the draft that this browser holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, wraps
from typing import Any, Concatenate

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from claims.filing.checks import check
from claims.filing.cleaning import cleaned
from claims.filing.models import Draft
from claims.filing.rules import DRAFT_LASTS
from claims.wizard import drafts
from claims.wizard.drafts import Kept
from claims.wizard.filled import contents_from
from claims.wizard.steps import Step, find, first_open, may_open, steps_for
from settlement import clock
from settlement.terms import site
from settlement.terms.calendar import Period, local_day
from settlement.terms.models import Settlement
from settlement.terms.schema import Terms
from settlement.terms.services import case_in_force

COOKIE = "claim"


@dataclass
class Visit:
    """now: the moment of arrival by the database's clock; token: what finds the draft, or ""."""

    settlement: Settlement
    terms: Terms
    now: datetime
    token: str
    draft: Draft | None
    kept: Kept

    @cached_property
    def today(self) -> date:
        return local_day(self.now, self.terms.case.zone)

    @cached_property
    def language(self) -> str:
        """The reader's language where the case has it, else the case's first."""
        language = (get_language() or "").split("-")[0]
        return language if language in self.terms.languages else self.terms.languages[0]

    @cached_property
    def steps(self) -> list[Step]:
        return steps_for(self.terms, self.kept.filled)

    @cached_property
    def done(self) -> frozenset[str]:
        """Steps done. One that a later answer made wrong is open again."""
        contents = cleaned(contents_from(self.kept.filled), self.terms)
        wrong = {fault.field for fault in check(contents, self.terms, on=self.today)}
        broken = {step.key for step in self.steps if wrong.intersection(step.fields)}
        return self.kept.done - broken

    @property
    def first_open(self) -> Step:
        return first_open(self.steps, self.done)

    @property
    def front(self) -> site.Front:
        return site.front(self.terms, now=self.now)


def open_visit(request: HttpRequest, slug: str) -> Visit:
    """The visit, or 404. A cookie that we did not sign for this case counts as none."""
    now = clock.arrival()  # first: a claim sent in time is in time, however long the rest takes
    found = case_in_force(slug)
    if found is None:
        raise Http404
    settlement, terms = found
    token = request.get_signed_cookie(COOKIE, default="", salt=_salt(slug)) or ""
    draft = drafts.find(settlement=settlement, token=token, now=now) if token else None
    kept = Kept() if draft is None or draft.claim_id else drafts.read(draft)
    return Visit(settlement, terms, now, token, draft, kept)


def remember(response: HttpResponse, *, slug: str, token: str) -> None:
    """Let this browser, and this case's claim form alone, hold the draft's token."""
    _set_token(response, slug=slug, token=token, lasts=DRAFT_LASTS)


def remember_until_closed(response: HttpResponse, visit: Visit) -> None:
    """Let the browser that filed see the receipt until it is closed: others may use it, too."""
    _set_token(response, slug=visit.settlement.slug, token=visit.token, lasts=None)


def _set_token(response: HttpResponse, *, slug: str, token: str, lasts: timedelta | None) -> None:
    response.set_signed_cookie(
        COOKIE,
        token,
        salt=_salt(slug),
        max_age=lasts,
        path=_path(slug),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_token(response: HttpResponse, *, slug: str) -> None:
    response.delete_cookie(COOKIE, path=_path(slug), samesite="Lax")


def while_open(
    view: Callable[Concatenate[HttpRequest, Visit, ...], HttpResponse],
) -> Callable[..., HttpResponse]:
    """For pages of the form: who has filed sees the receipt; outside the claims period, when."""

    @never_cache
    @wraps(view)
    def gated(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        visit = open_visit(request, slug)
        if visit.draft is not None and visit.draft.claim_id:
            return redirect("wizard-receipt", slug)
        if visit.front.period is not Period.OPEN:
            return not_open(request, visit)
        return view(request, visit, **kwargs)

    return gated


def for_step(
    view: Callable[[HttpRequest, Visit, Step], HttpResponse],
) -> Callable[..., HttpResponse]:
    """For the page of a step. Who is not there yet is led to the first step that is missing."""

    @while_open
    @wraps(view)
    def led(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
        step = find(visit.steps, key)
        if step is None or not may_open(visit.steps, visit.done, key):
            return redirect("wizard-step", visit.settlement.slug, visit.first_open.key)
        return view(request, visit, step)

    return led


def not_open(request: HttpRequest, visit: Visit) -> HttpResponse:
    context = {"case": visit.terms.case, "front": visit.front, "draft": visit.draft}
    status = 409 if request.method == "POST" else 200
    return render(request, "claims/wizard/not_open.html", context, status=status)


def _salt(slug: str) -> str:
    return f"claims.wizard/{slug}"


def _path(slug: str) -> str:
    return f"/{slug}/claim/"
