"""Counsel's simulator: a claim rate, a class and a fund as supposed, in one address that can be
cited; and scenarios as the command `simulate` takes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from payouts.allocation.figures import amount, figures, rows
from payouts.allocation.plan import Division
from payouts.allocation.scenario import groups_of
from payouts.allocation.tranche import Group
from payouts.estimates import plots, words
from payouts.estimates.composition import Composition, Kind
from payouts.estimates.page import MOST_SHOWN, composition_of, percents, shown_rate, standing_of
from payouts.estimates.projection import at_rate, curve_rates
from payouts.estimates.simulate_forms import ScenarioForm, WhatIfForm
from payouts.estimates.whatif import Simulated, both, simulated, with_deductions, with_shares
from settlement import csvfile
from settlement.errors import Refusal
from settlement.terms.models import Settlement
from settlement.terms.schema import Terms

SEES = "payouts.view_run"
MOST_ROWS = 200  # kinds on the page; the CSV has all


@dataclass(frozen=True, slots=True)
class Supposed:
    """A form that was filled in and what follows from it. refusal: why nothing does"""

    settlement: Settlement
    form: WhatIfForm
    terms: Terms
    composition: Composition
    found: Simulated | None
    refusal: str


@require_safe
@permission_required(SEES, raise_exception=True)
def cases(request: HttpRequest) -> HttpResponse:
    """All cases; where there is one, its simulator."""
    settlements = [*Settlement.objects.order_by("name")]
    if len(settlements) == 1:
        return redirect("simulate", settlements[0].slug)
    return render(request, "payouts/estimates/simulate_cases.html", {"cases": settlements})


@require_safe
@permission_required(SEES, raise_exception=True)
def simulate(request: HttpRequest, slug: str) -> HttpResponse:
    supposed = _supposed(request, slug)
    found = supposed.found
    context: dict[str, Any] = {
        "settlement": supposed.settlement,
        "form": supposed.form,
        "terms": supposed.terms,
        "composition": supposed.composition,
        "unknown": words.labels(supposed.terms, supposed.composition.unknown, "en"),
        "refusal": supposed.refusal or (found.refusal if found else ""),
        "query": request.GET.urlencode(),
        "as_of": timezone.now(),
    }
    if found is not None:
        context |= {
            "rows": [*_rows(supposed.terms, found)][:MOST_ROWS],
            "kinds": len(found.kinds),
            "claims": sum(found.claims),
            **_figures(found.run, found.estimate),
            "height": plots.height(2 * min(len(found.kinds), MOST_SHOWN)),
        }
    status = 422 if supposed.form.errors else 200
    return render(request, "payouts/estimates/simulate.html", context, status=status)


@require_safe
@csp_override(plots.PICTURE)
@permission_required(SEES, raise_exception=True)
def plot(request: HttpRequest, slug: str) -> HttpResponse:
    supposed = _supposed(request, slug)
    if supposed.found is None:
        raise Refusal(supposed.refusal or "There is nothing to draw.")
    with translation.override("en"):
        picture = _picture(supposed, supposed.found)
    return HttpResponse(picture, content_type="image/svg+xml")


@require_safe
@permission_required(SEES, raise_exception=True)
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """What was supposed and what came out, as CSV."""
    supposed = _supposed(request, slug)
    if supposed.found is None:
        raise Refusal(supposed.refusal or "There is nothing to list.")
    header = (
        "what",
        "claims",
        "award as a run",
        "left-over cents together",
        "estimate",
        "why nothing",
    )
    lines = [[f"{label}: {value}"] for label, value in supposed.form.said()]
    lines += [
        [
            "; ".join(" ".join(each) for each in row["words"]),
            row["claims"],
            row["award"],
            row["extra"],
            row["estimate"],
            row["reason"],
        ]
        for row in _rows(supposed.terms, supposed.found)
    ]
    response = HttpResponse(
        csvfile.text(header=header, rows=lines), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{slug}-simulated.csv"'
    return response


@require_http_methods(["GET", "POST"])
@permission_required(SEES, raise_exception=True)
def scenario(request: HttpRequest, slug: str) -> HttpResponse:
    """A scenario divided under the file in force, as the command does it."""
    settlement = get_object_or_404(Settlement, slug=slug)
    terms = standing_of(settlement).terms
    form = ScenarioForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"settlement": settlement, "form": form, "terms": terms}
    if form.is_valid():
        try:
            groups = groups_of(form.cleaned_data["text"], terms)
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            run, refused, estimate = both(terms, groups)
            context |= {
                "refusal": refused,
                **_figures(run, estimate),
                "rows": _side_by_side(run, estimate, groups),
            }
    status = 422 if form.errors else 200
    return render(request, "payouts/estimates/scenario.html", context, status=status)


def _figures(run: Division | None, estimate: Division | None) -> dict[str, Any]:
    """figures: the run's, or where it is refused the estimate's"""
    as_run, estimated = (figures(each) if each else None for each in (run, estimate))
    return {"run": as_run, "estimate": estimated, "figures": as_run or estimated}


def _side_by_side(
    run: Division | None, estimate: Division | None, groups: list[Group]
) -> list[tuple[dict[str, Any], str | None]]:
    """Each row of a scenario: as a run has it (else as estimated), and its estimate."""
    estimated = rows(estimate, groups) if estimate else []
    as_run = rows(run, groups) if run else [row | {"award": None} for row in estimated]
    return [
        (row, estimated[place]["award"] if estimated else None) for place, row in enumerate(as_run)
    ]


def _supposed(request: HttpRequest, slug: str) -> Supposed:
    settlement = get_object_or_404(Settlement, slug=slug)
    standing = standing_of(settlement)
    terms = standing.terms
    composition = composition_of(settlement, terms)
    today = standing.projected.today
    form = WhatIfForm(
        request.GET.dict(),
        terms=terms,
        composition=composition,
        today=today.rate if today else None,
    )
    if not form.is_valid():
        return Supposed(settlement, form, terms, composition, None, "")
    try:
        terms = with_deductions(terms, form.deduction_cents)
        kinds = _kinds(terms, composition, form)
    except Refusal as refusal:
        return Supposed(settlement, form, terms, composition, None, str(refusal))
    found = simulated(terms, kinds, rate=form.rate_of_claims, denied=form.denied_share)
    return Supposed(settlement, form, terms, composition, found, "")


def _kinds(terms: Terms, composition: Composition, form: WhatIfForm) -> tuple[Kind, ...]:
    shares = form.shares
    if shares is None and composition.kinds:
        return composition.kinds
    return with_shares(terms, composition, shares or form.counted)


def _rows(terms: Terms, found: Simulated) -> Iterator[dict[str, Any]]:
    extra = _extra(found)
    for place, (kind, claims) in enumerate(zip(found.kinds, found.claims, strict=True)):
        yield {
            "words": words.in_words(terms, kind.answers, "en") or [("Every claim", "")],
            "claims": claims,
            "award": _award(found.run, place),
            "extra": extra.get(place, 0),
            "estimate": _award(found.estimate, place),
            "reason": kind.measured.reason,
        }


def _award(division: Division | None, place: int) -> str | None:
    if division is None:
        return None
    tranches = division.tranches.values()
    return amount(sum((each.award(place) for each in tranches), Fraction(0)))


def _extra(found: Simulated) -> dict[int, int]:
    """Left-over cents that a kind's claims get together, beyond what each gets."""
    if found.run is None:
        return {}
    groups = [
        Group(claims, kind.measured) for kind, claims in zip(found.kinds, found.claims, strict=True)
    ]
    return {place: row["extra_cents"] for place, row in enumerate(rows(found.run, groups))}


def _picture(supposed: Supposed, found: Simulated) -> str:
    form, terms = supposed.form, supposed.terms
    composition = Composition(
        found.kinds, supposed.composition.size, True, frozenset(), frozenset(), frozenset()
    )
    counted = form.rate_of_claims * (1 - form.denied_share)
    here = at_rate(terms, composition, counted)
    curve = tuple(at_rate(terms, composition, rate) for rate in curve_rates(counted or None))
    lines = [
        plots.Line(
            label=words.short(terms, kind.answers, "en"),
            points=[(each.rate, each.cents[place]) for each in curve if each.cents],
            today=(here.rate, here.cents[place]) if here.cents else None,
        )
        for place, kind in enumerate(found.kinds[:MOST_SHOWN])
    ]
    return plots.payment_by_rate(
        lines,
        plots.Words(
            title="Estimated payment by rate of approved claims",
            rate="Claims that are approved, of the class",
            payment="Estimated payment",
            today=f"At {shown_rate(counted)}%",
            percents=percents(curve),
        ),
    )
