"""The page and the file of what is allowed of amounts that a document has to show."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.review.totals import HEADER, as_rows, totals
from settlement import csvfile
from settlement.accounts.http import SignedInRequest
from settlement.terms.models import Settlement


@require_safe
@permission_required("claims.view_claim", raise_exception=True)
def allowed(request: SignedInRequest, slug: str) -> HttpResponse:
    settlement = get_object_or_404(Settlement, slug=slug)
    context = {"settlement": settlement, "totals": totals(settlement), "now": timezone.now()}
    return render(request, "claims/review/allowed.html", context)


@require_safe
@permission_required("claims.view_claim", raise_exception=True)
def allowed_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    settlement = get_object_or_404(Settlement, slug=slug)
    text = csvfile.text(header=HEADER, rows=as_rows(totals(settlement)))
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-allowed.csv"'
    return answer
