"""People on the staff: add one, change what they may do."""

from collections.abc import Collection

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
def add_person(*, email: str, name: str, roles: Collection[str], by: User) -> User:
    """Add somebody to the staff, without a password: they choose it by e-mail.

    raises: CannotChange where the address is taken
    """
    if User.objects.filter(email__iexact=email).exists():
        raise CannotChange(
            "Somebody with this address is on the staff already. Change their roles."
        )
    person = User.objects.create_user(email, name=name, is_staff=True)
    _give(person, roles)
    _record("person.added", person, roles=roles, by=by)
    return person


@transaction.atomic
def change_person(*, person: User, roles: Collection[str], active: bool, by: User) -> None:
    """Give a person these roles alone, and let them in or not: who is shut out is out at once.

    raises: CannotChange for oneself and for service accounts
    """
    if person == by:
        raise CannotChange("Nobody changes their own roles. Ask another administrator.")
    if person.is_service:
        raise CannotChange("A service account acts for a part of the system and has no role.")
    User.objects.filter(pk=person.pk).update(is_active=active)
    _give(person, roles)
    _record("person.changed" if active else "person.shut_out", person, roles=roles, by=by)


def roles_of(person: User) -> list[str]:
    """The roles somebody has, in the alphabet's order."""
    return [*person.groups.order_by("name").values_list("name", flat=True)]


def _give(person: User, roles: Collection[str]) -> None:
    if unknown := set(roles) - set(ROLES):
        raise CannotChange(f"There is no role {min(unknown)}. Choose of those offered.")
    person.groups.set(Group.objects.filter(name__in=roles))


def _record(kind: str, person: User, *, roles: Collection[str], by: User) -> None:
    audit.record(
        kind=kind,
        entity=ENTITY,
        ref=person.email,
        by=by,
        settlement_id=None,
        data={"roles": sorted(roles)},
    )
