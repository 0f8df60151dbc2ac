"""Runs as documents: made, followed while they are computed, approved by another person."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from payouts.allocation import services
from payouts.allocation.forms import ApproveForm, GiveUpForm
from payouts.allocation.listing import (
    MEASURE_COLUMNS,
    giving_way,
    history_of,
    measures_for_csv,
    measures_listed,
    runs_listed,
)
from payouts.allocation.models import Run, RunStatus
from payouts.allocation.undecided import undecided
from settlement import csvfile
from settlement.accounts.http import SignedInRequest
from settlement.errors import Refusal
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of_version
from settlement.work import services as work
from settlement.work.models import JobStatus
from settlement.work.tasks import ring
from settlement.work.views import time_left

WAITING = {*services.UNDER_WAY, RunStatus.CLOSED}  # before approval, undecided claims matter


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def run_list(request: HttpRequest) -> HttpResponse:
    context = {
        "listed": runs_listed(request.GET),
        "cases": Settlement.objects.order_by("name"),
        "as_of": timezone.now(),
    }
    return render(request, "payouts/allocation/run_list.html", context)


@require_POST
@permission_required("payouts.make_run", raise_exception=True)
def run_new(request: SignedInRequest) -> HttpResponse:
    settlement = get_object_or_404(Settlement, slug=request.POST.get("case", ""))
    try:
        run = services.open_run(settlement=settlement, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("run-list")
    ring(job_id=run.job_id)
    return redirect("run-page", run.public_id)


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def run_page(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    run = _run(public_id)
    terms = terms_of_version(run.terms_version)
    context = {
        "run": run,
        "case": terms.case,
        "listed": measures_listed(run, terms, request.GET),
        "history": history_of(run),
        "is_maker": run.made_by_id == request.user.pk,
        "as_of": timezone.now(),
        "undecided": undecided(run) if run.status in WAITING else None,
        **_progress(run),
    }
    return render(request, "payouts/allocation/run_page.html", context)


@require_safe
@never_cache
@permission_required("payouts.view_run", raise_exception=True)
def run_progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The part of the page that changes; the whole page again once the run is computed."""
    run = _run(public_id)
    context = {"run": run, **_progress(run)}
    response = render(request, "payouts/allocation/run_progress.html", context)
    if not context["under_way"]:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def run_measures(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The measures' table as CSV."""
    run = _run(public_id)
    table = csvfile.text(header=MEASURE_COLUMNS, rows=measures_for_csv(run))
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    name = f"{run.settlement.slug}-run-{run.number}-measures.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
@permission_required("payouts.approve_run", raise_exception=True)
def run_approve(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What approving would do, in numbers; and doing it."""
    run = _run(public_id)
    left_out = undecided(run)
    form = ApproveForm(
        request.POST or None, claims=run.claims or 0, asks_for_reason=left_out.asks_for_reason
    )
    if form.is_valid():
        why = form.cleaned_data.get("why", "")
        try:
            services.approve_run(run=run, by=request.user, now=timezone.now(), why=why)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Run {run.number} is approved and posted.")
            return redirect("run-page", run.public_id)
    context = {
        "run": run,
        "form": form,
        "giving_way": giving_way(run),
        "undecided": left_out,
        "is_maker": run.made_by_id == request.user.pk,
    }
    status = 422 if form.is_bound else 200
    return render(request, "payouts/allocation/run_approve.html", context, status=status)


@require_http_methods(["GET", "POST"])
@permission_required("payouts.make_run", raise_exception=True)
def run_give_up(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    run = _run(public_id)
    form = GiveUpForm(request.POST or None)
    if form.is_valid():
        try:
            services.give_up_run(
                run=run, why=form.cleaned_data["why"], by=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Run {run.number} is given up.")
            return redirect("run-page", run.public_id)
    context = {"run": run, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "payouts/allocation/run_give_up.html", context, status=status)


def _run(public_id: UUID) -> Run:
    rows = Run.objects.select_related(
        "settlement", "terms_version", "job", "made_by", "approved_by"
    ).defer("terms_version__text")
    return get_object_or_404(rows, public_id=public_id)


def _progress(run: Run) -> dict[str, object]:
    """How far the run's work is, as its bar shows it."""
    under_way = run.status in services.UNDER_WAY
    if run.job is None or not under_way:
        return {"under_way": under_way}
    progress = work.progress(job=run.job, now=timezone.now())
    return {
        "under_way": under_way,
        "progress": progress,
        "time_left": time_left(progress.left),
        "stopped": run.job.status == JobStatus.STOPPED,
        "error": run.job.chunks.exclude(error="").values_list("error", flat=True).first(),
    }
