"""Why this amount: for the browser that opened the claim, and for staff who may see runs."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from claims.filing import access, numbers
from claims.filing.models import Claim
from payouts.allocation.models import Run
from payouts.explanations import words
from payouts.explanations.bill import bill_of, bills_of
from payouts.explanations.document import pdf
from payouts.explanations.limits import count_document
from payouts.explanations.lines import DoesNotAddUp
from payouts.explanations.lookup import explained, explained_by
from settlement.keys.services import case_key
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of


@never_cache
@require_safe
def amount(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """From the fund down to the claim's cents, for each approved run that awarded it."""
    claim = _claim(request, slug, public_id)
    bills = bills_of(explained(claim), language=get_language())
    context = {
        "case": terms_of(claim.settlement).case,
        "claim": claim,
        "bills": bills,
        "several": len(bills) > 1,
        "counted": words.counted(),
    }
    return render(request, "payouts/explanations/amount.html", context)


@never_cache
@require_safe
def amount_pdf(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The same as a document; there is none before a run awarded the claim."""
    claim = _claim(request, slug, public_id)
    found = explained(claim)
    if not found:
        raise Http404
    count_document(claim=claim.public_id.hex, address=request.META["REMOTE_ADDR"])
    language = get_language()
    document = pdf(
        bills_of(found, language=language),
        number=claim.number,
        language=language,
    )
    headers = {
        "Content-Disposition": f'inline; filename="{slug}-{claim.number}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(document, content_type="application/pdf", headers=headers)


@never_cache
@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def run_why(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """What a run says of one claim, found by its number; also before the run is approved."""
    run = get_object_or_404(Run.objects.select_related("terms_version"), public_id=run_id)
    number = numbers.as_number(request.GET.get("claim", ""))
    claim = Claim.objects.filter(settlement=run.settlement_id, number=number).first()
    context = {"run": run, "number": claim.number if claim else request.GET.get("claim", "")}
    try:
        found = explained_by(run, claim) if claim else None
    except DoesNotAddUp as wrong:
        context["wrong"] = str(wrong)
    else:
        context["bill"] = bill_of(found, language="en") if found else None
    status = 409 if "wrong" in context else 200
    return render(request, "payouts/explanations/run_why.html", context, status=status)


def _claim(request: HttpRequest, slug: str, public_id: UUID) -> Claim:
    """The claim, through the same gate as its status page. A case that is over says so here too,
    though what a run froze is not sealed."""
    settlement = get_object_or_404(Settlement, slug=slug)
    claim = access.claim_in(request.session, settlement=settlement, public_id=public_id)
    case_key(settlement.pk, "payouts/explanations")
    return claim
