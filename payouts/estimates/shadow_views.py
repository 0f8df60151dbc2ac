"""Shadow runs as documents: another plan tried over the real claims, which can never pay."""

from collections.abc import Iterator
from difflib import unified_diff
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from payouts.estimates import words
from payouts.estimates.models import ShadowRun
from payouts.estimates.shadow_forms import ShadowForm
from payouts.estimates.shadowing import latest_run, shadow_run
from settlement import csvfile
from settlement.accounts.http import SignedInRequest
from settlement.errors import Refusal
from settlement.money import cents_of, shown
from settlement.paging import newest
from settlement.terms.models import Settlement
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Terms
from settlement.terms.services import version_of

SEES, MAKES = "payouts.view_shadowrun", "payouts.add_shadowrun"
PATIENCE = "30s"  # of a statement, while somebody waits for the page
COLUMNS = ("claims", "answers", "then", "now", "why nothing")


@require_safe
@permission_required(SEES, raise_exception=True)
def shadow_list(request: HttpRequest) -> HttpResponse:
    rows = ShadowRun.objects.select_related("settlement", "made_by").defer("text", "figures")
    context = {
        "listed": newest(rows, request.GET, statuses=()),
        "cases": Settlement.objects.order_by("name"),
        "as_of": timezone.now(),
    }
    return render(request, "payouts/estimates/shadow_list.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(MAKES, raise_exception=True)
def shadow_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """The file in force to be changed; and what the real claims would get under the change."""
    settlement = get_object_or_404(Settlement, slug=slug)
    form = ShadowForm(
        request.POST or None,
        request.FILES or None,
        initial={"text": version_of(settlement).text},
    )
    faults: list[str] = []
    if form.is_valid():
        try:
            made = shadow_run(
                settlement=settlement,
                text=form.cleaned_data["text"],
                file_name=_file_name(request),
                why=form.cleaned_data["why"],
                undecided=form.cleaned_data["undecided"],
                by=request.user,
                patience=PATIENCE,
            )
        except Refusal as refusal:
            faults = str(refusal).splitlines()
        else:
            return redirect("shadow-page", made.public_id)
    context = {
        "settlement": settlement,
        "form": form,
        "faults": faults,
        "run": latest_run(settlement),
    }
    status = 422 if form.is_bound else 200
    return render(request, "payouts/estimates/shadow_new.html", context, status=status)


@require_safe
@permission_required(SEES, raise_exception=True)
def shadow_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    shadow = _shadow(public_id)
    terms = parse_terms(shadow.text, file_name="shadow.toml")
    then = shadow.comparison["then"]
    context = {
        "shadow": shadow,
        "case": terms.case,
        "kinds": [*_kinds(shadow, terms)],
        "changes": [*_changes(shadow)],
        "residual_then": shown(cents_of(then["net"]) - cents_of(then["paid"])),
    }
    return render(request, "payouts/estimates/shadow_page.html", context)


@require_safe
@permission_required(SEES, raise_exception=True)
def shadow_kinds(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The comparison's table as CSV."""
    shadow = _shadow(public_id)
    terms = parse_terms(shadow.text, file_name="shadow.toml")
    rows = (
        [
            kind["claims"],
            "; ".join(" ".join(each) for each in words.in_words(terms, kind["answers"], "en")),
            kind["then"],
            kind["now"],
            kind["reason"],
        ]
        for kind in shadow.comparison["kinds"]
    )
    return _download(csvfile.text(header=COLUMNS, rows=rows), shadow, "kinds.csv", "text/csv")


@require_safe
@permission_required(SEES, raise_exception=True)
def shadow_text(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The file that was tried, byte for byte."""
    shadow = _shadow(public_id)
    return _download(shadow.text, shadow, "tried.toml", "application/toml")


def _shadow(public_id: UUID) -> ShadowRun:
    rows = ShadowRun.objects.select_related("settlement", "terms_version", "made_by")
    return get_object_or_404(rows, public_id=public_id)


def _file_name(request: SignedInRequest) -> str:
    uploaded = request.FILES.get("file")
    return (getattr(uploaded, "name", None) or "The text")[:200]


def _kinds(shadow: ShadowRun, terms: Terms) -> Iterator[dict[str, object]]:
    for kind in shadow.comparison["kinds"]:
        then = None if kind["then"] is None else cents_of(kind["then"])
        now = cents_of(kind["now"])
        yield {
            "words": words.in_words(terms, kind["answers"], "en"),
            "claims": kind["claims"],
            "then": None if then is None else shown(then),
            "now": shown(now),
            "change": "" if then is None else _change(now - then),
            "reason": kind["reason"],
        }


def _change(cents: int) -> str:
    if not cents:
        return "the same"
    return f"{shown(abs(cents))} {'more' if cents > 0 else 'less'}"


def _changes(shadow: ShadowRun) -> Iterator[dict[str, str]]:
    """The lines in which the tried file differs from the one in force, with what is around."""
    lines = unified_diff(
        shadow.terms_version.text.splitlines(), shadow.text.splitlines(), lineterm="", n=2
    )
    kinds = {"+": "added", "-": "removed"}
    for line in [*lines][2:]:
        yield {"text": line, "kind": kinds.get(line[:1], "around")}


def _download(text: str, shadow: ShadowRun, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    full = f"{shadow.settlement.slug}-shadow-{shadow.pk}-{name}"
    response["Content-Disposition"] = f'attachment; filename="{full}"'
    return response
