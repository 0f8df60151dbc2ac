"""Take a lock that everybody waits for, without letting anybody wait for long."""

import time
from collections.abc import Callable

from django.db import OperationalError
from psycopg.errors import LockNotAvailable

# Everybody who comes later waits behind whoever waits for an exclusive lock. So nobody waits for it
# long, and less long than PostgreSQL takes to look for deadlocks: who holds others goes on, too.
MOST_WAIT = "500ms"
TRIES, PAUSE = 3_600, 0.5  # an hour at most; seconds


def patiently(take: Callable[[], None]) -> None:
    """Call `take`, which sets `lock_timeout` to MOST_WAIT for itself alone, until it gets its
    lock; between two tries the others pass.

    raises: OperationalError where it got none within the hour
    """
    for left in reversed(range(TRIES)):
        try:
            take()
        except OperationalError as error:
            if not (left and isinstance(error.__cause__, LockNotAvailable)):
                raise
            time.sleep(PAUSE)
        else:
            return
