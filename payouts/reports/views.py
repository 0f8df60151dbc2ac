"""The staff's first page: what waits for you, where the money is, what goes on."""

from django.contrib import messages
from django.contrib.auth.decorators import user_passes_test
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from payouts.ledger.parts import WIDTH
from payouts.payments.agreement import last_check
from payouts.reports.checking import check_house
from payouts.reports.home import cases_for
from payouts.reports.todo import todo_of
from settlement.accounts.http import SignedInRequest
from settlement.accounts.models import User

MAY_CHECK = ("payouts.make_run", "payouts.approve_run", "settlement.view_event")


def _checks(user: User | AnonymousUser) -> bool:
    """Whoever answers for the money, and whoever audits it; not who only reads, for the answer
    opens and closes payout."""
    return any(user.has_perm(permission) for permission in MAY_CHECK)


def _may_check(user: User | AnonymousUser) -> bool:
    if _checks(user):
        return True
    raise PermissionDenied


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """For any of the staff (StaffGate keeps others out); each sees what the roles allow."""
    user = request.user
    context = {
        "todo": todo_of(user),
        "cases": cases_for(user),
        "may_check": _checks(user),
        "check": last_check() if user.has_perm("payouts.view_run") else None,
        "has_role": user.is_superuser or user.groups.exists(),
        "width": WIDTH,
        "as_of": timezone.now(),
    }
    return render(request, "payouts/reports/home.html", context)


@require_POST
@user_passes_test(_may_check)
def check(request: SignedInRequest) -> HttpResponse:
    """Ask every invariant now."""
    found = check_house(by=request.user)
    if found.broken:
        messages.error(request, f"{len(found.broken)} of {found.asked} checks found something.")
    else:
        messages.success(request, f"Everything agrees: {found.asked} checks found nothing.")
    return redirect("staff-home")
