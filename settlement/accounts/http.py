"""Types for views: a request whose user has signed in."""

from django.http import HttpRequest

from settlement.accounts.models import User


class SignedInRequest(HttpRequest):
    user: User
