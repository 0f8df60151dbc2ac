"""A claimant's own proof, the page where anybody checks one, and the pack as a download."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from claims.filing import access
from payouts.allocation.models import Run
from payouts.auditpack import packing, services, zipped
from payouts.auditpack.checking import Checked, checked
from payouts.auditpack.forms import ProofForm
from payouts.auditpack.proofs import Proof
from settlement.accounts.http import SignedInRequest
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of


@never_cache
@require_safe
def mine(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The claimant's awards and their proofs; for the browser that opened the claim."""
    settlement = get_object_or_404(Settlement, slug=slug)
    claim = access.claim_in(request.session, settlement=settlement, public_id=public_id)
    context = {
        "case": terms_of(settlement).case,
        "claim": claim,
        "proofs": _proofs(settlement, claim.number),
    }
    return render(request, "payouts/auditpack/mine.html", context)


@never_cache
@require_safe
def mine_file(request: HttpRequest, slug: str, public_id: UUID, run: int) -> HttpResponse:
    """The proof of the claim's award in one run, to be kept."""
    settlement = get_object_or_404(Settlement, slug=slug)
    claim = access.claim_in(request.session, settlement=settlement, public_id=public_id)
    proof = next((each for each in _proofs(settlement, claim.number) if each.run == run), None)
    if proof is None:
        raise Http404
    response = HttpResponse(proof.as_text(), content_type="application/json")
    name = f"{slug}-run-{run}-{claim.number}-proof.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _proofs(settlement: Settlement, number: str) -> list[Proof]:
    found = (services.proof_of(tree, claim=number) for tree in services.published(settlement))
    return [proof for proof in found if proof is not None]


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """The published roots, and the check of a proof against them."""
    settlement = get_object_or_404(Settlement, slug=slug)
    form = ProofForm(request.POST or None, request.FILES or None)
    result: Checked | None = None
    if form.is_valid():
        result = checked(form.cleaned_data["proof"], settlement=settlement)
    context = {
        "case": terms_of(settlement).case,
        "form": form,
        "trees": services.published(settlement),
        "result": result,
    }
    is_wrong = form.is_bound and (result is None or result.failed is not None)
    status = 422 if is_wrong else 200
    return render(request, "payouts/auditpack/check.html", context, status=status)


@require_safe
@never_cache
@permission_required("payouts.download_auditpack", raise_exception=True)
def run_pack(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    """The audit pack of a run as one zip file, sent while it is made."""
    runs = Run.objects.select_related("settlement", "terms_version")
    run = get_object_or_404(runs, public_id=public_id)
    tree = services.plant(run)
    services.record_taken(run, by=request.user, as_what="zip")
    name = f"{run.settlement.slug}-run-{run.number}-audit-pack"
    pieces = zipped.pieces_of(packing.files_of(run, tree), folder=name)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response
