"""Do ledger, awards, payments and files say the same? Each statement lists where they do not.

A row is what it is about, what should stand there, and what does; no row means agreement.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from payouts.allocation import sums
from payouts.allocation.models import Run, RunStatus
from payouts.bankfiles.services import FileAltered, opened
from payouts.payments.models import Batch, BatchStatus
from payouts.reports.leftover import OF_WHAT_IS_LEFT
from settlement import sql
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.terms.models import Settlement

# Every account that was moved: its legs, and the balance that was carried on with them.
ACCOUNTS = """
    SELECT 'account ' || coalesce(legs.account, kept.account) || ', balance',
           coalesce(legs.cents, 0)::bigint, coalesce(kept.cents, 0)
      FROM (SELECT l.account, sum(l.cents) AS cents
              FROM payouts_leg l JOIN payouts_entry e ON e.id = l.entry_id
             WHERE e.settlement_id = %(settlement_id)s GROUP BY l.account) legs
      FULL JOIN (SELECT account, cents FROM payouts_balance
                  WHERE settlement_id = %(settlement_id)s) kept USING (account)
     WHERE coalesce(legs.cents, 0) <> coalesce(kept.cents, 0)
     ORDER BY 1
"""
ENTRIES = """
    SELECT 'entry ' || e.kind || ' ' || e.ref || ', sum of its legs', 0::bigint,
           sum(l.cents)::bigint
      FROM payouts_entry e JOIN payouts_leg l ON l.entry_id = e.id
     WHERE e.settlement_id = %(settlement_id)s
     GROUP BY e.id HAVING sum(l.cents) <> 0
     ORDER BY 1
"""

# An approved run is posted; one that was superseded is posted and taken back, or never was. The
# first fills residual and reserve, a later one draws on them.
RUNS = """
    SELECT 'run ' || r.number || ', ' || each.account || ' in the ledger', each.cents,
           coalesce(posted.cents, 0)
      FROM payouts_run r
     CROSS JOIN LATERAL (
           VALUES ('awards', CASE r.status WHEN 'approved' THEN r.awarded_cents ELSE 0 END),
                  ('residual and reserve',
                   CASE WHEN r.status <> 'approved' THEN 0
                        WHEN r.kind = 'first' THEN r.residual_cents
                        ELSE - r.awarded_cents END)
           ) AS each (account, cents)
      LEFT JOIN LATERAL (
           SELECT -sum(l.cents)::bigint AS cents
             FROM payouts_entry e JOIN payouts_leg l ON l.entry_id = e.id
            WHERE e.settlement_id = r.settlement_id AND e.ref = r.public_id::text
              AND e.kind IN ('run', 'reversal')
              AND l.account = ANY (CASE each.account
                                   WHEN 'awards' THEN ARRAY['awards']
                                   WHEN 'residual and reserve'
                                   THEN ARRAY['residual', 'reserve']
                                        || CASE r.kind WHEN 'first' THEN ARRAY[]::text[]
                                                       ELSE ARRAY['net'] END END)) posted ON true
     WHERE r.settlement_id = %(settlement_id)s AND each.cents <> coalesce(posted.cents, 0)
     ORDER BY r.number
"""

PAYMENTS = """
    SELECT 'payment ' || p.ref || ', its award', p.amount_cents, coalesce(a.cents, 0)
      FROM payouts_payment p
      LEFT JOIN payouts_award a ON a.run_id = p.run_id AND a.claim_id = p.claim_id
     WHERE p.settlement_id = %(settlement_id)s AND p.amount_cents IS DISTINCT FROM a.cents
     ORDER BY p.ref
"""

# A batch is its payments and its file, and its payments go with it from state to state; from its
# approval until it is void the ledger has it.
BATCHES = """
    SELECT 'batch ' || b.number || ', ' || each.what, each.expected, each.found
      FROM payouts_batch b
      LEFT JOIN payouts_bankfile f ON f.batch_id = b.id
      LEFT JOIN LATERAL (
           SELECT count(*) AS count, coalesce(sum(amount_cents), 0)::bigint AS cents,
                  count(*) FILTER (WHERE status <> ALL (
                      CASE b.status WHEN 'released' THEN ARRAY['ready', 'sent']
                                    WHEN 'sent' THEN ARRAY['sent', 'cleared', 'returned']
                                    WHEN 'settled' THEN ARRAY['sent', 'cleared', 'returned']
                                    WHEN 'void' THEN ARRAY['void']
                                    ELSE ARRAY['ready'] END)) AS unfit
             FROM payouts_payment WHERE batch_id = b.id) paid ON true
      LEFT JOIN LATERAL (
           SELECT coalesce(sum(l.cents), 0)::bigint AS cents
             FROM payouts_entry e JOIN payouts_leg l ON l.entry_id = e.id
            WHERE e.settlement_id = b.settlement_id AND e.ref = b.public_id::text
              AND e.kind IN ('batch', 'batch void') AND l.account = 'awards') posted ON true
     CROSS JOIN LATERAL (
           VALUES ('payments', b.total_cents, paid.cents),
                  ('number of payments', b.payments_count::bigint, paid.count),
                  ('number of payments whose state does not fit its own', 0::bigint, paid.unfit),
                  ('file', b.total_cents, coalesce(f.total_cents, 0)),
                  ('number of payments in the file', b.payments_count::bigint,
                   coalesce(f.payments_count, 0)::bigint),
                  ('ledger', CASE WHEN b.status IN ('made', 'void') THEN 0 ELSE b.total_cents END,
                   posted.cents)
           ) AS each (what, expected, found)
     WHERE b.settlement_id = %(settlement_id)s AND each.expected <> each.found
     ORDER BY b.number
"""

# What is awarded and not paid, what is on its way, what came back and what the bank still holds,
# told without the ledger but for what the bank confirmed: by runs, batches, payments, what was
# given up and what was paid out. What is left follows from approved disposals.
OWED = """
    WITH batches AS (
        SELECT coalesce(sum(total_cents) FILTER (WHERE status NOT IN ('made', 'void')), 0) AS out,
               coalesce(sum(total_cents) FILTER (WHERE status IN ('approved', 'released', 'sent')),
                        0) AS in_flight
          FROM payouts_batch WHERE settlement_id = %(settlement_id)s),
    given AS (
        SELECT coalesce(sum(g.cents) FILTER (WHERE d.kind = 'fallen'), 0) AS fallen,
               coalesce(sum(g.cents) FILTER (WHERE d.kind <> 'fallen'), 0) AS returned
          FROM payouts_givenup g JOIN payouts_disposal d ON d.id = g.disposal_id
         WHERE d.settlement_id = %(settlement_id)s),
    should AS (
        SELECT 'awards' AS account,
               coalesce((SELECT sum(awarded_cents) FROM payouts_run
                          WHERE settlement_id = %(settlement_id)s AND status = 'approved'), 0)
               - (SELECT out FROM batches) - (SELECT fallen FROM given) AS cents
         UNION ALL
        SELECT 'in_flight', (SELECT in_flight FROM batches)
         UNION ALL
        SELECT 'returned', (SELECT coalesce(sum(cents), 0) FROM payouts_came_back
                             WHERE settlement_id = %(settlement_id)s)
         UNION ALL
        SELECT 'assets:fund',
               (SELECT coalesce(sum(l.cents), 0)
                  FROM payouts_entry e JOIN payouts_leg l ON l.entry_id = e.id
                 WHERE e.settlement_id = %(settlement_id)s AND e.kind = 'funding'
                   AND l.account = 'assets:fund')
               - (SELECT coalesce(sum(amount_cents), 0) FROM payouts_payment
                   WHERE settlement_id = %(settlement_id)s AND status = 'cleared')
               - (SELECT coalesce(sum(p.cents), 0)
                    FROM payouts_disposal d JOIN payouts_portion p ON p.disposal_id = d.id
                   WHERE d.settlement_id = %(settlement_id)s AND p.paid_at IS NOT NULL))
    SELECT 'account ' || should.account || ', by runs and batches', should.cents::bigint,
           abs(coalesce(b.cents, 0))
      FROM should
      LEFT JOIN payouts_balance b
             ON b.settlement_id = %(settlement_id)s AND b.account = should.account
     WHERE should.cents <> abs(coalesce(b.cents, 0))  -- none stands on its other side
     ORDER BY 1
"""

COUNTED = """
    SELECT (SELECT count(*) FROM payouts_entry WHERE settlement_id = %(settlement_id)s),
           (SELECT count(*) FROM payouts_run WHERE settlement_id = %(settlement_id)s),
           (SELECT count(*) FROM payouts_payment WHERE settlement_id = %(settlement_id)s),
           (SELECT count(*) FROM payouts_batch WHERE settlement_id = %(settlement_id)s)
"""


STATEMENTS = (ACCOUNTS, ENTRIES, RUNS, PAYMENTS, BATCHES, OWED, *OF_WHAT_IS_LEFT)


@dataclass(frozen=True, slots=True)
class Difference:
    """about: "batch 3, ledger"; expected, found: cents, or numbers where `about` says so."""

    about: str
    expected: int
    found: int


@dataclass(frozen=True, slots=True)
class Parity:
    """What was compared, and where it differs. sentences: what has no two numbers."""

    entries: int
    runs: int
    payments: int
    batches: int
    differences: tuple[Difference, ...]
    sentences: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences and not self.sentences


def compared(settlement: Settlement, *, by: User) -> Parity:
    """Compare everything of a case that has to do with money.

    Changes nothing, but records that the sealed files were opened.
    """
    differences = [
        Difference(*row)
        for statement in STATEMENTS
        for row in sql.rows(statement, settlement_id=settlement.pk)
    ]
    entries, runs, payments, batches = sql.row(COUNTED, settlement_id=settlement.pk)
    return Parity(
        entries=entries,
        runs=runs,
        payments=payments,
        batches=batches,
        differences=tuple(differences),
        sentences=(*_runs_said(settlement), *_files_said(settlement, by)),
    )


def _runs_said(settlement: Settlement) -> Iterator[str]:
    """Runs whose plan, awards and snapshot do not agree."""
    computed = [RunStatus.CLOSED, RunStatus.APPROVED]
    for run in Run.objects.filter(settlement=settlement, status__in=computed).order_by("number"):
        if said := sums.difference(run):
            yield said


def _files_said(settlement: Settlement, by: User) -> Iterator[str]:
    """Files whose bytes are not those that were made or approved."""
    batches = Batch.objects.filter(settlement=settlement).exclude(status=BatchStatus.VOID)
    for batch in batches.select_related("file").order_by("number"):
        yield from _file_said(batch)
    if files := batches.count():
        audit.record(
            kind="file.opened",
            entity="settlement",
            ref=settlement.slug,
            by=by,
            settlement_id=settlement.pk,
            why="to compare the files with ledger and payments",
            data={"files": files},
        )


def _file_said(batch: Batch) -> Iterator[str]:
    try:
        opened(batch.file, settlement_id=batch.settlement_id)
    except FileAltered as altered:
        yield str(altered)
    if batch.file.sha256 not in {batch.file_sha256, batch.approved_sha256 or batch.file_sha256}:
        yield f"The file of batch {batch.number} is not the one whose hash was approved."
