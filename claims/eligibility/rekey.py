"""Put a case's class list under a new key, and all that hangs on it; see `roster.rekeying`."""

from datetime import datetime

from claims.eligibility import services
from settlement.accounts.models import User
from settlement.custody import rekeying as roster
from settlement.custody.rekeying import Progress
from settlement.imports.alone import alone
from settlement.terms.models import Settlement
from settlement.work.models import Job

UNWATCHED = Progress()


def rekey_roster(
    *,
    settlement: Settlement,
    why: str,
    by: User,
    now: datetime,
    progress: Progress = UNWATCHED,
) -> Job:
    """Build the list anew under the next key, switch to it, and return the job over the claims.

    The caller rings after it; when that job is done the old key is destroyed. Interrupted at any
    moment, it goes on when it is called again.
    raises: Refusal without a reason or a list, while an import runs or claims are being verified
    """
    services.check_nothing_is_verified(settlement)
    with alone(settlement.pk):
        found = roster.begin(settlement=settlement, why=why, by=by)
        if found.switched_at is None:
            roster.build(found, progress=progress)
        return services.open_rekeying(found, by=by, now=now)
