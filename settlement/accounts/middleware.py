"""The gate before the staff's pages: who may pass, with which proof, and for how long."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.views.defaults import permission_denied

STAFF, SIGN_IN = "/staff/", "/accounts/"
IDLE = timedelta(minutes=30)
LANGUAGE = "en"  # of the staff's pages
_SEEN = "staff seen at"  # in the session


class StaffGate:
    """Lets only staff into STAFF; where it is required, only with a second factor.

    A session in which nobody did anything for IDLE ends. A page that asks by itself how far a
    job is (htmx) is nobody doing something. No answer from behind the gate is kept in a cache:
    the next one at the same computer finds nothing there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith((STAFF, SIGN_IN)):
            return self.get_response(request)
        translation.activate(LANGUAGE)
        request.LANGUAGE_CODE = LANGUAGE
        response = _turned_away(request) or self.get_response(request)
        add_never_cache_headers(response)
        return response


def _turned_away(request: HttpRequest) -> HttpResponse | None:
    """What somebody is answered who may not enter, or not yet; None for who may."""
    if request.user.is_authenticated and _is_idle(request, now=timezone.now()):
        return _end(request)
    return _kept_out(request) if request.path.startswith(STAFF) else None


def _kept_out(request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    if not request.user.is_staff:
        return permission_denied(request, PermissionDenied())
    if settings.STAFF_MFA_REQUIRED and not is_mfa_enabled(request.user):
        messages.warning(request, "Add a passkey or an authenticator app first: staff need one.")
        return redirect("mfa_index")
    return None


def _is_idle(request: HttpRequest, *, now: datetime) -> bool:
    """Whether the session was left alone too long; where it was not, remember this moment."""
    seen = request.session.get(_SEEN)
    if seen is not None and now - datetime.fromisoformat(seen) > IDLE:
        return True
    if seen is None or not request.headers.get("HX-Request"):
        request.session[_SEEN] = now.isoformat()
    return False


def _end(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.info(request, "You were signed out after 30 minutes without activity. Sign in again.")
    return _to_sign_in(request)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back here; a form that was being sent cannot be come back to."""
    return redirect_to_login(request.get_full_path() if request.method == "GET" else STAFF)
