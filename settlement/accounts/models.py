"""Who people are. Staff sign in; claimants need no account; services act and cannot sign in."""

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)  # None: nobody can sign in with a password
        user.save(using=self._db)
        return user

    def service(self, name: str) -> "User":
        """The account under which a part of the system acts without a person."""
        user, _created = self.get_or_create(
            email=f"{name}@service.invalid",
            defaults={"name": name, "is_active": False, "is_service": True, "password": "!"},
        )
        return user


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person on the staff, or a service account. Roles are groups; see `roles.py`."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_service = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_whatever_the_case"),
            models.CheckConstraint(
                condition=models.Q(is_service=False) | models.Q(is_active=False),
                name="user_service_cannot_sign_in",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email
