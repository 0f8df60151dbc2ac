"""The one gate through which people of the staff read the class list: so much an hour, all kept.

Counted are the events of the audit log themselves. So what is counted is what an auditor reads,
it counts the same when Redis is down, and nobody can empty it. A record that was read within the
hour is read again for nothing. Service accounts are no people: they are limited where they act
for somebody, as the wizard limits who tries codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from django.db import transaction

from settlement import sql
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.terms.models import Settlement

HOUR = timedelta(hours=1)
REFUSED = "roster.refused"

# Of two requests of one person the second counts the first.
QUEUE_UP = "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))"

# Reads event_of_a_reader, and nothing but the index.
OTHERS_READ = """
    SELECT count(DISTINCT ref) FROM settlement_event
     WHERE actor_id = %(actor_id)s AND kind = %(kind)s
       AND at > clock_timestamp() - %(within)s AND ref <> ALL(%(refs)s)
"""


class TooManyReadings(Refusal):
    """The person read as much of the class list as one may within an hour."""

    status: ClassVar[int] = 429


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to read the list.

    kind:   of its events
    entity: of what its events are about
    most:   how many different records a person may read so within an hour
    """

    kind: str
    entity: str
    most: int


OPENING = Reading("roster.read", "member", most=300)  # somebody's sealed details
PROBE = Reading("roster.probed", "look-up", most=300)  # whom a claim's identifiers lead to


def pass_through(
    reading: Reading, *, settlement: Settlement, refs: Sequence[str], purpose: str, by: User
) -> None:
    """Record that `by` reads these records, and why; call it before anything is read.

    refs:   what the audit log names the records by
    raises: TooManyReadings, which is recorded, too; then none of them is to be read
    """
    if by.is_service or not refs:
        _record(reading, settlement, refs, purpose, by)
    elif not _is_let_through(reading, settlement, refs, purpose, by):
        raise TooManyReadings(
            f"You read {reading.most} records of the class list within an hour, and nobody may"
            " read more. Go on later; whoever needs more asks for an export or a report."
        )


# Durable: what a caller rolls back must not take a refusal, or a reading, out of the log.
@transaction.atomic(durable=True)
def _is_let_through(
    reading: Reading, settlement: Settlement, refs: Sequence[str], purpose: str, by: User
) -> bool:
    sql.run(QUEUE_UP, name=f"readings of user {by.pk}")
    others = sql.value(OTHERS_READ, actor_id=by.pk, kind=reading.kind, within=HOUR, refs=list(refs))
    if others + len(set(refs)) <= reading.most:
        _record(reading, settlement, refs, purpose, by)
        return True
    audit.record(
        kind=REFUSED,
        entity=reading.entity,
        ref=refs[0],
        by=by,
        settlement_id=settlement.pk,
        why=purpose,
        data={"reading": reading.kind, "asked": len(refs), "most_an_hour": reading.most},
    )
    return False


def _record(
    reading: Reading, settlement: Settlement, refs: Sequence[str], purpose: str, by: User
) -> None:
    for ref in refs:
        audit.record(
            kind=reading.kind,
            entity=reading.entity,
            ref=ref,
            by=by,
            settlement_id=settlement.pk,
            why=purpose,
        )
