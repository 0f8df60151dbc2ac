"""The public site of every case. It shows what the settlement file says and invents nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from settlement.terms import site
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of, version_of
from settlement.terms.words import IDENTIFIER_NAMES, METHOD_NAMES


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    settlements = Settlement.objects.order_by("-adopted_at", "-id")
    fronts = [site.front(terms_of(settlement), now=now) for settlement in settlements]
    return render(request, "settlement/terms/cases.html", {"fronts": fronts})


@require_safe
def case(request: HttpRequest, slug: str) -> HttpResponse:
    settlement = get_object_or_404(Settlement, slug=slug)
    terms, now = terms_of(settlement), timezone.now()
    context = {
        "case": terms.case,
        "terms": terms,
        "front": site.front(terms, now=now),
        "days": site.timetable(terms.calendar, now=now),
        "pools": site.pools(terms),
        "questions": site.questions(terms, language=get_language()),
        "found_by": [IDENTIFIER_NAMES[each] for each in terms.roster.identifiers],
        "methods": [METHOD_NAMES[method] for method in terms.payment.methods],
        "versions": settlement.versions.order_by("-number"),
    }
    return render(request, "settlement/terms/case.html", context)


@require_safe
def genuine(request: HttpRequest, slug: str) -> HttpResponse:
    settlement = get_object_or_404(Settlement, slug=slug)
    context = {
        "case": terms_of(settlement).case,
        "version": version_of(settlement),
        "address": request.build_absolute_uri(f"/{settlement.slug}/"),
    }
    return render(request, "settlement/terms/genuine.html", context)


@require_safe
def file(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    """The settlement file, byte for byte as adopted: the latest version, or the numbered one."""
    settlement = get_object_or_404(Settlement, slug=slug)
    versions = settlement.versions.filter(**({} if number is None else {"number": number}))
    version = get_object_or_404(versions.order_by("-number")[:1])
    headers = {
        "Content-Disposition": f'attachment; filename="{slug}-terms-{version.number}.toml"',
        "X-Content-SHA256": version.sha256,
    }
    return HttpResponse(
        version.text, content_type="application/toml; charset=utf-8", headers=headers
    )
