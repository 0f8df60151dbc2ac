"""Does everything agree? The last answer is an event; while it is no, payout is closed.

Asked is it by `payouts.reports`, a room above this one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.audit.models import Event
from settlement.errors import Refusal

KIND, ENTITY, REF = "house.checked", "house", "invariants"  # of the events


class PayoutClosed(Refusal):
    """The last check found something that must never be."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found. broken: what does not hold -> how many rows say so."""

    at: datetime
    by: str
    asked: int
    broken: Mapping[str, int]


def record_check(*, asked: int, broken: Mapping[str, int], by: User) -> Check:
    """Record what a check found. A broken one closes payout, one that holds opens it again."""
    event = audit.record(
        kind=KIND,
        entity=ENTITY,
        ref=REF,
        by=by,
        settlement_id=None,
        data={"asked": asked, "broken": dict(broken)},
    )
    event.refresh_from_db()
    return _check(event)


def last_check() -> Check | None:
    """What the last check found; None where nobody has asked yet."""
    events = Event.objects.filter(entity=ENTITY, ref=REF, kind=KIND)
    event = events.select_related("actor").order_by("-pk").first()
    return _check(event) if event else None


def check_open() -> None:
    """Refuse where the last check found something.

    raises: PayoutClosed
    """
    check = last_check()
    if check is not None and check.broken:
        raise PayoutClosed(
            f"Payout is closed until everything agrees: the check of {check.at:%B %-d, %Y, %H:%M}"
            f" UTC found {'; '.join(check.broken)}. Mend it, then check again on the staff's first"
            " page."
        )


def _check(event: Event) -> Check:
    return Check(event.at, str(event.actor), event.data["asked"], event.data["broken"])
