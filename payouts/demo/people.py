"""One account for each role, with passwords made anew each time. They are no persons."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group

from settlement.accounts.models import User
from settlement.accounts.roles import ROLES

DOMAIN = "demo.example"
WORDS = 3  # groups of a password


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in. password: shown once, by the demo"""

    role: str
    user: User
    password: str


def make_accounts() -> Mapping[str, Account]:
    """An account for each role, by role."""
    return {role: _account(role) for role in ROLES}


def _account(role: str) -> Account:
    password = "-".join(secrets.token_hex(3) for _ in range(WORDS))
    user = User.objects.create_user(
        f"{role.replace(' ', '.')}@{DOMAIN}", password, name=f"Demo {role}", is_staff=True
    )
    user.groups.add(Group.objects.get(name=role))
    return Account(role, user, password)
