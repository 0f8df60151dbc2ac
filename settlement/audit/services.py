"""Record what happened, in the caller's transaction: change and line stand or fall together."""

from collections.abc import Mapping
from typing import ClassVar, Protocol

from settlement.accounts.models import User
from settlement.audit.models import Event


class Moving(Protocol):
    """What `record_move` needs of a row; every Stateful has it."""

    ENTITY: ClassVar[str]
    status: str

    @property
    def audit_ref(self) -> str: ...


def record(
    *,
    kind: str,
    entity: str,
    ref: str,
    by: User,
    settlement_id: int | None,
    why: str = "",
    data: Mapping[str, object] | None = None,
) -> Event:
    """Record one event. `data` holds no personal data: it is read by auditors."""
    return Event.objects.create(
        settlement_id=settlement_id,
        kind=kind,
        entity=entity,
        ref=ref,
        actor=by,
        why=why,
        data=dict(data or {}),
    )


def record_move(row: Moving, *, to: str, by: User, why: str) -> Event:
    """Record that `row` goes from its status to `to`; called by Stateful.move alone."""
    return Event.objects.create(
        settlement_id=getattr(row, "settlement_id", None),
        kind=f"{row.ENTITY}.{to}",
        entity=row.ENTITY,
        ref=row.audit_ref,
        from_status=row.status,
        to_status=to,
        actor=by,
        why=why,
    )
