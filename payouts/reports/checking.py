"""The house checks itself, and the answer is kept as an event.

Asked are the invariants, and whether ledger, payments and files of each case say the same.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from payouts.reports import invariants
from payouts.reports.parity import compared
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.audit.models import Event
from settlement.terms.models import Settlement

KIND = "house.checked"


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found. broken: what does not hold -> how many rows say so."""

    at: datetime
    by: str
    asked: int
    broken: dict[str, int]


@transaction.atomic
def check_house(*, by: User) -> Check:
    """Ask everything now and record the answer. Changes nothing else."""
    found = {name: len(rows) for name, rows in invariants.broken().items()}
    for settlement in Settlement.objects.order_by("slug"):
        parity = compared(settlement, by=by)
        name = f"ledger, payments and files of {settlement.slug} that differ"
        found[name] = len(parity.differences) + len(parity.sentences)
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
