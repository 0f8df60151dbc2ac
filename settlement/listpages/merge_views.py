"""Members who may be one person: compared side by side, merged, parted. For lead reviewers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from settlement.accounts.http import SignedInRequest
from settlement.duplicates import candidates, duplicates, merging, searching
from settlement.duplicates.comparing import Pair, compare
from settlement.duplicates.rules import BY_CODE
from settlement.errors import Refusal
from settlement.listpages.forms import JudgeForm, PairForm, WhyForm
from settlement.roster.models import RosterChange
from settlement.terms.models import Settlement
from settlement.work.tasks import ring

MERGE = "settlement.merge_members"


@require_safe
@permission_required(MERGE, raise_exception=True)
def merges(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the last search proposes by one rule, and what was merged and parted so far."""
    settlement = get_object_or_404(Settlement, slug=slug)
    context = {
        "settlement": settlement,
        "pair": PairForm(),
        "changes": candidates.changes_of(settlement, request.GET),
        **_proposed(request, settlement),
    }
    return render(request, "settlement/roster/merges.html", context)


@require_POST
@permission_required(MERGE, raise_exception=True)
def search(request: SignedInRequest, slug: str) -> HttpResponse:
    """Have a worker search the list in use for shared identifiers."""
    settlement = get_object_or_404(Settlement, slug=slug)
    job = searching.open_search(settlement=settlement, by=request.user)
    ring(job_id=job.pk)
    return redirect("work-job", job.pk)


@require_http_methods(["GET", "POST"])
@permission_required(MERGE, raise_exception=True)
def pair(request: SignedInRequest, slug: str) -> HttpResponse:
    """Two members side by side, and what a person makes of them. Each look is recorded."""
    settlement = get_object_or_404(Settlement, slug=slug)
    asked = PairForm(request.GET)
    if not asked.is_valid():
        return _asked_again(request, settlement, asked, status=422)
    try:
        found = compare(settlement=settlement, by=request.user, **asked.cleaned_data)
    except merging.NotListed as refusal:
        asked.add_error(None, str(refusal))
        return _asked_again(request, settlement, asked, status=409)
    form = (WhyForm if found.merged else JudgeForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change = _judge(request, settlement, found, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return _pair(request, settlement, found, form, status=409)
        return _on(request, settlement, found, change)
    return _pair(request, settlement, found, form, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@permission_required(MERGE, raise_exception=True)
def change(request: SignedInRequest, slug: str, change_id: int) -> HttpResponse:
    """One merge or split; of a merge whom it joined, and undoing all of it."""
    changes = RosterChange.objects.select_related("settlement", "made_by")
    found = get_object_or_404(changes, settlement__slug=slug, pk=change_id)
    form, status = WhyForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                undone = merging.undo(merge=found, by=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                messages.success(request, f"Change {found.pk} is undone.")
                return redirect("roster-change", slug, undone.pk)
    context = {
        "change": found,
        "merged": candidates.merged_by(found, request.GET),
        "form": form,
    }
    return render(request, "settlement/roster/change.html", context, status=status)


def _proposed(request: SignedInRequest, settlement: Settlement) -> dict[str, Any]:
    search = duplicates.latest_search(settlement)
    if search is None:
        return {"search": None}
    rules = candidates.rules_of(search)
    code = request.GET.get("rule") or rules[0].rule.code
    if code not in BY_CODE:
        raise Http404
    return {
        "search": search,
        "out_of_date": not duplicates.is_current(search),
        "rules": rules,
        "chosen": BY_CODE[code],
        "groups": candidates.groups_of(search, BY_CODE[code], request.GET),
    }


def _asked_again(
    request: SignedInRequest, settlement: Settlement, asked: PairForm, *, status: int
) -> HttpResponse:
    context = {"settlement": settlement, "pair": asked}
    return render(request, "settlement/roster/pair_asked.html", context, status=status)


def _pair(
    request: SignedInRequest,
    settlement: Settlement,
    found: Pair,
    form: WhyForm,
    *,
    status: int,
) -> HttpResponse:
    context = {"settlement": settlement, "pair": found, "form": form}
    return render(request, "settlement/roster/pair.html", context, status=status)


def _judge(
    request: SignedInRequest, settlement: Settlement, found: Pair, form: WhyForm
) -> RosterChange | None:
    """Do what the person decided of the two; None where that is no change of the list."""
    by, why = request.user, form.cleaned_data["why"]
    if found.merged:
        return merging.split(settlement=settlement, member_no=found.other, by=by, why=why)
    both = {"one": found.one, "other": found.other}
    if form.cleaned_data["judgement"] == JudgeForm.APART:
        merging.keep_apart(settlement=settlement, by=by, why=why, **both)
        return None
    return merging.merge(settlement=settlement, by=by, why=why, **both)


def _on(
    request: SignedInRequest, settlement: Settlement, found: Pair, made: RosterChange | None
) -> HttpResponseRedirect:
    if made is None:
        messages.success(request, f"Members {found.one} and {found.other} are kept apart.")
        return HttpResponseRedirect(reverse("roster-merges", args=[settlement.slug]))
    done = "parted" if found.merged else "merged"
    messages.success(request, f"Members {found.one} and {found.other} are {done}.")
    return HttpResponseRedirect(reverse("roster-change", args=[settlement.slug, made.pk]))
