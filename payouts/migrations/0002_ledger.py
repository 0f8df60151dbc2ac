"""What ledger and awards must never hold, said to the database.

Written by hand: triggers that see a whole statement. What is asked once a statement costs a
fraction of what is asked once a row.
"""

from django.db import migrations

# All legs of an entry go in by one statement, so here the entry is whole. Everything is asked
# once a statement: asked once a leg, a million legs would take four times as long.
LEGS_POSTED = """
    CREATE FUNCTION payouts_legs_posted() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        wrong bigint;
    BEGIN
        SELECT a.entry_id INTO wrong FROM added a LEFT JOIN payouts_entry e ON e.id = a.entry_id
         WHERE e.id IS NULL LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'ledger: there is no entry %', wrong
                  USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'leg_of_an_entry';
        END IF;

        SELECT entry_id INTO wrong FROM added GROUP BY entry_id HAVING sum(cents) <> 0 LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'ledger: the legs of entry % do not balance', wrong
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_balances';
        END IF;

        SELECT a.entry_id INTO wrong FROM (SELECT entry_id, count(*) AS legs FROM added GROUP BY 1) a
         WHERE a.legs <> (SELECT count(*) FROM payouts_leg l WHERE l.entry_id = a.entry_id) LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'ledger: entry % has its legs already', wrong
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_is_never_added_to';
        END IF;

        -- A row of its own for each account first: a CHECK judges also the row that an
        -- INSERT … ON CONFLICT proposes. Then the rows are locked, always in the same order.
        INSERT INTO payouts_balance (settlement_id, account, cents)
        SELECT DISTINCT e.settlement_id, a.account, 0
          FROM added a JOIN payouts_entry e ON e.id = a.entry_id ORDER BY 1, 2
            ON CONFLICT DO NOTHING;
        PERFORM FROM payouts_balance
          WHERE (settlement_id, account) IN (SELECT e.settlement_id, a.account
                                               FROM added a JOIN payouts_entry e ON e.id = a.entry_id)
          ORDER BY settlement_id, account FOR UPDATE;
        UPDATE payouts_balance b SET cents = b.cents + moved.cents
          FROM (SELECT e.settlement_id, a.account, sum(a.cents) AS cents
                  FROM added a JOIN payouts_entry e ON e.id = a.entry_id GROUP BY 1, 2) moved
         WHERE b.settlement_id = moved.settlement_id AND b.account = moved.account;
        RETURN NULL;
    END $$;

    CREATE TRIGGER legs_posted AFTER INSERT ON payouts_leg
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION payouts_legs_posted();
"""
LEGS_POSTED_BACK = """
    DROP TRIGGER legs_posted ON payouts_leg;
    DROP FUNCTION payouts_legs_posted();
"""

BALANCE_FOLLOWS = """
    CREATE FUNCTION payouts_balance_follows() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'ledger: balances follow the legs; post an entry instead';
    END $$;

    CREATE TRIGGER balance_follows_legs BEFORE INSERT OR UPDATE OR DELETE ON payouts_balance
        FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION payouts_balance_follows();
"""
BALANCE_FOLLOWS_BACK = """
    DROP TRIGGER balance_follows_legs ON payouts_balance;
    DROP FUNCTION payouts_balance_follows();
"""

# The work of a foreign key to the snapshot, which covers run, claim and measure. A real one took
# 6 s more for 1.4 million awards; this takes 1.4. Only the statement's own range is looked at, and
# never by nested loops, which a planner without statistics on a fresh run would take.
AWARDS_WRITTEN = """
    CREATE FUNCTION payouts_awards_written() RETURNS trigger LANGUAGE plpgsql
    SET enable_nestloop = off AS $$
    DECLARE
        the_run bigint; another bigint; first bigint; last bigint; wrong bigint;
    BEGIN
        SELECT min(run_id), max(run_id), min(claim_id), max(claim_id)
          INTO the_run, another, first, last FROM added;
        IF the_run IS NULL THEN
            RETURN NULL;
        END IF;
        IF the_run <> another OR NOT EXISTS (SELECT FROM payouts_run
                                              WHERE id = the_run AND status = 'frozen') THEN
            RAISE EXCEPTION 'awards are written for one run, once it is frozen and until it is closed'
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'award_while_frozen';
        END IF;

        SELECT a.claim_id INTO wrong
          FROM added a
          LEFT JOIN (SELECT claim_id, measure FROM payouts_snapshot
                      WHERE run_id = the_run AND claim_id BETWEEN first AND last) s
                 ON s.claim_id = a.claim_id AND s.measure = a.measure
         WHERE s.claim_id IS NULL LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'claim % is no frozen claim of its run, or of another measure', wrong
                  USING ERRCODE = 'foreign_key_violation',
                        CONSTRAINT = 'award_is_of_a_frozen_claim';
        END IF;
        RETURN NULL;
    END $$;

    CREATE TRIGGER awards_written AFTER INSERT ON payouts_award
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION payouts_awards_written();
"""
AWARDS_WRITTEN_BACK = """
    DROP TRIGGER awards_written ON payouts_award;
    DROP FUNCTION payouts_awards_written();
"""


# The one place that says when a frozen claim is not any more what was frozen, and why. It is plain
# SQL, so the planner writes it out where it is called.
FALLEN = """
    CREATE FUNCTION payouts_fallen(claim claims_claim, frozen payouts_snapshot) RETURNS text
    LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN claim.status <> 'approved' THEN 'not_approved'
                    WHEN claim.version <> frozen.claim_version THEN 'amended'
                    WHEN claim.member_no IS DISTINCT FROM frozen.member_no THEN 'other_member' END
    $$
"""
FALLEN_BACK = "DROP FUNCTION payouts_fallen"


class Migration(migrations.Migration):
    dependencies = [("payouts", "0001_initial"), ("claims", "0001_initial")]

    operations = [
        migrations.RunSQL(LEGS_POSTED, LEGS_POSTED_BACK),
        migrations.RunSQL(BALANCE_FOLLOWS, BALANCE_FOLLOWS_BACK),
        migrations.RunSQL(AWARDS_WRITTEN, AWARDS_WRITTEN_BACK),
        migrations.RunSQL(FALLEN, FALLEN_BACK),
    ]
