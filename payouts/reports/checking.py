"""The house checks itself: the invariants are asked, and the answer is kept as an event."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from payouts.reports import invariants
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.audit.models import Event

KIND = "house.checked"


@dataclass(frozen=True, slots=True)
class Check:
    """What the last check found. broken: invariant -> how many rows break it."""

    at: datetime
    by: str
    asked: int
    broken: dict[str, int]


@transaction.atomic
def check_house(*, by: User) -> Check:
    """Ask every invariant now and record the answer. Changes nothing else."""
    found = {name: len(rows) for name, rows in invariants.broken().items()}
    event = audit.record(
        kind=KIND,
        entity="house",
        ref="invariants",
        by=by,
        settlement_id=None,
        data={"asked": len(found), "broken": {name: n for name, n in found.items() if n}},
    )
    event.refresh_from_db()
    return _check(event)


def last_check() -> Check | None:
    """What the last check found; None where nobody has asked yet."""
    events = Event.objects.filter(entity="house", ref="invariants", kind=KIND)
    event = events.select_related("actor").order_by("-pk").first()
    return _check(event) if event else None


def _check(event: Event) -> Check:
    return Check(event.at, str(event.actor), event.data["asked"], event.data["broken"])
