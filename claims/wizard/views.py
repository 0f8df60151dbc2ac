"""The claim form's pages. The draft is saved page by page; pressing Submit files it once."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from claims.filing import access
from claims.filing.services import FilingClosed
from claims.wizard import drafts
from claims.wizard.filled import contents_from
from claims.wizard.known import Paused, known_by
from claims.wizard.pages import address, around, form_for, to_review
from claims.wizard.receipts import receipt_for
from claims.wizard.review import rows
from claims.wizard.steps import NO, Filled, Step, after
from claims.wizard.submitting import submit
from claims.wizard.visit import (
    Visit,
    for_step,
    forget_token,
    not_open,
    open_visit,
    remember,
    remember_until_closed,
    while_open,
)
from settlement.accounts.models import User
from settlement.errors import Refusal


@while_open
def begin(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """Start a claim, or go on where this browser left off."""
    return redirect(address(visit, visit.first_open))


@for_step
def step(request: HttpRequest, visit: Visit, current: Step) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = form_for(visit, current, sent)
    if sent is not None and form.is_valid():
        return _accept(request, visit, current, form.values)
    context = {**around(request, visit, current), "form": form}
    return render(request, "claims/wizard/step.html", context, status=_status(sent))


@for_step
def notice(request: HttpRequest, visit: Visit, current: Step) -> HttpResponse:
    """Notice ID and Confirmation Code: a pair that we know fills in what the class list has."""
    if "without" in request.POST:
        return _go_without(request, visit)
    sent = request.POST if request.method == "POST" else None
    form, status = form_for(visit, current, sent), _status(sent)
    if sent is not None and form.is_valid():
        try:
            known = known_by(
                settlement=visit.settlement,
                terms=visit.terms,
                notice_id=form.contents.notice_id,
                code=form.contents.confirmation_code,
                address=request.META.get("REMOTE_ADDR", ""),
                by=User.objects.service("wizard"),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 429 if isinstance(refusal, Paused) else status
        else:
            return _accept(request, visit, current, form.values, known=known)
    context = {**around(request, visit, current), "form": form}
    return render(request, "claims/wizard/notice.html", context, status=status)


@for_step
def review(request: HttpRequest, visit: Visit, current: Step) -> HttpResponse:
    """Check your answers: each with a link that changes it and comes back."""
    if request.method == "POST":
        return _accept(request, visit, current, visit.kept.filled)
    contents = contents_from(visit.kept.filled)
    context = {
        **around(request, visit, current),
        "rows": rows(visit.steps, contents, language=visit.language),
    }
    return render(request, "claims/wizard/review.html", context)


@for_step
def sign(request: HttpRequest, visit: Visit, current: Step) -> HttpResponse:
    """The statement and the typed signature; sent, they file the claim."""
    sent = request.POST if request.method == "POST" else None
    form = form_for(visit, current, sent)
    if sent is None or not form.is_valid():
        context = {**around(request, visit, current), "form": form}
        return render(request, "claims/wizard/sign.html", context, status=_status(sent))
    try:
        submit(visit, form.contents)
    except FilingClosed:
        return not_open(request, visit)
    except Refusal as refusal:
        context = {"case": visit.terms.case, "reason": str(refusal)}
        return render(request, "409.html", context, status=409)
    response = redirect("wizard-receipt", visit.settlement.slug)
    remember_until_closed(response, visit)
    return response


@never_cache
@require_safe
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt, for the browser that filed until it is closed. Others start at the start."""
    visit = open_visit(request, slug)
    claim = visit.draft.claim if visit.draft is not None else None
    if claim is None:
        return redirect("wizard-start", slug)
    access.open_in(request.session, claim)  # for the link to the claim's own page
    response = render(request, "claims/wizard/receipt.html", receipt_for(visit, claim))
    remember_until_closed(response, visit)
    return response


def again(request: HttpRequest, slug: str) -> HttpResponse:
    """Start another claim in a browser that has filed one, such as for a second child."""
    response = redirect("wizard-start", slug)
    if request.method == "POST":
        forget_token(response, slug=slug)
    return response


def forget(request: HttpRequest, slug: str) -> HttpResponse:
    """Erase a draft and close what is open, here and in the browser. What is filed stays filed."""
    if request.method != "POST":
        return redirect("wizard-start", slug)
    visit = open_visit(request, slug)
    access.close_in(request.session)
    if visit.draft is not None:
        visit.draft.delete()
    messages.success(request, _forgotten(visit))
    response = redirect("terms-case", slug)
    forget_token(response, slug=slug)
    return response


def _forgotten(visit: Visit) -> str:
    if visit.draft is not None and visit.draft.claim_id is not None:
        return _(
            "Your claim no longer opens in this browser. You can still open it with your claim"
            " number and access code."
        )
    return _("What you entered is erased, both in this browser and on our side.")


def _status(sent: object) -> int:
    return 200 if sent is None else 422


def _accept(
    request: HttpRequest,
    visit: Visit,
    current: Step,
    values: Filled,
    *,
    known: Filled | None = None,
) -> HttpResponse:
    """Keep a page that was sent and lead on: to the next, or back to the review."""
    kept = drafts.with_step(visit.kept, current.key, values)
    if known is not None:
        kept = replace(kept, known=known)
    draft, token = visit.draft, None
    if draft is None:
        draft, token = drafts.begin(settlement=visit.settlement, now=visit.now)
    drafts.save(draft, kept, now=visit.now)
    onward = replace(visit, draft=draft, kept=kept)
    leads_to = onward.first_open if to_review(request) else after(onward.steps, current.key)
    response = redirect(address(onward, leads_to))
    if token is not None:
        remember(response, slug=visit.settlement.slug, token=token)
    return response


def _go_without(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Answer the first question with no, and go on from there."""
    start = visit.steps[0]
    form = form_for(visit, start, {"has_notice": NO})
    form.is_valid()
    return _accept(request, visit, start, form.values)
