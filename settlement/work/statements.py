"""Work's own statements: counting attempts beside a running chunk, stopping hopeless jobs."""

from datetime import datetime

from django.db.models import DateTimeField, Func

from settlement import sql

# SKIP LOCKED: a second delivery must not wait for the worker that holds the chunk.
COUNT_ATTEMPT = """
    UPDATE settlement_chunk SET attempts = attempts + 1, started_at = %(now)s
     WHERE id IN (SELECT id FROM settlement_chunk
                   WHERE id = %(chunk_id)s AND done_at IS NULL
                     FOR UPDATE SKIP LOCKED)
"""

MARK_RUNG = """
    UPDATE settlement_chunk SET rung_at = %(now)s
     WHERE id IN (SELECT id FROM settlement_chunk
                   WHERE id = ANY(%(chunk_ids)s) AND done_at IS NULL
                     FOR UPDATE SKIP LOCKED)
"""

STOP_HOPELESS = """
    UPDATE settlement_job SET status = 'stopped'
     WHERE status = 'open'
       AND id IN (SELECT job_id FROM settlement_chunk
                   WHERE done_at IS NULL AND attempts >= %(most)s
                     FOR UPDATE SKIP LOCKED)
"""


class ClockNow(Func):
    """The database's clock as it is now; NOW() stands still within a transaction."""

    function = "clock_timestamp"
    output_field = DateTimeField()


def count_attempt(*, chunk_id: int, now: datetime) -> int:
    """Count one attempt at an open chunk that nobody holds. Return 1, or 0 where there is none."""
    return sql.run(COUNT_ATTEMPT, chunk_id=chunk_id, now=now)


def mark_rung(*, chunk_ids: list[int], now: datetime | None) -> int:
    """Write when bells were rung, None for never. Return for how many chunks."""
    return sql.run(MARK_RUNG, chunk_ids=chunk_ids, now=now)


def stop_hopeless(*, most: int) -> int:
    """Stop jobs with a chunk that failed `most` times. Return how many were stopped."""
    return sql.run(STOP_HOPELESS, most=most)
