"""A disposal is what it gave up, and its portions are paid out once, by another than its maker."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

# At COMMIT, as in 0010_residual. A portion comes with its disposal, and is paid by the word of
# another person, once that is approved and where its money leaves the fund.
PORTION_STANDS = """
    CREATE FUNCTION payouts_portion_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        disposal payouts_disposal;
    BEGIN
        SELECT * INTO disposal FROM payouts_disposal WHERE id = NEW.disposal_id;
        IF disposal.cents IS DISTINCT FROM (SELECT sum(cents) FROM payouts_portion
                                             WHERE disposal_id = NEW.disposal_id) THEN
            RAISE EXCEPTION 'disposal % is not its portions', disposal.number
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'disposal_is_its_portions';
        END IF;
        IF NEW.paid_at IS NOT NULL
           AND (disposal.status <> 'approved' OR disposal.kind IN ('returned', 'fallen')
                OR disposal.made_by_id = NEW.paid_by_id) THEN
            RAISE EXCEPTION 'portion % of disposal % is not paid out so', NEW.place, disposal.number
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'portion_paid_by_another';
        END IF;
        RETURN NULL;
    END $$;

    CREATE CONSTRAINT TRIGGER portion_stands AFTER INSERT OR UPDATE ON payouts_portion
        DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION payouts_portion_stands();
"""
PORTION_STANDS_BACK = """
    DROP TRIGGER portion_stands ON payouts_portion;
    DROP FUNCTION payouts_portion_stands();
"""

DISPOSAL_IS_WHAT_IT_GAVE_UP = """
    CREATE FUNCTION payouts_disposal_is_what_it_gave_up() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.cents IS DISTINCT FROM (SELECT sum(cents) FROM payouts_givenup
                                        WHERE disposal_id = NEW.id) THEN
            RAISE EXCEPTION 'disposal % is not the awards that it gave up', NEW.number
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'disposal_is_what_it_gave_up';
        END IF;
        RETURN NULL;
    END $$;

    CREATE CONSTRAINT TRIGGER disposal_is_what_it_gave_up AFTER INSERT OR UPDATE ON payouts_disposal
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        WHEN (NEW.status = 'approved' AND NEW.kind IN ('returned', 'fallen', 'escheat'))
        EXECUTE FUNCTION payouts_disposal_is_what_it_gave_up();
"""
DISPOSAL_IS_WHAT_IT_GAVE_UP_BACK = """
    DROP TRIGGER disposal_is_what_it_gave_up ON payouts_disposal;
    DROP FUNCTION payouts_disposal_is_what_it_gave_up();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payouts", "0006_comparing"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="portion",
            trigger=pgtrigger.compiler.Trigger(
                name="paid_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."paid_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="b89b4dea1d52226111290f7a3cbe850e7cbabe0a",
                    operation="UPDATE",
                    pgid="pgtrigger_paid_once_d5da7",
                    table="payouts_portion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(PORTION_STANDS, PORTION_STANDS_BACK),
        migrations.RunSQL(DISPOSAL_IS_WHAT_IT_GAVE_UP, DISPOSAL_IS_WHAT_IT_GAVE_UP_BACK),
    ]
