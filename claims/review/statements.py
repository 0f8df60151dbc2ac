"""The desk's statements: take a claim so that nobody else has it, and count the queues."""

from datetime import datetime

from settlement import sql

# Reads claim_in_queue in its order. A claim held until later is passed over; one that another
# reviewer is just taking is skipped. The row of the hold decides: its key is unique, and an
# unexpired hold is not overwritten, whatever the reader's snapshot said.
TAKE_NEXT = """
    WITH next AS (
        SELECT c.id FROM claims_claim c
         WHERE c.settlement_id = %(settlement_id)s AND c.status = 'in_review'
           AND c.queue = %(queue)s
           AND NOT EXISTS (SELECT FROM claims_assignment a
                            WHERE a.claim_id = c.id AND a.until > %(now)s)
         ORDER BY c.received_at, c.id LIMIT 1
           FOR UPDATE OF c SKIP LOCKED)
    INSERT INTO claims_assignment AS held (claim_id, by_id, until)
    SELECT id, %(by)s, %(until)s FROM next
    ON CONFLICT (claim_id) DO UPDATE SET by_id = excluded.by_id, until = excluded.until
     WHERE held.until <= %(now)s
    RETURNING claim_id
"""

# An index-only count of claim_in_queue.
QUEUES = """
    SELECT settlement_id, queue, count(*), min(received_at)
      FROM claims_claim WHERE status = 'in_review'
     GROUP BY settlement_id, queue ORDER BY settlement_id, queue
"""


def take_next(
    *, settlement_id: int, queue: str, by: int, now: datetime, until: datetime
) -> int | None:
    """Hold the claim of a queue that was received first and that nobody holds. Return its id."""
    taken = sql.rows(
        TAKE_NEXT, settlement_id=settlement_id, queue=queue, by=by, now=now, until=until
    )
    return taken[0][0] if taken else None


def queues() -> list[tuple[int, str, int, datetime]]:
    """Every queue in which a claim waits: (settlement_id, queue, number, oldest received_at)."""
    return sql.rows(QUEUES)
