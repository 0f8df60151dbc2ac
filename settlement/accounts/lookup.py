"""People by the names that a command is given."""

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
