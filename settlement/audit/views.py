"""The history of the house, newest first. Pages go by key: the log has no last page to count."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from settlement.audit.forms import LogForm
from settlement.audit.models import Event

PAGE = 100  # events


@permission_required("settlement.view_event", raise_exception=True)
def log(request: HttpRequest) -> HttpResponse:
    """The events, all or those about one kind of record or one record."""
    form = LogForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    events = [*_events(wanted)[: PAGE + 1]]
    context = {
        "form": form,
        "events": events[:PAGE],
        "filtered": bool(wanted.get("entity") or wanted.get("ref")),
        "newest": _address(wanted) if wanted.get("before") else "",
        "older": _address(wanted, before=events[PAGE - 1].pk) if len(events) > PAGE else "",
    }
    return render(request, "settlement/audit/log.html", context, status=200 if wanted else 422)


def _events(wanted: dict[str, object]) -> QuerySet[Event]:
    events = Event.objects.select_related("actor", "settlement").order_by("-pk")
    if entity := wanted.get("entity"):
        events = events.filter(entity=entity)
    if ref := wanted.get("ref"):
        events = events.filter(ref=ref)
    if before := wanted.get("before"):
        events = events.filter(pk__lt=before)
    return events


def _address(wanted: dict[str, object], **more: object) -> str:
    asked = {"entity": wanted.get("entity"), "ref": wanted.get("ref"), **more}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('audit-log')}?{query}"
