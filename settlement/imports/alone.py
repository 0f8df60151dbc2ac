"""One import of a case at a time, for as long as it runs and no longer."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection

from settlement.errors import Refusal

# It lies idle for as long as the import runs, whatever the house allows others.
STAY = "SET LOCAL idle_in_transaction_session_timeout = 0"
HOLD = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


def name_of(settlement_id: int) -> str:
    """What is locked."""
    return f"roster import {settlement_id}"


@contextmanager
def alone(settlement_id: int) -> Iterator[None]:
    """Be the only import of this case; who was killed is it no longer.

    The lock lies in a transaction of its own that writes nothing: a transaction that wrote would
    keep VACUUM from the rows loaded meanwhile.

    raises: Refusal while another import of the case runs
    """
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(STAY)
            cursor.execute(HOLD, [name_of(settlement_id)])
            (held,) = cursor.fetchone()
        if not held:
            raise Refusal(
                "Another import of this case's class list is under way. Wait for its end."
            )
        yield
    finally:
        # Let go at once: of a connection that is closed the server hears only after a while, and
        # the next import may come before.
        with suppress(Error):  # it may be lost, and is let go then, too
            other.rollback()
        other.close()
