"""What a payment may be: the public page, its plot and its table as CSV."""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from payouts.estimates import plots, words
from payouts.estimates.composition import Kind
from payouts.estimates.page import (
    MOST_SHOWN,
    Standing,
    plot_of,
    shown_rate,
    standing_of,
    table_of,
)
from payouts.estimates.shown import page_of
from settlement import csvfile
from settlement.money import dollars
from settlement.terms.models import Settlement

FRESH = 5 * 60  # seconds that a browser or a proxy may keep plot and table


@require_safe
def estimate(request: HttpRequest, slug: str) -> HttpResponse:
    standing = standing_of(get_object_or_404(Settlement, slug=slug))
    projected = standing.projected
    lines = len(projected.composition.kinds[:MOST_SHOWN])
    context = {
        "case": standing.terms.case,
        "terms": standing.terms,
        "shown": page_of(standing, get_language()),
        "language": _language(get_language()),
        "height": plots.height(2 * lines if projected.today else lines),
    }
    return render(request, "payouts/estimates/estimate.html", context)


@require_safe
@csp_override(plots.PICTURE)
def plot(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Payment by claim rate as a picture; its language stands in its address, so that everybody
    may keep it."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    standing = standing_of(get_object_or_404(Settlement, slug=slug))
    if not standing.projected.composition.kinds:
        raise Http404
    with translation.override(language):
        response = HttpResponse(plot_of(standing, language), content_type="image/svg+xml")
    patch_cache_control(response, public=True, max_age=FRESH)
    return response


@require_safe
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """The page's table as CSV, for programs and spreadsheets: in English, amounts as numbers."""
    standing = standing_of(get_object_or_404(Settlement, slug=slug))
    with translation.override("en"):
        text = csvfile.text(header=_header(standing), rows=_rows(standing))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-estimate.csv"'
    patch_cache_control(response, public=True, max_age=FRESH)
    return response


def _header(standing: Standing) -> list[str]:
    kinds = standing.projected.composition.kinds[:MOST_SHOWN]
    return [
        "claim rate in percent",
        "claims",
        "today",
        "estimated dollars a claim at most on average",
        *(f"estimated dollars: {_in_full(standing, kind)}" for kind in kinds),
    ]


def _in_full(standing: Standing, kind: Kind) -> str:
    answers = words.in_words(standing.terms, kind.answers, "en")
    return "; ".join(" ".join(each) for each in answers) or "every claim"


def _rows(standing: Standing) -> Iterator[list[object]]:
    for outcome, is_today in table_of(standing):
        cents = [outcome.most_cents, *outcome.cents[:MOST_SHOWN]]
        yield [
            shown_rate(outcome.rate),
            outcome.claims,
            "yes" if is_today else "no",
            *("" if each is None else dollars(each) for each in cents),
        ]


def _language(language: str | None) -> str:
    return (language or settings.LANGUAGE_CODE).split("-")[0]
