"""The people page: who is on the staff, with which role. For administrators."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from settlement.accounts.http import SignedInRequest
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.people import services
from settlement.people.forms import PersonForm, RoleForm


@permission_required("settlement.view_user", raise_exception=True)
def people(request: SignedInRequest) -> HttpResponse:
    return _list(request)


@require_POST
@permission_required("settlement.add_user", raise_exception=True)
def add(request: SignedInRequest) -> HttpResponse:
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _list(request, adding=form, status=422)
    try:
        person = services.add_person(by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("email", str(refusal))
        return _list(request, adding=form, status=409)
    messages.success(
        request,
        f"{person.name} is on the staff. They choose a password by “Forgot your password?” on"
        " the sign-in page.",
    )
    return redirect("people-list")


@permission_required("settlement.change_user", raise_exception=True)
def person(request: SignedInRequest, person_id: int) -> HttpResponse:
    found = get_object_or_404(User, pk=person_id, is_service=False)
    now = {"roles": services.roles_of(found), "active": found.is_active}
    form = RoleForm(request.POST if request.method == "POST" else None, initial=now)
    context: dict[str, Any] = {"person": found, "form": form}
    if request.method != "POST":
        return render(request, "settlement/people/person.html", context)
    if not form.is_valid():
        return render(request, "settlement/people/person.html", context, status=422)
    try:
        services.change_person(person=found, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "settlement/people/person.html", context, status=409)
    messages.success(request, f"{found.name} is changed.")
    return redirect("people-list")


def _list(
    request: SignedInRequest, *, adding: PersonForm | None = None, status: int = 200
) -> HttpResponse:
    staff = User.objects.filter(is_staff=True, is_service=False)
    context = {
        "people": staff.prefetch_related("groups").order_by("name", "pk"),
        "adding": adding or PersonForm(),
    }
    return render(request, "settlement/people/people.html", context, status=status)
