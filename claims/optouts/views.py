"""Requests to be excluded: the list of them, one of them, and what intake does with it."""

from uuid import UUID
from zoneinfo import ZoneInfo

from celery import current_app
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError as BrokerDown

from claims.optouts import services
from claims.optouts.forms import ExclusionForm, ReversalForm
from claims.optouts.models import Exclusion, ExclusionStatus
from claims.optouts.services import Recorded, Request
from settlement.accounts.http import SignedInRequest
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.paging import newest
from settlement.terms.calendar import local_day

VIEW, RECORD = "claims.view_exclusion", "claims.record_exclusion"


@require_safe
@permission_required(VIEW, raise_exception=True)
def exclusions(request: SignedInRequest) -> HttpResponse:
    return _list(request)


@require_POST
@permission_required(RECORD, raise_exception=True)
def record(request: SignedInRequest) -> HttpResponse:
    form = ExclusionForm(request.POST)
    if not form.is_valid():
        return _list(request, form=form, status=422)
    typed = form.cleaned_data
    settlement = typed["case"]
    try:
        recorded = services.record(
            settlement=settlement,
            request=Request(**{key: typed[key] for key in Request.__dataclass_fields__}),
            received_on=typed["received_on"],
            today=local_day(timezone.now(), ZoneInfo(settlement.time_zone)),
            counsel=typed["counsel"],
            by=request.user,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _list(request, form=form, status=409)
    _tell(request, recorded)
    return redirect("exclusion-list")


@require_safe
@permission_required(VIEW, raise_exception=True)
def exclusion(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    return _page(request, _exclusion(public_id), ReversalForm())


@require_POST
@permission_required(RECORD, raise_exception=True)
def reverse(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found, form = _exclusion(public_id), ReversalForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        freed = services.reverse(exclusion=found, order=form.cleaned_data["order"], by=request.user)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, _exclusion(public_id), form, status=409)
    if freed:
        _ring()
    messages.success(request, f"The exclusion is reversed. Claims verified again: {freed}.")
    return redirect("exclusion", public_id=public_id)


def _list(
    request: SignedInRequest, *, form: ExclusionForm | None = None, status: int = 200
) -> HttpResponse:
    rows = Exclusion.objects.select_related("settlement", "recorded_by")
    listed = newest(rows, request.GET, statuses=set(ExclusionStatus))
    may = request.user.has_perm(RECORD)
    context = {
        "listed": listed,
        "form": (form or ExclusionForm()) if may else None,
    }
    return render(request, "claims/optouts/exclusions.html", context, status=status)


def _page(
    request: SignedInRequest, found: Exclusion, form: ReversalForm, *, status: int = 200
) -> HttpResponse:
    may = request.user.has_perm(RECORD)
    purpose = "to show the request to be excluded"
    context = {
        "exclusion": found,
        "said": services.opened(exclusion=found, purpose=purpose, by=request.user) if may else None,
        "form": form if may and found.status == ExclusionStatus.IN_FORCE else None,
        "history": Event.objects.filter(entity=Exclusion.ENTITY, ref=found.audit_ref)
        .exclude(kind="exclusion.opened")
        .select_related("actor")
        .order_by("pk"),
    }
    return render(request, "claims/optouts/exclusion.html", context, status=status)


def _exclusion(public_id: UUID) -> Exclusion:
    rows = Exclusion.objects.select_related("settlement", "recorded_by")
    return get_object_or_404(rows, public_id=public_id)


def _tell(request: SignedInRequest, recorded: Recorded) -> None:
    if recorded.held:
        _ring()
    messages.success(request, f"The exclusion is recorded. Claims held for it: {recorded.held}.")
    if recorded.paid:
        messages.warning(
            request,
            f"A payment stands for claim {', '.join(recorded.paid)} of this member. Void it, and"
            " the claim is held.",
        )


def _ring() -> None:
    """Ask for verification now; where the broker is down the beat finds the claims by itself."""
    try:
        current_app.send_task("claims.eligibility.verify_due")
    except BrokerDown:
        return
