"""What follows for claims when the class list was put under another key: they are keyed anew.

It is the first step of verification: while it goes on nothing is matched or decided, for claims
of two versions cannot be compared. When it is done the old key is destroyed.
"""

from datetime import datetime

from claims.filing import rekeying
from claims.optouts import services as optouts
from settlement.accounts.models import User
from settlement.custody import rekeying as roster
from settlement.custody.rekeyings import Rekeying
from settlement.terms.models import Settlement

REKEYING = "rekeying"  # kind of the job
CHUNK = 2_000  # claims; each is opened


def switch(found: Rekeying, *, by: User, now: datetime) -> list[tuple[int, int]]:
    """Switch look-ups to the list built, and exclusions with it; return the claims to key anew.

    Needs a transaction, in which the caller opens the job over them. Where look-ups were switched
    before, and the job then failed, the claims are returned alone.
    """
    settlement = found.settlement
    if found.switched_at is None:
        roster.switch(found, by=by, now=now)
        optouts.rekey(settlement=settlement)
    return rekeying.ranges(settlement_id=settlement.pk, size=CHUNK)


def end(settlement: Settlement, *, by: User, now: datetime) -> None:
    """Key what was filed meanwhile under the old version, and destroy that. Needs a transaction."""
    rekeying.rekey_left(settlement=settlement, now=now)
    found = roster.under_way(settlement)
    if found is not None and found.switched_at is not None:
        roster.finish(found, by=by, now=now)


def is_going_on(settlement: Settlement) -> bool:
    """Look-ups were switched, and not all claims may have followed."""
    found = roster.under_way(settlement)
    return found is not None and found.switched_at is not None


def catch_up(settlement: Settlement, *, first: int, last: int, now: datetime) -> int:
    """Key claims anew whose filing began before a switch and ended after it. Return how many."""
    return rekeying.rekey(settlement=settlement, first=first, last=last, now=now)
