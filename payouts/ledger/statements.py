"""Posting and reading the ledger, set-based. Balance is held by a trigger (0002_ledger)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from payouts.ledger.chart import held_cents
from settlement import sql

_ENTRY = """
    WITH entry AS (
        INSERT INTO payouts_entry (settlement_id, txn, kind, ref, memo, made_by_id)
        VALUES (%(settlement_id)s, gen_random_uuid(), %(kind)s, %(ref)s, %(memo)s, %(made_by_id)s)
            ON CONFLICT (settlement_id, kind, ref) DO NOTHING
        RETURNING id),
    side (account, cents, ref) AS (
"""
_LEGS = """
    )
    INSERT INTO payouts_leg (entry_id, account, cents, ref)
    SELECT entry.id, side.account, side.cents, side.ref FROM entry CROSS JOIN side
"""
_LISTED = """
        SELECT * FROM unnest(%(accounts)s::text[], %(amounts)s::bigint[], %(refs)s::text[])
"""


def post_selected(
    legs: str, /, *, settlement_id: int, kind: str, ref: str, memo: str, made_by_id: int,
    **values: object,
) -> int:  # fmt: skip
    """Post one entry whose legs a SELECT gives as (account, cents, ref), debit positive.

    legs:    a constant; its values come by name
    returns: the number of legs written; 0 where the entry was posted before
    """
    return sql.run(
        _ENTRY + legs + _LEGS,
        settlement_id=settlement_id,
        kind=kind,
        ref=ref,
        memo=memo,
        made_by_id=made_by_id,
        **values,
    )


def post_listed(
    *,
    settlement_id: int,
    kind: str,
    ref: str,
    memo: str,
    made_by_id: int,
    accounts: Sequence[str],
    amounts: Sequence[int],
    refs: Sequence[str],
) -> int:
    """Post one entry of these legs. Return their number; 0 where it was posted before."""
    return post_selected(
        _LISTED,
        settlement_id=settlement_id,
        kind=kind,
        ref=ref,
        memo=memo,
        made_by_id=made_by_id,
        accounts=list(accounts),
        amounts=list(amounts),
        refs=list(refs),
    )


TRIAL_BALANCE = """
    WITH legs AS (
        SELECT l.account, sum(l.cents) AS cents, sum(l.cents) FILTER (WHERE l.cents > 0) AS debits,
               -sum(l.cents) FILTER (WHERE l.cents < 0) AS credits
          FROM payouts_leg l JOIN payouts_entry e ON e.id = l.entry_id
         WHERE e.settlement_id = %(settlement_id)s GROUP BY l.account),
    kept AS (SELECT account, cents FROM payouts_balance WHERE settlement_id = %(settlement_id)s)
    SELECT account, coalesce(legs.debits, 0)::bigint, coalesce(legs.credits, 0)::bigint,
           coalesce(legs.cents, 0)::bigint, coalesce(kept.cents, 0)::bigint
      FROM legs FULL JOIN kept USING (account) ORDER BY account
"""


@dataclass(frozen=True, slots=True)
class Line:
    """An account in the trial balance: its legs' sums, and the balance that was carried on."""

    account: str
    debit_cents: int
    credit_cents: int
    legs_cents: int
    kept_cents: int


def trial_balance(*, settlement_id: int) -> list[Line]:
    """Every account of a case, summed anew from its legs."""
    return [Line(*row) for row in sql.rows(TRIAL_BALANCE, settlement_id=settlement_id)]


# A batch's entry has a leg for each payment: what happened to an account is shown by entry.
ACCOUNT_ENTRIES = """
    SELECT e.id, e.kind, e.ref, e.memo, e.created_at, u.name AS made_by,
           moved.legs, moved.cents
      FROM (SELECT l.entry_id, count(*) AS legs, sum(l.cents)::bigint AS cents
              FROM payouts_leg l JOIN payouts_entry e ON e.id = l.entry_id
             WHERE l.account = %(account)s AND e.settlement_id = %(settlement_id)s
               AND e.id < %(before)s
             GROUP BY l.entry_id ORDER BY l.entry_id DESC LIMIT %(most)s) moved
      JOIN payouts_entry e ON e.id = moved.entry_id
      JOIN settlement_user u ON u.id = e.made_by_id
     ORDER BY e.id DESC
"""


@dataclass(frozen=True, slots=True)
class Movement:
    """What one entry did to an account. cents: debit positive; legs: how many moved it."""

    account: str
    entry_id: int
    kind: str
    ref: str
    memo: str
    created_at: datetime
    made_by: str
    legs: int
    cents: int

    @property
    def change_cents(self) -> int:
        """Positive where the account grew."""
        return held_cents(self.account, self.cents)


def movements(*, settlement_id: int, account: str, before: int, most: int) -> list[Movement]:
    """The latest entries that moved an account, newest first; `before` is an entry's key."""
    rows = sql.rows(
        ACCOUNT_ENTRIES, settlement_id=settlement_id, account=account, before=before, most=most
    )
    return [Movement(account, *row) for row in rows]
