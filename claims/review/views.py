"""The review desk: queues, one claim, and what a reviewer does with it."""

from uuid import UUID

from celery import current_app
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError as BrokerDown

from claims.filing import numbers
from claims.filing.models import Claim, ClaimStatus
from claims.nearmisses import services as nearmisses
from claims.review import queues, services
from claims.review.allowing import allow as allow_amount
from claims.review.dossier import Dossier, closed_dossier, open_dossier
from claims.review.evidence import Amount
from claims.review.forms import AllowForm, DecisionForm, FindForm, ReopenForm
from settlement.accounts.http import SignedInRequest
from settlement.errors import Refusal
from settlement.terms.models import Settlement

REVIEW, REOPEN = "claims.review_claim", "claims.reopen_claim"
NEXT_SHOWN = 15  # claims of the queue beside the one that is open


@permission_required("claims.view_claim", raise_exception=True)
def all_queues(request: SignedInRequest) -> HttpResponse:
    context = {
        "cases": queues.all_queues(),
        "held": queues.held_by(request.user, now=timezone.now()),
        "find": FindForm(),
    }
    return render(request, "claims/review/queues.html", context)


@require_POST
@permission_required(REVIEW, raise_exception=True)
def take(request: SignedInRequest, slug: str) -> HttpResponse:
    settlement = get_object_or_404(Settlement, slug=slug)
    queue = request.POST.get("queue") or None
    if queue is not None and queue not in queues.ORDER:
        raise Http404
    return _take_next(request, settlement, queue=queue)


@permission_required("claims.view_claim", raise_exception=True)
def find(request: SignedInRequest) -> HttpResponse:
    form = FindForm(request.GET)
    if form.is_valid():
        number = numbers.as_number(form.cleaned_data["number"])
        claim = Claim.objects.filter(number=number).first()
        if claim is not None:
            return redirect("review-claim", public_id=claim.public_id)
        form.add_error("number", "No claim has this number. Compare it with the receipt.")
    context = {"cases": queues.all_queues(), "held": [], "find": form}
    return render(request, "claims/review/queues.html", context, status=422)


@permission_required("claims.view_claim", raise_exception=True)
def claim(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return _page(request, _claim(public_id))


@require_POST
@permission_required(REVIEW, raise_exception=True)
def decide(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = _claim(public_id)
    dossier = _dossier(request, found)
    form = DecisionForm(request.POST, members=dossier.members, near=dossier.near.members)
    if not form.is_valid():
        return _page(request, found, dossier=dossier, decision=form, status=422)
    try:
        letter = services.decide(
            claim=found, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _claim(public_id), dossier=dossier, decision=form, status=409)
    _ring(letter)
    messages.success(request, f"Claim {found.number}: {_outcome(form)}.")
    if "and_next" in request.POST:
        return _take_next(request, found.settlement, queue=found.queue or None)
    return redirect("review-claim", public_id=public_id)


@require_POST
@permission_required(REVIEW, raise_exception=True)
def allow(request: SignedInRequest, public_id: UUID, question: str) -> HttpResponse:
    found = _claim(public_id)
    dossier = _dossier(request, found)
    amount = next((each for each in dossier.amounts if each.question.key == question), None)
    if amount is None:
        raise Http404
    form = AllowForm(request.POST, of=amount)
    if not form.is_valid():
        return _page(request, found, dossier=dossier, allowing=form, status=422)
    try:
        allow_amount(
            claim=found,
            question=question,
            by=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _claim(public_id), dossier=dossier, allowing=form, status=409)
    messages.success(request, f"Claim {found.number}: what is allowed is recorded.")
    return redirect(f"{reverse('review-claim', args=[public_id])}#evidence")


@require_POST
@permission_required(REVIEW, raise_exception=True)
def put_back(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = _claim(public_id)
    try:
        services.put_back(claim=found, by=request.user, now=timezone.now())
        messages.success(request, f"Claim {found.number} is back in its queue.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("review-queues")


@require_POST
@permission_required(REVIEW, raise_exception=True)
def look_for_near_misses(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = _claim(public_id)
    try:
        count = nearmisses.search_one(claim=found, by=request.user, now=timezone.now())
        messages.success(request, f"Near misses found: {count}.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("review-claim", public_id=public_id)


@require_POST
@permission_required(REVIEW, raise_exception=True)
def reopen(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = _claim(public_id)
    if not _may_reopen(request, found):
        raise PermissionDenied
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _page(request, found, reopening=form, status=422)
    try:
        services.reopen(claim=found, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, f"Claim {found.number} waits among the reopened claims.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("review-claim", public_id=public_id)


def _may_reopen(request: SignedInRequest, found: Claim) -> bool:
    """A question is answered to any reviewer; a decision is opened again by a lead reviewer."""
    needed = REVIEW if found.status == ClaimStatus.DEFICIENT else REOPEN
    can_be = ClaimStatus.IN_REVIEW in Claim.MOVES.get(found.status, ())
    return can_be and found.status != ClaimStatus.FILED and request.user.has_perm(needed)


def _claim(public_id: UUID) -> Claim:
    return get_object_or_404(Claim.objects.select_related("settlement"), public_id=public_id)


def _dossier(request: SignedInRequest, found: Claim) -> Dossier:
    """What this person may see of the claim: only reviewers see what is sealed."""
    if not request.user.has_perm(REVIEW):
        return closed_dossier(found)
    return open_dossier(claim=found, by=request.user, purpose=f"review of claim {found.number}")


def _page(
    request: SignedInRequest,
    found: Claim,
    *,
    dossier: Dossier | None = None,
    decision: DecisionForm | None = None,
    allowing: AllowForm | None = None,
    reopening: ReopenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    dossier = dossier or _dossier(request, found)
    holds = services.holds(claim=found, by=request.user, now=timezone.now())
    waits = found.status == ClaimStatus.IN_REVIEW
    context = {
        "claim": found,
        "dossier": dossier,
        "holds": holds,
        "queue": queues.title(found.queue) if waits else "",
        "waiting": _waiting(found) if waits else [],
        # What was typed is shown again also to who lost the claim meanwhile.
        "decision": decision or (_decision(dossier) if holds else None),
        "amounts": _amounts(dossier, allowing, holds=holds),
        "reopening": (reopening or ReopenForm()) if _may_reopen(request, found) else None,
        "find": FindForm(),
    }
    return render(request, "claims/review/claim.html", context, status=status)


def _decision(dossier: Dossier) -> DecisionForm:
    return DecisionForm(members=dossier.members, near=dossier.near.members)


def _amounts(
    dossier: Dossier, sent: AllowForm | None, *, holds: bool
) -> list[tuple[Amount, AllowForm | None]]:
    """Each amount with its form, if this person may decide it; what was sent stays as it was."""
    shown = []
    for amount in dossier.amounts:
        is_sent = sent is not None and sent.of.question.key == amount.question.key
        shown.append((amount, sent if is_sent else AllowForm(of=amount) if holds else None))
    return shown


def _waiting(found: Claim) -> list[Claim]:
    return [*queues.waiting(settlement=found.settlement, queue=found.queue)[:NEXT_SHOWN]]


def _take_next(
    request: SignedInRequest, settlement: Settlement, *, queue: str | None
) -> HttpResponse:
    taken = services.take_next(
        settlement=settlement, queue=queue, by=request.user, now=timezone.now()
    )
    if taken is None:
        messages.info(request, "Nothing waits there now. Choose another queue.")
        return redirect("review-queues")
    return redirect("review-claim", public_id=taken.public_id)


def _outcome(form: DecisionForm) -> str:
    return str(ClaimStatus(form.cleaned_data["outcome"]).label).lower()


def _ring(notice_id: int | None) -> None:
    """Ask for the letter to be sent now; where the broker is down the beat sends it."""
    if notice_id is None:
        return
    try:
        current_app.send_task("settlement.notices.send_one", kwargs={"notice_id": notice_id})
    except BrokerDown:
        return
