"""The letters as their receivers get them. On the local site alone, where nobody's mail is real."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from settlement.errors import Refusal
from settlement.notices.models import Notice
from settlement.notices.services import Opened, opened
from settlement.sealed import SealBroken

MOST_SHOWN = 200


def local_only[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Anywhere but on the local site there is no such page."""

    @wraps(view)
    def gate(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.LOCAL:
            raise Http404
        return view(*args, **kwargs)

    return gate


@never_cache
@require_safe
@local_only
def mail(request: HttpRequest) -> HttpResponse:
    """The latest letters of all cases, the newest first."""
    latest = Notice.objects.select_related("settlement").order_by("-pk")[:MOST_SHOWN]
    lines = [(notice, _readable(notice)) for notice in latest]
    return render(request, "settlement/notices/mail.html", {"lines": lines, "most": MOST_SHOWN})


@never_cache
@require_safe
@local_only
def letter(request: HttpRequest, notice_id: int) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.select_related("settlement"), pk=notice_id)
    found = _readable(notice)
    if found is None:
        raise Http404
    context = {"notice": notice, "opened": found}
    return render(request, "settlement/notices/letter.html", context)


def _readable(notice: Notice) -> Opened | None:
    """The letter; None where it is damaged or its case's key was destroyed."""
    try:
        return opened(notice)
    except (SealBroken, Refusal):
        return None
