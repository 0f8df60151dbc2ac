"""Due -> payments, set-based. The views of 0004_payments say what is owed, what of it is due, and
what has fallen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from settlement import sql

DUE_BY_METHOD = """
    SELECT method, count(*), sum(cents)::bigint FROM payouts_due
     WHERE run_id = %(run_id)s GROUP BY method ORDER BY method
"""

FALLEN = """
    SELECT count(*), coalesce(sum(cents), 0)::bigint FROM payouts_owed
     WHERE run_id = %(run_id)s AND fallen IS NOT NULL
"""
FALLEN_CLAIMS = """
    SELECT claim_number, fallen FROM payouts_owed
     WHERE run_id = %(run_id)s AND fallen IS NOT NULL
     ORDER BY claim_number LIMIT %(most)s
"""

DUE_AMOUNTS = """
    SELECT cents FROM payouts_due
     WHERE run_id = %(run_id)s AND method = %(method)s AND claim_id <> ALL(%(held)s::bigint[])
     ORDER BY claim_number LIMIT %(most)s
"""

# In id order, as claims are locked everywhere.
DUE_CLAIMS = """
    SELECT claim_id FROM (
        SELECT claim_id FROM payouts_due
         WHERE run_id = %(run_id)s AND method = %(method)s AND claim_id <> ALL(%(held)s::bigint[])
         ORDER BY claim_number LIMIT %(most)s) first
     ORDER BY claim_id
"""

# A payment's place among the due decides its file, which gives the rest: width_bucket looks the
# place up in the files' first places. Only frozen claims are paid.
PAY = """
    INSERT INTO payouts_payment (settlement_id, ref, run_id, claim_id, claim_version, batch_id,
                                 distribution, attempt, amount_cents, method, status, line_id,
                                 trace)
    SELECT %(settlement_id)s, 'PAY-' || lpad(nextval('payouts_paymentref')::text, 10, '0'),
           %(run_id)s, claim_id, claim_version, (%(batch_ids)s::bigint[])[file], distribution,
           1 + (SELECT count(*) FROM payouts_payment p
                 WHERE p.claim_id = numbered.claim_id
                   AND p.distribution = numbered.distribution),
           cents, method, 'ready', (%(line_ids)s::bigint[])[file],
           %(prefix)s || lpad(number::text, greatest(%(digits)s, length(number::text)), '0')
      FROM (SELECT placed.*,
                   (%(numbers)s::bigint[])[file] + place - (%(firsts)s::bigint[])[file] AS number
              FROM (SELECT due.*, width_bucket(place, %(firsts)s::bigint[]) AS file
                      FROM (SELECT *, row_number() OVER (ORDER BY claim_number) AS place
                              FROM payouts_due
                             WHERE run_id = %(run_id)s AND method = %(method)s
                               AND claim_id <> ALL(%(held)s::bigint[])) due
                     WHERE place <= %(most)s AND frozen_at IS NOT NULL) placed) numbered
     ORDER BY place
"""

LINES_OF_BATCH = """
    SELECT p.claim_id, c.number, p.ref, p.trace, p.amount_cents
      FROM payouts_payment p JOIN claims_claim c ON c.id = p.claim_id
     WHERE p.batch_id = %(batch_id)s
     ORDER BY p.id
"""

BATCH_LEGS = """
    SELECT side.account, side.sign * p.amount_cents, p.ref
      FROM payouts_payment p
     CROSS JOIN (VALUES (%(debit)s, 1), (%(credit)s, -1)) AS side (account, sign)
     WHERE p.batch_id = %(batch_id)s
"""

NEXT_BATCH_IDS = """
    SELECT nextval(pg_get_serial_sequence('payouts_batch', 'id'))
      FROM generate_series(1, %(count)s)
"""

VOID_PAYMENTS = """
    WITH dead AS (
        UPDATE payouts_payment SET status = 'void'
         WHERE batch_id = %(batch_id)s AND status = 'ready'
        RETURNING settlement_id, ref)
    INSERT INTO settlement_event (settlement_id, kind, entity, ref, from_status, to_status,
                                  actor_id, why, data)
    SELECT settlement_id, 'payment.void', 'payment', ref, 'ready', 'void', %(by)s, %(why)s, '{}'
      FROM dead
"""

# All of a batch's payments in a state, or those named, with an event and a reason for each.
MOVE_PAYMENTS = """
    WITH named AS (
        SELECT * FROM unnest(%(refs)s::text[], %(whys)s::text[]) AS named (ref, why)),
    moved AS (
        UPDATE payouts_payment p SET status = %(after)s
         WHERE p.batch_id = %(batch_id)s AND p.status = %(before)s
           AND (%(all)s OR p.ref IN (SELECT ref FROM named))
        RETURNING p.settlement_id, p.ref)
    INSERT INTO settlement_event (settlement_id, kind, entity, ref, from_status, to_status,
                                  actor_id, why, data)
    SELECT moved.settlement_id, 'payment.' || %(after)s, 'payment', moved.ref, %(before)s,
           %(after)s, %(by)s, coalesce(named.why, ''), '{}'
      FROM moved LEFT JOIN named USING (ref)
"""
SETTLED_LEGS = """
    SELECT side.account, side.sign * p.amount_cents, p.ref
      FROM payouts_payment p
     CROSS JOIN LATERAL (
           VALUES (%(in_flight)s, 1),
                  (CASE p.status WHEN 'cleared' THEN %(cash)s ELSE %(returned)s END, -1)
           ) AS side (account, sign)
     WHERE p.batch_id = %(batch_id)s
"""
RETURNED_LEGS = """
    SELECT side.account, side.sign * p.amount_cents, p.ref
      FROM payouts_payment p
     CROSS JOIN (VALUES (%(cash)s, 1), (%(returned)s, -1)) AS side (account, sign)
     WHERE p.batch_id = %(batch_id)s AND p.ref = ANY(%(refs)s::text[]) AND p.status = 'cleared'
"""

# In id order, as claims are locked everywhere. Live is what the bank may still pay, or has paid.
UNPAID_CLAIMS = """
    SELECT p.claim_id FROM payouts_payment p
     WHERE p.batch_id = %(batch_id)s
       AND NOT EXISTS (SELECT FROM payouts_payment live
                        WHERE live.claim_id = p.claim_id
                          AND live.status NOT IN ('returned', 'void'))
     ORDER BY p.claim_id
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A payment as its file needs it; the payee is opened from the claim."""

    claim_id: int
    claim_number: str
    ref: str
    trace: str
    cents: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Which due payments a statement means: the first `most` (None: all) by claim number,
    without `held`."""

    run_id: int
    method: str
    most: int | None
    held: Sequence[int]

    def values(self) -> dict[str, Any]:
        return {
            "run_id": self.run_id,
            "method": self.method,
            "most": self.most,
            "held": [*self.held],
        }


def due(*, run_id: int) -> list[tuple[str, int, int]]:
    """What of a run waits to be paid: method, payments, cents."""
    return sql.rows(DUE_BY_METHOD, run_id=run_id)


def fallen(*, run_id: int) -> tuple[int, int]:
    """What of a run cannot be paid as it was awarded: claims, cents."""
    claims, cents = sql.row(FALLEN, run_id=run_id)
    return claims, cents


def fallen_claims(*, run_id: int, most: int) -> list[tuple[str, str]]:
    """The first of those claims by number, and the code that says why: (claim_number, fallen)."""
    return sql.rows(FALLEN_CLAIMS, run_id=run_id, most=most)


def due_amounts(selection: Selection) -> Iterator[int]:
    """The amounts of due payments in the order they will be paid; needs a transaction."""
    return (cents for (cents,) in sql.stream(DUE_AMOUNTS, **selection.values()))


def due_claims(selection: Selection) -> Iterator[int]:
    """The claims of due payments by id; needs a transaction."""
    return (claim_id for (claim_id,) in sql.stream(DUE_CLAIMS, **selection.values()))


def pay(
    selection: Selection,
    *,
    settlement_id: int,
    batch_ids: Sequence[int],
    firsts: Sequence[int],
    line_ids: Sequence[int],
    numbers: Sequence[int],
    prefix: str,
    digits: int,
) -> int:
    """Make the payments of these batches; return how many.

    firsts:  the place of each batch's first payment among the due, from 1, ascending
    numbers: of that payment, in the batch's line; the trace is `prefix` and at least `digits`
    A second call makes none, for they are due no more.
    """
    return sql.run(
        PAY,
        **selection.values(),
        settlement_id=settlement_id,
        batch_ids=[*batch_ids],
        firsts=[*firsts],
        line_ids=[*line_ids],
        numbers=[*numbers],
        prefix=prefix,
        digits=digits,
    )


def lines_of(*, batch_id: int) -> list[Line]:
    """A batch's payments in their order: one file, so at most what a file holds."""
    return [Line(*row) for row in sql.rows(LINES_OF_BATCH, batch_id=batch_id)]


def next_batch_ids(count: int) -> list[int]:
    """Ids for batches to come."""
    return [batch_id for (batch_id,) in sql.rows(NEXT_BATCH_IDS, count=count)]


def void_payments(*, batch_id: int, by: int, why: str) -> int:
    """Make a batch's ready payments void, an event for each; a second call does nothing."""
    return sql.run(VOID_PAYMENTS, batch_id=batch_id, by=by, why=why)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of a batch's payments: of all, or of the named ones, with a reason for each."""

    batch_id: int
    by: int
    refs: Sequence[str] | None = None
    whys: Sequence[str] = ()


def move_payments(answer: Answer, *, before: str, after: str) -> int:
    """Move payments from one state to the next, an event for each; return how many."""
    return sql.run(
        MOVE_PAYMENTS,
        batch_id=answer.batch_id,
        by=answer.by,
        all=answer.refs is None,
        refs=[*(answer.refs or ())],
        whys=[*answer.whys],
        before=before,
        after=after,
    )


def unpaid_claims(*, batch_id: int) -> Iterator[int]:
    """A batch's claims that no payment is live for, by id; needs a transaction."""
    return (claim_id for (claim_id,) in sql.stream(UNPAID_CLAIMS, batch_id=batch_id))
