"""The auditor's views: what an outsider needs to check the promises without knowing our tables.

Their names and columns are the same in every version (tests/payouts/reports/test_auditor.py). None
can be written to, and none shows sealed data. docs/auditor.md says what each column holds.
"""

from django.db import migrations

SCHEMA = "CREATE SCHEMA auditor"
SCHEMA_BACK = "DROP SCHEMA auditor"

MEMBER = """
    CREATE VIEW auditor.member AS
    SELECT s.slug::text AS settlement, m.member_no::text AS member_ref
      FROM settlement_classmember m JOIN settlement_settlement s ON s.id = m.settlement_id
"""

CLAIM = """
    CREATE VIEW auditor.claim AS
    SELECT s.slug::text AS settlement, c.number::text AS claim_ref, c.number::text AS receipt,
           c.member_no::text AS member_ref, c.status::text AS state, c.received_at,
           (SELECT b.key::text FROM claims_submission b WHERE b.claim_id = c.id
             ORDER BY b.version, b.id LIMIT 1) AS idempotency_key
      FROM claims_claim c JOIN settlement_settlement s ON s.id = c.settlement_id
"""

ENTRY = """
    CREATE VIEW auditor.entry AS
    SELECT s.slug::text AS settlement, e.txn::text AS txn, l.account::text AS account, l.cents,
           e.created_at
      FROM payouts_leg l
      JOIN payouts_entry e ON e.id = l.entry_id
      JOIN settlement_settlement s ON s.id = e.settlement_id
"""

RUN = """
    CREATE VIEW auditor.run AS
    SELECT s.slug::text AS settlement, r.public_id::text AS run_ref, r.status::text AS state,
           maker.email::text AS made_by, approver.email::text AS approved_by,
           r.net_cents, r.awarded_cents, r.residual_cents, r.distribution
      FROM payouts_run r
      JOIN settlement_settlement s ON s.id = r.settlement_id
      JOIN settlement_user maker ON maker.id = r.made_by_id
      LEFT JOIN settlement_user approver ON approver.id = r.approved_by_id
"""

AWARD = """
    CREATE VIEW auditor.award AS
    SELECT s.slug::text AS settlement, r.public_id || '/' || c.number AS award_ref,
           r.public_id::text AS run_ref, r.status::text AS run_state, c.number::text AS claim_ref,
           a.measure, a.cents
      FROM payouts_award a
      JOIN payouts_run r ON r.id = a.run_id
      JOIN claims_claim c ON c.id = a.claim_id
      JOIN settlement_settlement s ON s.id = r.settlement_id
"""

PAYMENT = """
    CREATE VIEW auditor.payment AS
    SELECT s.slug::text AS settlement, p.ref::text AS payment_ref, c.number::text AS payee_ref,
           p.attempt, p.amount_cents AS cents, p.status::text AS state, p.trace::text AS trace,
           b.public_id::text AS batch_ref
      FROM payouts_payment p
      JOIN claims_claim c ON c.id = p.claim_id
      JOIN settlement_settlement s ON s.id = p.settlement_id
      JOIN payouts_batch b ON b.id = p.batch_id
"""

PAYMENT_AWARD = """
    CREATE VIEW auditor.payment_award AS
    SELECT p.ref::text AS payment_ref, r.public_id || '/' || c.number AS award_ref, a.cents
      FROM payouts_payment p
      JOIN payouts_award a ON a.run_id = p.run_id AND a.claim_id = p.claim_id
      JOIN payouts_run r ON r.id = p.run_id
      JOIN claims_claim c ON c.id = p.claim_id
"""

BATCH = """
    CREATE VIEW auditor.batch AS
    SELECT s.slug::text AS settlement, b.public_id::text AS batch_ref, b.status::text AS state,
           maker.email::text AS made_by, approver.email::text AS approved_by,
           f.sha256::text AS file_sha256, b.total_cents AS cents, b.payments_count AS n
      FROM payouts_batch b
      JOIN settlement_settlement s ON s.id = b.settlement_id
      JOIN settlement_user maker ON maker.id = b.made_by_id
      LEFT JOIN settlement_user approver ON approver.id = b.approved_by_id
      LEFT JOIN payouts_bankfile f ON f.batch_id = b.id
"""

# No bank's answer is read yet; the columns stand so that an auditor's queries do.
BANK_RETURN = """
    CREATE VIEW auditor.bank_return AS
    SELECT NULL::text AS file_sha256, NULL::text AS trace, NULL::text AS code,
           NULL::bigint AS cents, NULL::boolean AS applied
     WHERE false
"""

TRANSITION = """
    CREATE VIEW auditor.transition AS
    SELECT e.entity::text AS entity, e.ref::text AS ref, e.from_status::text AS from_state,
           e.to_status::text AS to_state, u.email::text AS actor, e.at, e.id AS seq
      FROM settlement_event e JOIN settlement_user u ON u.id = e.actor_id
     WHERE e.to_status <> ''
"""

# All that waits to be done is a row: chunked work, a letter not yet sent, a claim not yet verified.
JOB = """
    CREATE VIEW auditor.job AS
    SELECT 'work/' || j.id AS job_ref, j.kind::text AS kind, j.status::text AS state,
           coalesce((SELECT max(k.attempts) FROM settlement_chunk k WHERE k.job_id = j.id), 0)::int
               AS attempts,
           j.created_at AS due
      FROM settlement_job j
     UNION ALL
    SELECT 'letter/' || n.id, n.kind, n.status, n.attempts, n.due_at FROM settlement_notice n
     UNION ALL
    SELECT 'verification/' || c.number, 'verification of a claim', 'open', 0, c.received_at
      FROM claims_claim c WHERE c.status = 'filed'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payouts", "0002_ledger"),
        ("claims", "0001_initial"),
        ("settlement", "0002_roster"),
    ]

    operations = [
        migrations.RunSQL(SCHEMA, SCHEMA_BACK),
        migrations.RunSQL(MEMBER, "DROP VIEW auditor.member"),
        migrations.RunSQL(CLAIM, "DROP VIEW auditor.claim"),
        migrations.RunSQL(ENTRY, "DROP VIEW auditor.entry"),
        migrations.RunSQL(RUN, "DROP VIEW auditor.run"),
        migrations.RunSQL(AWARD, "DROP VIEW auditor.award"),
        migrations.RunSQL(PAYMENT, "DROP VIEW auditor.payment"),
        migrations.RunSQL(PAYMENT_AWARD, "DROP VIEW auditor.payment_award"),
        migrations.RunSQL(BATCH, "DROP VIEW auditor.batch"),
        migrations.RunSQL(BANK_RETURN, "DROP VIEW auditor.bank_return"),
        migrations.RunSQL(TRANSITION, "DROP VIEW auditor.transition"),
        migrations.RunSQL(JOB, "DROP VIEW auditor.job"),
    ]
