"""What is left: where it stands, which step comes next and why, and what became of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from payouts.allocation.models import Run
from payouts.residual import distributions, services, stateslist
from payouts.residual.facts import facts_of, left_of
from payouts.residual.forms import AmountForm, MakeForm, OrderForm, PaidForm, WithdrawForm
from payouts.residual.listing import (
    COLUMNS,
    disposals_of,
    history_of,
    portions_for_csv,
    waiting_in,
)
from payouts.residual.models import GIVING_UP, Disposal, DisposalKind
from payouts.residual.plans import plan_of
from payouts.residual.steps import steps_of
from settlement import csvfile
from settlement.accounts.http import SignedInRequest
from settlement.errors import Refusal
from settlement.terms.models import Settlement
from settlement.work.tasks import ring


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def cases(request: HttpRequest) -> HttpResponse:
    """All cases; where there is one, what is left of it."""
    found = [*Settlement.objects.order_by("name")]
    if len(found) == 1:
        return redirect("residual-page", found[0].slug)
    return render(request, "payouts/residual/cases.html", {"cases": found})


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def page(request: SignedInRequest, slug: str) -> HttpResponse:
    return _page(request, _case(slug), OrderForm())


def _page(
    request: SignedInRequest, settlement: Settlement, form: OrderForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "settlement": settlement,
        "left": left_of(settlement),
        "steps": steps_of(facts_of(settlement)),
        "waiting": waiting_in(settlement),
        "disposals": disposals_of(settlement),
        "form": form,
        "as_of": timezone.now(),
    }
    return render(request, "payouts/residual/page.html", context, status=status)


@require_POST
@permission_required("payouts.make_run", raise_exception=True)
def second_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open the second distribution."""
    settlement = _case(slug)
    try:
        run = distributions.open_second(settlement=settlement, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("residual-page", slug)
    return _rung(run)


@require_POST
@permission_required("payouts.make_run", raise_exception=True)
def late_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open a run that admits late claims by the order typed."""
    settlement, form = _case(slug), OrderForm(request.POST)
    if form.is_valid():
        try:
            run = distributions.open_late(
                settlement=settlement, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return _rung(run)
    return _page(request, settlement, form, status=422)


def _rung(run: Run) -> HttpResponse:
    ring(job_id=run.job_id)
    return redirect("run-page", run.public_id)


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def disposals_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Every portion of every disposal of a case."""
    settlement = _case(slug)
    table = csvfile.text(header=COLUMNS, rows=portions_for_csv(settlement))
    return _csv(table, f"{slug}-residual.csv")


@require_http_methods(["GET", "POST"])
@permission_required("payouts.make_disposal", raise_exception=True)
def disposal_make(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    """What a step would move, and making its plan."""
    settlement = _case(slug)
    if kind not in DisposalKind.values:
        raise Http404
    try:
        plan = plan_of(settlement, kind)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("residual-page", slug)
    form = MakeForm(request.POST or None, cents=plan.cents, kind=kind)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            disposal = services.make_disposal(
                settlement=settlement,
                kind=kind,
                order=form.cleaned_data["order"],
                by=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            messages.success(request, "It waits for another person's approval.")
            return redirect("disposal-page", disposal.public_id)
    context = {
        "settlement": settlement,
        "title": DisposalKind(kind).label,
        "plan": plan,
        "by_order": kind in GIVING_UP,
        "form": form,
    }
    return render(request, "payouts/residual/make.html", context, status=status)


@require_safe
@permission_required("payouts.view_run", raise_exception=True)
def disposal_page(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    disposal = _disposal(public_id)
    return _disposal_page(request, disposal, AmountForm(cents=disposal.cents))


def _disposal_page(
    request: SignedInRequest, disposal: Disposal, form: AmountForm, *, status: int = 200
) -> HttpResponse:
    portions = [*disposal.portions.select_related("paid_by").order_by("place")]
    context = {
        "disposal": disposal,
        "portions": portions,
        "is_paid": all(portion.paid_at for portion in portions if portion.cents),
        "leaves": disposal.kind not in GIVING_UP,
        "is_maker": disposal.made_by_id == request.user.pk,
        "form": form,
        "withdraw": WithdrawForm(),
        "history": history_of(disposal),
    }
    return render(request, "payouts/residual/disposal.html", context, status=status)


@require_POST
@permission_required("payouts.approve_disposal", raise_exception=True)
def disposal_approve(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    disposal = _disposal(public_id)
    form = AmountForm(request.POST, cents=disposal.cents)
    if not form.is_valid():
        return _disposal_page(request, disposal, form, status=422)
    try:
        services.approve_disposal(disposal=disposal, by=request.user, now=timezone.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _disposal_page(request, disposal, form, status=409)
    messages.success(request, "It is approved and posted.")
    return redirect("disposal-page", public_id)


@require_POST
@permission_required("payouts.make_disposal", raise_exception=True)
def disposal_withdraw(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    disposal, form = _disposal(public_id), WithdrawForm(request.POST)
    try:
        why = form.cleaned_data["why"] if form.is_valid() else ""
        services.withdraw_disposal(disposal=disposal, why=why, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("disposal-page", public_id)


@require_POST
@permission_required("payouts.approve_disposal", raise_exception=True)
def disposal_paid(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The bank's word that one portion left the fund."""
    disposal, form = _disposal(public_id), PaidForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Type the bank's reference.")
        return redirect("disposal-page", public_id)
    try:
        services.pay_out(
            disposal=disposal, by=request.user, now=timezone.now(), **form.cleaned_data
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("disposal-page", public_id)


@require_POST
@never_cache
@permission_required("payouts.approve_disposal", raise_exception=True)
def state_list(request: SignedInRequest, public_id: UUID, place: int) -> HttpResponse:
    """Names and addresses for one state. A POST, for the reading is recorded."""
    disposal = _disposal(public_id)
    portion = get_object_or_404(disposal.portions, place=place)
    try:
        rows = stateslist.list_for(disposal=disposal, portion=portion, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("disposal-page", public_id)
    table = csvfile.text(header=stateslist.COLUMNS, rows=rows)
    return _csv(table, f"{disposal.settlement.slug}-{portion.account.replace(':', '-')}.csv")


def _csv(table: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(table, content_type="text/csv; charset=utf-8", headers=headers)


def _case(slug: str) -> Settlement:
    return get_object_or_404(Settlement, slug=slug)


def _disposal(public_id: UUID) -> Disposal:
    rows = Disposal.objects.select_related("settlement", "made_by", "approved_by")
    return get_object_or_404(rows, public_id=public_id)
