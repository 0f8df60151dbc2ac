"""A Refusal that no view shows is a page with its sentence, never an error 500."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from settlement.errors import Refusal


class RefusalPages:
    """Answers a Refusal with the template of its status: 409.html, 410.html, 429.html."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        context = {"reason": str(exception)}
        return render(request, f"{exception.status}.html", context, status=exception.status)
