"""What payments and batches must never be, said to the database.

Written by hand: a sequence, two views, a trigger that sees a whole statement, and one that asks at
COMMIT.
"""

from django.db import migrations

REFERENCES = "CREATE SEQUENCE payouts_paymentref"
REFERENCES_BACK = "DROP SEQUENCE payouts_paymentref"

# What an award still owes: nothing stands for the claim in that distribution. A void payment does
# not stand. A returned one does: its payee is asked first, and is never just paid again.
#
# `fallen` says which claims cannot be paid as they were awarded, and why; it is null where they can
# (payouts_fallen in 0002_ledger). A claim that a payment is live for is frozen, and so cannot fall.
OWED = """
    CREATE VIEW payouts_owed AS
    SELECT a.run_id, r.distribution, a.claim_id, a.cents, c.payment_method AS method,
           c.number AS claim_number, c.version AS claim_version, c.frozen_at,
           payouts_fallen(c, s) AS fallen
      FROM payouts_award a
      JOIN payouts_snapshot s ON s.run_id = a.run_id AND s.claim_id = a.claim_id
      JOIN payouts_run r ON r.id = a.run_id
      JOIN claims_claim c ON c.id = a.claim_id
     WHERE a.cents > 0
       AND NOT EXISTS (SELECT FROM payouts_payment p
                        WHERE p.claim_id = a.claim_id AND p.distribution = r.distribution
                          AND p.status <> 'void')
"""
OWED_BACK = "DROP VIEW payouts_owed"

DUE = """
    CREATE VIEW payouts_due AS
    SELECT run_id, distribution, claim_id, cents, method, claim_number, claim_version, frozen_at
      FROM payouts_owed WHERE fallen IS NULL
"""
DUE_BACK = "DROP VIEW payouts_due"

# Asked once a statement: it does the work of foreign keys to award, run, claim and case, which
# would be asked once for each of a million payments. Awards and runs are never deleted.
PAYS_ITS_AWARD = """
    CREATE FUNCTION payouts_pays_its_award() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        wrong text;
    BEGIN
        SELECT p.ref INTO wrong
          FROM added p
          LEFT JOIN payouts_award a ON a.run_id = p.run_id AND a.claim_id = p.claim_id
          LEFT JOIN payouts_run r ON r.id = p.run_id
          LEFT JOIN payouts_numberline l ON l.id = p.line_id
         WHERE a.cents IS DISTINCT FROM p.amount_cents
            OR r.distribution IS DISTINCT FROM p.distribution
            OR r.settlement_id IS DISTINCT FROM p.settlement_id
            OR l.id IS NULL
         LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'payment % does not pay an award as it was computed', wrong
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_pays_its_award';
        END IF;
        RETURN NULL;
    END $$;

    CREATE TRIGGER pays_its_award AFTER INSERT ON payouts_payment
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION payouts_pays_its_award();
"""
PAYS_ITS_AWARD_BACK = """
    DROP TRIGGER pays_its_award ON payouts_payment;
    DROP FUNCTION payouts_pays_its_award();
"""

# At COMMIT, for payments, batch and file are written in one transaction, in this order; and again
# whenever the batch moves on.
BATCH_IS_ITS_PAYMENTS = """
    CREATE FUNCTION payouts_batch_is_its_payments() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        counted bigint;
        summed bigint;
    BEGIN
        SELECT count(*), coalesce(sum(amount_cents), 0) INTO counted, summed
          FROM payouts_payment WHERE batch_id = NEW.id;
        IF (counted, summed) IS DISTINCT FROM (NEW.payments_count::bigint, NEW.total_cents)
           OR NOT EXISTS (SELECT FROM payouts_bankfile f
                           WHERE f.batch_id = NEW.id AND f.sha256 = NEW.file_sha256
                             AND f.payments_count = counted AND f.total_cents = summed) THEN
            RAISE EXCEPTION 'batch % is not its payments, or not its file', NEW.number
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_is_its_payments';
        END IF;
        RETURN NULL;
    END $$;

    CREATE CONSTRAINT TRIGGER batch_is_its_payments AFTER INSERT OR UPDATE ON payouts_batch
        DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION payouts_batch_is_its_payments();
"""
BATCH_IS_ITS_PAYMENTS_BACK = """
    DROP TRIGGER batch_is_its_payments ON payouts_batch;
    DROP FUNCTION payouts_batch_is_its_payments();
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0003_auditor")]

    operations = [
        migrations.RunSQL(REFERENCES, REFERENCES_BACK),
        migrations.RunSQL(OWED, OWED_BACK),
        migrations.RunSQL(DUE, DUE_BACK),
        migrations.RunSQL(PAYS_ITS_AWARD, PAYS_ITS_AWARD_BACK),
        migrations.RunSQL(BATCH_IS_ITS_PAYMENTS, BATCH_IS_ITS_PAYMENTS_BACK),
    ]
