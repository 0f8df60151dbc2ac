"""The desk's statements: take a claim so that nobody else has it, count the queues, and sum up what
is allowed of amounts."""

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

# The latest decision about each amount that has not become void; allowance_number_once brings a
# claim's decisions together. A claim that was withdrawn asks for nothing.
ALLOWANCE_TOTALS = """
    SELECT question, reason, count(*), sum(claimed)::bigint, sum(allowed)::bigint
      FROM (SELECT DISTINCT ON (a.claim_id, a.question) a.question, a.reason, a.claimed, a.allowed
              FROM claims_allowance a JOIN claims_claim c ON c.id = a.claim_id
             WHERE c.settlement_id = %(settlement_id)s AND c.status <> 'withdrawn'
               AND c.allowed -> a.question IS NOT NULL
             ORDER BY a.claim_id, a.question, a.number DESC) stands
     GROUP BY question, reason ORDER BY question, reason
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


def allowance_totals(*, settlement_id: int) -> list[tuple[str, str, int, int, int]]:
    """What stands, by question and reason: (question, reason, claims, claimed, allowed)."""
    return sql.rows(ALLOWANCE_TOTALS, settlement_id=settlement_id)
