"""My claim: find it by number and code or by a letter's link, see where it stands, withdraw it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from claims.filing import access
from claims.filing import services as filing
from claims.filing.models import Claim
from claims.portal.forms import StatusForm
from claims.portal.guessing import Paused, WrongPair, claim_for
from claims.portal.page import page_of
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a claim in this browser, by its number and code or by the signed link of a letter."""
    settlement = get_object_or_404(Settlement, slug=slug)
    if "claim" in request.GET and request.method != "POST":
        return _by_link(request, settlement)
    form = StatusForm(request.POST or None)
    if not form.is_valid():
        return _form(request, settlement, form, code=422 if form.is_bound else 200)
    try:
        found = claim_for(
            settlement=settlement, address=request.META["REMOTE_ADDR"], **form.cleaned_data
        )
    except WrongPair as refusal:
        form.add_error(None, str(refusal))
        return _form(request, settlement, form, code=422)
    except Paused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, settlement, form, code=429)
    return _opened(request, found)


@never_cache
@require_safe
def claim(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Where the claim stands; for the browser that opened it."""
    page = page_of(
        _claim(request, slug, public_id),
        by=User.objects.service("portal"),
        language=get_language(),
        now=timezone.now(),
    )
    return render(request, "claims/portal/claim.html", {"case": page.terms.case, "page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Say what withdrawing means, and withdraw when that is confirmed."""
    found = _claim(request, slug, public_id)
    if request.method != "POST":
        context = {"case": terms_of(found.settlement).case, "claim": found}
        return render(request, "claims/portal/withdraw.html", context)
    try:
        filing.withdraw(
            claim=found,
            by=User.objects.service("portal"),
            now=timezone.now(),
            why="asked for by the claimant on the site",
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your claim is withdrawn. It will not be paid."))
    return redirect("portal-claim", slug, public_id)


def _claim(request: HttpRequest, slug: str, public_id: UUID) -> Claim:
    settlement = get_object_or_404(Settlement, slug=slug)
    return access.claim_in(request.session, settlement=settlement, public_id=public_id)


def _by_link(request: HttpRequest, settlement: Settlement) -> HttpResponse:
    found = access.claim_by_link(settlement=settlement, token=request.GET["claim"])
    if found is not None:
        return _opened(request, found)
    alert = _(
        "This link is incomplete, or more than %(days)s days old. Enter your claim number and"
        " access code instead."
    ) % {"days": access.LINK_LASTS.days}
    return _form(request, settlement, StatusForm(), code=422, alert=alert)


def _opened(request: HttpRequest, found: Claim) -> HttpResponse:
    access.open_in(request.session, found)
    return redirect("portal-claim", found.settlement.slug, found.public_id)


def _form(
    request: HttpRequest, settlement: Settlement, form: StatusForm, *, code: int, alert: str = ""
) -> HttpResponse:
    context = {"case": terms_of(settlement).case, "form": form, "alert": alert}
    return render(request, "claims/portal/status.html", context, status=code)
