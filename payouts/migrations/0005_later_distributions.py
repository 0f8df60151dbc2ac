# Generated from the models: later distributions, and what counts against their claims.

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_keys"),
        ("payouts", "0004_payments"),
        ("settlement", "0007_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Entrant",
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
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entrants",
                        to="payouts.run",
                    ),
                ),
                ("counted", models.JSONField(db_default={}, default=dict)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="run",
            name="origin",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="run",
            name="computed_once",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="run",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="run",
            name="update_update",
        ),
        migrations.AddField(
            model_name="measure",
            name="counted",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="run",
            name="kind",
            field=models.CharField(
                choices=[
                    ("first", "First distribution"),
                    ("late", "Late admission by order"),
                    ("second", "Second distribution"),
                ],
                default="first",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="order",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="run",
            name="reserve_cents",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="runevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("first", "First distribution"),
                    ("late", "Late admission by order"),
                    ("second", "Second distribution"),
                ],
                default="first",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="runevent",
            name="order",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="runevent",
            name="reserve_cents",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="share",
            name="counted",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="share",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "By its points"),
                    ("capped", "Held down by the cap"),
                    ("dropped", "Below the minimum"),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="share",
            name="points",
            field=models.DecimalField(decimal_places=4, max_digits=20),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="run",
            trigger=pgtrigger.compiler.Trigger(
                name="origin",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."settlement_id" IS DISTINCT FROM (NEW."settlement_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."distribution" IS DISTINCT FROM (NEW."distribution") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."preliminary" IS DISTINCT FROM (NEW."preliminary") OR OLD."terms_version_id" IS DISTINCT FROM (NEW."terms_version_id") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="4a4e96b9dffdaffab439527f43630a83c9f2c0d8",
                    operation="UPDATE",
                    pgid="pgtrigger_origin_04378",
                    table="payouts_run",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="run",
            trigger=pgtrigger.compiler.Trigger(
                name="computed_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."status" IN (\'closed\', \'approved\', \'superseded\', \'refused\') AND (OLD."claims" IS DISTINCT FROM (NEW."claims") OR OLD."net_cents" IS DISTINCT FROM (NEW."net_cents") OR OLD."awarded_cents" IS DISTINCT FROM (NEW."awarded_cents") OR OLD."residual_cents" IS DISTINCT FROM (NEW."residual_cents") OR OLD."reserve_cents" IS DISTINCT FROM (NEW."reserve_cents") OR OLD."figures" IS DISTINCT FROM (NEW."figures") OR OLD."snapshot_sha256" IS DISTINCT FROM (NEW."snapshot_sha256")))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="729b3e1d416ccb4871669410a9c3065c4c3c8a06",
                    operation="UPDATE",
                    pgid="pgtrigger_computed_once_f36ec",
                    table="payouts_run",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="run",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_runevent" ("approved_at", "approved_by_id", "awarded_cents", "claims", "closed_at", "created_at", "distribution", "figures", "frozen_at", "id", "job_id", "kind", "made_by_id", "net_cents", "number", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preliminary", "public_id", "refusal", "reserve_cents", "residual_cents", "settlement_id", "snapshot_sha256", "status", "terms_version_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."awarded_cents", NEW."claims", NEW."closed_at", NEW."created_at", NEW."distribution", NEW."figures", NEW."frozen_at", NEW."id", NEW."job_id", NEW."kind", NEW."made_by_id", NEW."net_cents", NEW."number", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."preliminary", NEW."public_id", NEW."refusal", NEW."reserve_cents", NEW."residual_cents", NEW."settlement_id", NEW."snapshot_sha256", NEW."status", NEW."terms_version_id"); RETURN NULL;',
                    hash="0bc18d96077af15ae1948b0adf2bdd407e1752a5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_13644",
                    table="payouts_run",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="run",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "payouts_runevent" ("approved_at", "approved_by_id", "awarded_cents", "claims", "closed_at", "created_at", "distribution", "figures", "frozen_at", "id", "job_id", "kind", "made_by_id", "net_cents", "number", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preliminary", "public_id", "refusal", "reserve_cents", "residual_cents", "settlement_id", "snapshot_sha256", "status", "terms_version_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."awarded_cents", NEW."claims", NEW."closed_at", NEW."created_at", NEW."distribution", NEW."figures", NEW."frozen_at", NEW."id", NEW."job_id", NEW."kind", NEW."made_by_id", NEW."net_cents", NEW."number", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."preliminary", NEW."public_id", NEW."refusal", NEW."reserve_cents", NEW."residual_cents", NEW."settlement_id", NEW."snapshot_sha256", NEW."status", NEW."terms_version_id"); RETURN NULL;',
                    hash="22d0641975fa613744695efe8afc6a32e33f129c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_22d4a",
                    table="payouts_run",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("distribution", 1), ("kind", "first")),
                    models.Q(("distribution__gt", 1), ("kind__in", ["late", "second"])),
                    _connector="OR",
                ),
                name="run_first_is_distribution_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "late"), _negated=True),
                    models.Q(("order", ""), _negated=True),
                    _connector="OR",
                ),
                name="run_late_by_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reserve_cents__gte", 0),
                    models.Q(
                        models.Q(("status__in", ["closed", "approved"]), _negated=True),
                        ("reserve_cents__lte", models.F("residual_cents")),
                        _connector="OR",
                    ),
                ),
                name="run_reserve_is_of_the_residual",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(("counted__gte", 0)), name="share_counted_is_not_negative"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entrant",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d8a74036705dd17fefa19a160a87fee11c84c7c7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_27a3d",
                    table="payouts_entrant",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entrant",
            trigger=pgtrigger.compiler.Trigger(
                name="only_while_freezing",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF EXISTS (SELECT FROM (SELECT DISTINCT run_id FROM added) touched\n                     LEFT JOIN payouts_run run ON run.id = touched.run_id\n                    WHERE run.status IS DISTINCT FROM 'open') THEN\n            RAISE EXCEPTION 'a run takes rows into % only while it is being frozen', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="7c214dcff1a8e0ef95abca48e4d5d4b32972bfb6",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_only_while_freezing_1df1b",
                    referencing="REFERENCING NEW TABLE AS added ",
                    table="payouts_entrant",
                    when="AFTER",
                ),
            ),
        ),
    ]
