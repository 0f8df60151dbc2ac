"""Batches as documents: made, approved by another person, handed out, made void."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required, user_passes_test
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from payouts.allocation.models import Run
from payouts.payments import services, settling
from payouts.payments.forms import AnswerForm, ApproveForm, MakeForm, VoidForm
from payouts.payments.listing import answers_to, batches_listed, history_of, payments_listed
from payouts.payments.models import Batch, BatchStatus
from payouts.payments.waiting import fallen, held_back, waiting
from settlement.accounts.http import SignedInRequest
from settlement.accounts.models import User
from settlement.errors import Refusal


def _may_void(user: User | AnonymousUser) -> bool:
    """The maker takes back what did not leave the house; an approver what did."""
    if user.has_perm("payouts.make_batch") or user.has_perm("payouts.approve_batch"):
        return True
    raise PermissionDenied


@require_safe
@permission_required("payouts.view_batch", raise_exception=True)
def batch_list(request: HttpRequest) -> HttpResponse:
    context = {"listed": batches_listed(request.GET), "as_of": timezone.now()}
    return render(request, "payouts/payments/batch_list.html", context)


@require_safe
@permission_required("payouts.view_batch", raise_exception=True)
def batch_page(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    batch = _batch(public_id)
    context = {
        "batch": batch,
        "listed": payments_listed(batch, request.GET),
        "answers": answers_to(batch),
        "history": history_of(batch),
        "is_maker": batch.made_by_id == request.user.pk,
        "handed_out": batch.status in services.HANDED_OUT,
    }
    return render(request, "payouts/payments/batch_page.html", context)


@require_http_methods(["GET", "POST"])
@permission_required("payouts.make_batch", raise_exception=True)
def batch_make(request: SignedInRequest, run_id: UUID) -> HttpResponse:
    """What a run still owes, and making batches of it."""
    run = get_object_or_404(Run.objects.select_related("settlement"), public_id=run_id)
    due = waiting(run=run)
    count = sum(each.count for each in due if each.has_file)
    form = MakeForm(request.POST or None, count=count)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = services.make_batches(
                run=run, by=request.user, now=timezone.now(), order=form.cleaned_data["order"]
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, f"{len(made)} batches wait for another person's approval.")
            return redirect("batch-list")
    context = {
        "run": run,
        "due": due,
        "count": count,
        "cents": sum(each.cents for each in due if each.has_file),
        "held": held_back(run=run),
        "fallen": fallen(run=run),
        "form": form,
    }
    return render(request, "payouts/payments/batch_make.html", context, status=status)


@require_http_methods(["GET", "POST"])
@permission_required("payouts.approve_batch", raise_exception=True)
def batch_approve(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    batch = _batch(public_id)
    if batch.status != BatchStatus.MADE:
        return _settled(request, batch, "cannot be approved any more")
    initial = {"sha256": batch.file_sha256}
    form = ApproveForm(request.POST or None, count=batch.payments_count, initial=initial)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.approve_batch(
                batch=batch,
                sha256=form.cleaned_data["sha256"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, f"{batch} is approved. Finance may download its file.")
            return redirect("batch-page", batch.public_id)
    context = {"batch": batch, "form": form, "is_maker": batch.made_by_id == request.user.pk}
    return render(request, "payouts/payments/batch_approve.html", context, status=status)


@require_http_methods(["GET", "POST"])
@user_passes_test(_may_void)
def batch_void(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    batch = _batch(public_id)
    if not batch.can_be_void:
        return _settled(request, batch, "cannot be made void any more")
    form = VoidForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.void_batch(batch=batch, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, f"{batch} is void. What it paid is due again.")
            return redirect("batch-page", batch.public_id)
    context = {"batch": batch, "form": form}
    return render(request, "payouts/payments/batch_void.html", context, status=status)


@require_http_methods(["GET", "POST"])
@permission_required("payouts.approve_batch", raise_exception=True)
def batch_answer(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The bank's answer to a batch; to a settled one, what came back since."""
    batch = _batch(public_id)
    if not batch.can_be_answered:
        return _settled(request, batch, "has no answer of the bank to record")
    form = AnswerForm(request.POST or None)
    status = 422 if form.is_bound else 200
    settled = batch.status == BatchStatus.SETTLED
    if request.method == "POST" and form.is_valid():
        record = settling.record_returns if settled else settling.settle_batch
        try:
            record(batch=batch, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, f"The bank's answer to {batch} is recorded.")
            return redirect("batch-page", batch.public_id)
    context = {
        "batch": batch,
        "form": form,
        "settled": settled,
        "is_maker": batch.made_by_id == request.user.pk,
    }
    return render(request, "payouts/payments/batch_answer.html", context, status=status)


@require_POST
@never_cache
@permission_required("payouts.download_batch", raise_exception=True)
def batch_download(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The file's bytes. A POST, for it is recorded: no link that is fetched ahead does it."""
    batch = _batch(public_id)
    try:
        data = services.bytes_of(batch=batch, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("batch-page", batch.public_id)
    headers = {
        "Content-Disposition": f'attachment; filename="{batch.file.name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)


def _settled(request: HttpRequest, batch: Batch, what: str) -> HttpResponse:
    """The batch's page, with why there is no form: somebody else may have been faster."""
    messages.error(request, f"{batch} is {batch.status}; it {what}.".capitalize())
    return redirect("batch-page", batch.public_id)


def _batch(public_id: UUID) -> Batch:
    rows = Batch.objects.select_related("settlement", "run", "file", "made_by", "approved_by")
    return get_object_or_404(rows.defer("file__sealed"), public_id=public_id)
