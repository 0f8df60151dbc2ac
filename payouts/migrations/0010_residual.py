"""What became of the money that was left, and the awards that were given up to it."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# What payees are still owed of payments that came back: the last payment of an award, with no later
# one that stands.
CAME_BACK = """
    CREATE VIEW payouts_came_back AS
    SELECT p.settlement_id, p.run_id, p.distribution, p.claim_id, p.amount_cents AS cents,
           p.ref, c.number AS claim_number, c.address_state AS state
      FROM payouts_payment p JOIN claims_claim c ON c.id = p.claim_id
     WHERE p.status = 'returned'
       AND NOT EXISTS (SELECT FROM payouts_payment again
                        WHERE again.claim_id = p.claim_id AND again.distribution = p.distribution
                          AND again.attempt > p.attempt AND again.status <> 'void')
       AND NOT EXISTS (SELECT FROM payouts_givenup g
                        WHERE g.run_id = p.run_id AND g.claim_id = p.claim_id)
"""
CAME_BACK_BACK = "DROP VIEW payouts_came_back"

# As in 0004_payments, and: what was given up is owed to nobody.
OWED = """
    CREATE OR REPLACE VIEW payouts_owed AS
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
       AND NOT EXISTS (SELECT FROM payouts_givenup g
                        WHERE g.run_id = a.run_id AND g.claim_id = a.claim_id)
"""
OWED_BACK = """
    CREATE OR REPLACE VIEW payouts_owed AS
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

# An award is given up whole, and only while no payment of it is live; and then never paid.
GIVEN_UP = """
    CREATE FUNCTION payouts_given_up() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        wrong bigint;
    BEGIN
        SELECT g.claim_id INTO wrong
          FROM added g
          LEFT JOIN payouts_award a ON a.run_id = g.run_id AND a.claim_id = g.claim_id
          LEFT JOIN payouts_run r ON r.id = g.run_id
          LEFT JOIN payouts_payment p ON p.claim_id = g.claim_id
                                     AND p.distribution = r.distribution
                                     AND p.status NOT IN ('returned', 'void')
         WHERE a.cents IS DISTINCT FROM g.cents OR p.id IS NOT NULL
         LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'the award of claim % is not given up as it was computed, or is being paid',
                  wrong USING ERRCODE = 'check_violation', CONSTRAINT = 'givenup_is_an_unpaid_award';
        END IF;
        RETURN NULL;
    END $$;

    CREATE TRIGGER given_up AFTER INSERT ON payouts_givenup
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION payouts_given_up();

    CREATE FUNCTION payouts_not_given_up() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        wrong text;
    BEGIN
        SELECT p.ref INTO wrong
          FROM added p JOIN payouts_givenup g ON g.run_id = p.run_id AND g.claim_id = p.claim_id
         LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'payment % would pay an award that was given up', wrong
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_not_given_up';
        END IF;
        RETURN NULL;
    END $$;

    CREATE TRIGGER not_given_up AFTER INSERT ON payouts_payment
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION payouts_not_given_up();
"""
GIVEN_UP_BACK = """
    DROP TRIGGER not_given_up ON payouts_payment;
    DROP FUNCTION payouts_not_given_up();
    DROP TRIGGER given_up ON payouts_givenup;
    DROP FUNCTION payouts_given_up();
"""

# At COMMIT, for a disposal and its portions are written one after the other.
DISPOSAL_IS_ITS_PORTIONS = """
    CREATE FUNCTION payouts_disposal_is_its_portions() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT coalesce(sum(cents), 0) FROM payouts_portion WHERE disposal_id = NEW.id)
           IS DISTINCT FROM NEW.cents THEN
            RAISE EXCEPTION 'disposal % is not its portions', NEW.number
                  USING ERRCODE = 'check_violation', CONSTRAINT = 'disposal_is_its_portions';
        END IF;
        RETURN NULL;
    END $$;

    CREATE CONSTRAINT TRIGGER disposal_is_its_portions AFTER INSERT OR UPDATE ON payouts_disposal
        DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION payouts_disposal_is_its_portions();
"""
DISPOSAL_IS_ITS_PORTIONS_BACK = """
    DROP TRIGGER disposal_is_its_portions ON payouts_disposal;
    DROP FUNCTION payouts_disposal_is_its_portions();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0005_allowances"),
        ("payouts", "0008_audit_pack"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("settlement", "0007_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Disposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.IntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("returned", "Came back, given up to the residual"),
                            ("fallen", "Cannot be paid as awarded, given up to the residual"),
                            ("cy_pres", "Cy pres"),
                            ("escheat", "Escheat"),
                            ("revert", "Reverts to the defendant"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("made", "Made, waits for approval"),
                            ("approved", "Approved"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="made",
                        max_length=12,
                    ),
                ),
                ("order", models.TextField(blank=True)),
                ("cents", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="settlement.settlement"
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("make_disposal", "May make a plan for money that is left"),
                    (
                        "approve_disposal",
                        "May approve a plan for money that is left, made by another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisposalEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("number", models.IntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("returned", "Came back, given up to the residual"),
                            ("fallen", "Cannot be paid as awarded, given up to the residual"),
                            ("cy_pres", "Cy pres"),
                            ("escheat", "Escheat"),
                            ("revert", "Reverts to the defendant"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("made", "Made, waits for approval"),
                            ("approved", "Approved"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="made",
                        max_length=12,
                    ),
                ),
                ("order", models.TextField(blank=True)),
                ("cents", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="payouts.disposal",
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="settlement.settlement",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GivenUp",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id",
                        "claim_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("cents", models.BigIntegerField()),
                ("state", models.CharField(blank=True, max_length=2)),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "disposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given_up",
                        to="payouts.disposal",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="payouts.run",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Portion",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "disposal_id",
                        "place",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("place", models.SmallIntegerField()),
                ("name", models.TextField()),
                ("account", models.CharField(db_collation="C", max_length=80)),
                ("cents", models.BigIntegerField()),
                ("payees", models.BigIntegerField(default=0)),
                ("paid_at", models.DateTimeField(null=True)),
                ("bank_reference", models.CharField(blank=True, max_length=60)),
                (
                    "disposal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portions",
                        to="payouts.disposal",
                    ),
                ),
                (
                    "paid_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.UniqueConstraint(
                fields=("settlement", "number"), name="disposal_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "made")),
                fields=("settlement",),
                name="disposal_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="disposal_maker_is_not_approver",
            ),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "approved"), _negated=True),
                    models.Q(("approved_by__isnull", False), ("approved_at__isnull", False)),
                    _connector="OR",
                ),
                name="disposal_approved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents__gt", 0)), name="disposal_moves_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["returned", "fallen"]), _negated=True),
                    models.Q(("order", ""), _negated=True),
                    _connector="OR",
                ),
                name="disposal_gives_up_by_order",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disposal",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="045c1abfb4b54c6ca8e708567776eb3eece29173",
                    operation="DELETE",
                    pgid="pgtrigger_kept_732c0",
                    table="payouts_disposal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disposal",
            trigger=pgtrigger.compiler.Trigger(
                name="origin",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."settlement_id" IS DISTINCT FROM (NEW."settlement_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."cents" IS DISTINCT FROM (NEW."cents") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="97687e422d8f13487cc96defa75b3826096c7cb8",
                    operation="UPDATE",
                    pgid="pgtrigger_origin_101ff",
                    table="payouts_disposal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disposal",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_disposalevent" ("approved_at", "approved_by_id", "cents", "created_at", "id", "kind", "made_by_id", "number", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "settlement_id", "status") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."cents", NEW."created_at", NEW."id", NEW."kind", NEW."made_by_id", NEW."number", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."settlement_id", NEW."status"); RETURN NULL;',
                    hash="a5a6eb2cb3a7f28b5986b6417d655deed2b5ac7b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_04aa9",
                    table="payouts_disposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disposal",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "payouts_disposalevent" ("approved_at", "approved_by_id", "cents", "created_at", "id", "kind", "made_by_id", "number", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "settlement_id", "status") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."cents", NEW."created_at", NEW."id", NEW."kind", NEW."made_by_id", NEW."number", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."settlement_id", NEW."status"); RETURN NULL;',
                    hash="50b9f45314bebe61618661c1c966727226bd51ab",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_097c3",
                    table="payouts_disposal",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="givenup",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9ecb4a82d9577d68b631369e2360c5e2329fd4c3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_22794",
                    table="payouts_givenup",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="portion",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents__gte", 0)), name="portion_is_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="portion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("bank_reference", ""), ("paid_at__isnull", True), ("paid_by__isnull", True)
                    ),
                    models.Q(
                        ("paid_at__isnull", False),
                        ("paid_by__isnull", False),
                        models.Q(("bank_reference", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="portion_paid_by_the_banks_word",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="portion",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="f7b8f931d051b72b6128ffb15a105bae44efb46c",
                    operation="DELETE",
                    pgid="pgtrigger_kept_be6b2",
                    table="payouts_portion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="portion",
            trigger=pgtrigger.compiler.Trigger(
                name="origin",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."disposal_id" IS DISTINCT FROM (NEW."disposal_id") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."account" IS DISTINCT FROM (NEW."account") OR OLD."cents" IS DISTINCT FROM (NEW."cents") OR OLD."payees" IS DISTINCT FROM (NEW."payees"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="35d1154ba5754e0347385aacb5ba4f2bc16c8d7d",
                    operation="UPDATE",
                    pgid="pgtrigger_origin_26cdb",
                    table="payouts_portion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(CAME_BACK, CAME_BACK_BACK),
        migrations.RunSQL(OWED, OWED_BACK),
        migrations.RunSQL(GIVEN_UP, GIVEN_UP_BACK),
        migrations.RunSQL(DISPOSAL_IS_ITS_PORTIONS, DISPOSAL_IS_ITS_PORTIONS_BACK),
    ]
