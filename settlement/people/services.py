"""People on the staff: add one, change what they may do."""

from django.contrib.auth.models import Group
from django.db import transaction

from settlement.accounts.models import User
from settlement.accounts.roles import ROLES
from settlement.audit import services as audit
from settlement.errors import Refusal

ENTITY = "person"


class CannotChange(Refusal):
    """The person exists already, is no person, or is the one who asks."""


@transaction.atomic
def add_person(*, email: str, name: str, role: str, by: User) -> User:
    """Add somebody to the staff, without a password: they choose it by e-mail.

    raises: CannotChange where the address is taken
    """
    if User.objects.filter(email__iexact=email).exists():
        raise CannotChange("Somebody with this address is on the staff already. Change their role.")
    person = User.objects.create_user(email, name=name, is_staff=True)
    _give(person, role)
    _record("person.added", person, role=role, by=by)
    return person


@transaction.atomic
def change_person(*, person: User, role: str, active: bool, by: User) -> None:
    """Give a person one role, and let them in or not. Sessions of who is let out end at once.

    raises: CannotChange for oneself and for service accounts
    """
    if person == by:
        raise CannotChange("Nobody changes their own role. Ask another administrator.")
    if person.is_service:
        raise CannotChange("A service account acts for a part of the system and has no role.")
    User.objects.filter(pk=person.pk).update(is_active=active)
    _give(person, role)
    _record("person.changed" if active else "person.shut_out", person, role=role, by=by)


def role_of(person: User) -> str:
    """The role somebody has; "" for none."""
    return person.groups.order_by("name").values_list("name", flat=True).first() or ""


def _give(person: User, role: str) -> None:
    if role not in ROLES:
        raise CannotChange(f"There is no role {role}. Choose one of those offered.")
    person.groups.set([Group.objects.get(name=role)])


def _record(kind: str, person: User, *, role: str, by: User) -> None:
    audit.record(
        kind=kind, entity=ENTITY, ref=person.email, by=by, settlement_id=None, data={"role": role}
    )
