"""People by the names that a command is given."""

from django.conf import settings

from settlement.accounts.models import User
from settlement.errors import Refusal


def person_named(email: str | None) -> User:
    """Who a command acts for: the person with this address, else the commands' own account."""
    if email is None:
        return User.objects.service("commands")
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise Refusal(f"Nobody on the staff has the address {email}. Name one who has an account.")
    return person


def acting(email: str | None, *, permission: str, why_named: str) -> User:
    """Who a command acts for: the named person, who must have the right; or, on a local site where
    nobody is named, the command itself.

    why_named: the sentence that says why elsewhere somebody has to be named
    """
    if email is None and not settings.LOCAL:
        raise Refusal(f"{why_named} Say with --by EMAIL who you are.")
    person = person_named(email)
    if email is not None and not person.has_perm(permission):
        raise Refusal(f"{person} has no role that may do this. Name somebody who has.")
    return person
