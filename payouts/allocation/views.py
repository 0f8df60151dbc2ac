"""Runs as documents: made, followed while they are computed, approved by another person."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from payouts.allocation import comparing, services
from payouts.allocation.forms import ApproveForm, GiveUpForm
from payouts.allocation.listing import (
    MEASURE_COLUMNS,
    giving_way,
    history_of,
    labels_in,
    measures_for_csv,
    measures_listed,
    runs_listed,
)
from payouts.allocation.models import Run, RunStatus
from payouts.allocation.telling import told
from payouts.allocation.undecided import undecided
from settlement import csvfile
from settlement.accounts.http import SignedInRequest
from settlement.errors import Refusal
from settlement.paging import key_in
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of_version
from settlement.work import services as work
from settlement.work.models import JobStatus
from settlement.work.tasks import ring
from settlement.work.views import time_left

MOST_OTHERS = 10  # earlier runs that a page offers for comparison; any is found by its number
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
        "told": told(run, terms),
        "listed": measures_listed(run, terms, request.GET),
        "history": history_of(run),
        "others": comparing.comparable(run)[:MOST_OTHERS],
        "is_maker": run.made_by_id == request.user.pk,
        "as_of": timezone.now(),
        "undecided": undecided(run) if run.status in WAITING else None,
        "waits": run.status in WAITING,
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
    return _csv(run, "measures", MEASURE_COLUMNS, measures_for_csv(run))


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def run_compare(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """This run beside another of its case: who gained, who lost, and why."""
    run, then = _run(public_id), _then(request, public_id)
    context = {
        "run": run,
        "then": then,
        "together": comparing.together(then=then, now=run),
        "listed": comparing.measures_compared(
            then=then,
            now=run,
            labels=labels_in(terms_of_version(run.terms_version)),
            query=request.GET,
        ),
        "others": comparing.comparable(run)[:MOST_OTHERS],
        "as_of": timezone.now(),
    }
    return render(request, "payouts/allocation/run_compare.html", context)


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def run_cause(request: HttpRequest, public_id: UUID, cause: str) -> HttpResponse:
    """The claims whose award differs for one cause."""
    run, then = _run(public_id), _then(request, public_id)
    if cause not in comparing.CAUSES:
        raise Http404
    context = {
        "run": run,
        "then": then,
        "cause": comparing.CAUSES[cause],
        "listed": comparing.claims_listed(then=then, now=run, cause=cause, query=request.GET),
    }
    return render(request, "payouts/allocation/run_cause.html", context)


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def run_causes(request: HttpRequest, public_id: UUID) -> HttpResponse:
    run, then = _run(public_id), _then(request, public_id)
    rows = comparing.causes_for_csv(then=then, now=run)
    return _csv(run, f"beside-{then.number}-causes", comparing.CAUSE_COLUMNS, rows)


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def run_compared(request: HttpRequest, public_id: UUID) -> HttpResponse:
    run, then = _run(public_id), _then(request, public_id)
    rows = comparing.compared_for_csv(then=then, now=run)
    return _csv(run, f"beside-{then.number}-measures", comparing.MEASURE_COLUMNS, rows)


def _then(request: HttpRequest, public_id: UUID) -> Run:
    """The earlier run by its number, `with`; without one the latest."""
    earlier = comparing.comparable(_run(public_id))
    earlier = earlier.select_related("terms_version").defer("terms_version__text")
    number = key_in(request.GET, "with")
    then = (earlier if number is None else earlier.filter(number=number)).first()
    if then is None:
        raise Http404("There is no such computed run of this case.")
    return then


def _csv(
    run: Run, what: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    table = csvfile.text(header=header, rows=rows)
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    name = f"{run.settlement.slug}-run-{run.number}-{what}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
@permission_required("payouts.approve_run", raise_exception=True)
def run_approve(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What approving would do, in numbers; and doing it."""
    run = _run(public_id)
    left_out = undecided(run)
    form = ApproveForm(
        request.POST or None, count=run.claims or 0, asks_for_reason=left_out.asks_for_reason
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
        "told": told(run, terms_of_version(run.terms_version)),
        "giving_way": giving_way(run),
        "undecided": left_out,
        "others": comparing.comparable(run)[:MOST_OTHERS],
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
