"""Status changes, done one way: the row says which moves there are, the database who won."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models, transaction

from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal


class WrongState(Refusal):
    """The row's status does not allow the move, or somebody else moved it first."""


class Stateful(models.Model):
    """A row with a `status`, and in MOVES the statuses each status may become."""

    MOVES: ClassVar[Mapping[str, set[str]]]
    ENTITY: ClassVar[str]  # what the audit calls this kind of row: claim, run, batch, payment
    status = models.CharField(max_length=12)  # each model adds its choices and default

    class Meta:
        abstract = True

    @property
    def audit_ref(self) -> str:
        """The stable text by which people and the auditor's views name this row."""
        raise TypeError(f"{type(self).__name__} must say how the audit names it.")

    @transaction.atomic
    def move(self, to: str, *, by: User, why: str = "", **fields: Any) -> None:
        """Become `to`, set `fields` with it, and write the audit line.

        raises: WrongState, and then nothing is changed
        """
        if to not in self.MOVES.get(self.status, ()):
            raise WrongState(f"{self} is {self.status}; it cannot become {to}.")
        # The UPDATE names the status we read: of two workers racing, exactly one wins.
        here = type(self)._default_manager.filter(pk=self.pk, status=self.status)
        if not here.update(status=to, **fields):
            raise WrongState(f"Somebody else changed {self} first. Look again.")
        audit.record_move(self, to=to, by=by, why=why)
        self.status = to
        for name, value in fields.items():
            setattr(self, name, value)
