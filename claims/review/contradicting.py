"""Claims approved though an answer is another than the class list's flag: nothing waits there."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.eligibility import wording
from claims.filing.models import Claim, ClaimStatus
from settlement.accounts.http import SignedInRequest
from settlement.paging import newest

RULE = "answer_contradicts_list"


@require_safe
@permission_required("claims.view_claim", raise_exception=True)
def contradicting(request: SignedInRequest) -> HttpResponse:
    """Newest first; reads claim_contradicting."""
    claims = Claim.objects.filter(rule=RULE).select_related("settlement")
    context = {
        "listed": newest(claims, request.GET, statuses=set(ClaimStatus)),
        "words": wording.RULES[RULE],
    }
    return render(request, "claims/review/contradicting.html", context)
