# Generated from the models; written again until the first release.

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("claims", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("settlement", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.IntegerField()),
                ("method", models.CharField(max_length=20)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("made", "Made, waits for approval"),
                            ("approved", "Approved"),
                            ("released", "Released to the bank"),
                            ("sent", "Taken by the bank"),
                            ("settled", "Settled"),
                            ("void", "Void"),
                        ],
                        default="made",
                        max_length=12,
                    ),
                ),
                ("payments_count", models.IntegerField()),
                ("total_cents", models.BigIntegerField()),
                ("file_sha256", models.CharField(max_length=64)),
                ("modifier", models.CharField(max_length=1)),
                ("effective_on", models.DateField()),
                ("order", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_sha256", models.CharField(blank=True, max_length=64)),
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
                    ("make_batch", "May make a batch"),
                    ("approve_batch", "May approve a batch that another made"),
                    ("download_batch", "May download an approved batch's file"),
                    ("confirm_funding", "May record that the bank confirmed funding"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("sealed", models.BinaryField()),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("payments_count", models.IntegerField()),
                ("total_cents", models.BigIntegerField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="file",
                        to="payouts.batch",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("txn", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("kind", models.CharField(max_length=30)),
                ("ref", models.CharField(db_collation="C", max_length=80)),
                ("memo", models.TextField(blank=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
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
        ),
        migrations.CreateModel(
            name="Leg",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(db_collation="C", max_length=60)),
                ("cents", models.BigIntegerField()),
                ("ref", models.CharField(blank=True, db_collation="C", max_length=80)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs",
                        to="payouts.entry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.IntegerField()),
                ("distribution", models.SmallIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Being frozen"),
                            ("frozen", "Being computed"),
                            ("closed", "Computed, waits for approval"),
                            ("approved", "Approved"),
                            ("superseded", "Superseded"),
                            ("refused", "Refused"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("preliminary", models.BooleanField()),
                ("claims", models.BigIntegerField(null=True)),
                ("net_cents", models.BigIntegerField(null=True)),
                ("awarded_cents", models.BigIntegerField(null=True)),
                ("residual_cents", models.BigIntegerField(null=True)),
                ("figures", models.JSONField(default=dict)),
                ("snapshot_sha256", models.CharField(blank=True, max_length=64)),
                ("refusal", models.TextField(blank=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("frozen_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
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
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="settlement.job",
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
                (
                    "terms_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="settlement.termsversion"
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("make_run", "May make a run"),
                    ("approve_run", "May approve a run that another made"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.CharField(db_collation="C", max_length=15, unique=True)),
                ("distribution", models.SmallIntegerField(default=1)),
                ("attempt", models.SmallIntegerField(default=1)),
                ("amount_cents", models.BigIntegerField()),
                ("method", models.CharField(max_length=20)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ready", "Ready"),
                            ("sent", "Sent to the bank"),
                            ("cleared", "Cleared"),
                            ("returned", "Returned"),
                            ("void", "Void"),
                        ],
                        default="ready",
                        max_length=12,
                    ),
                ),
                ("sealed", models.BinaryField(null=True)),
                ("trace", models.CharField(blank=True, db_collation="C", max_length=20)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="payouts.batch",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="claims.claim",
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="settlement.settlement"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="payouts.run",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.IntegerField()),
                ("answers", models.JSONField()),
                ("claims", models.BigIntegerField()),
                ("points", models.DecimalField(decimal_places=4, max_digits=11, null=True)),
                ("reason", models.TextField(blank=True)),
                ("cents", models.BigIntegerField(default=0)),
                ("extra_until", models.CharField(blank=True, db_collation="C", max_length=20)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="payouts.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BatchEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("number", models.IntegerField()),
                ("method", models.CharField(max_length=20)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("made", "Made, waits for approval"),
                            ("approved", "Approved"),
                            ("released", "Released to the bank"),
                            ("sent", "Taken by the bank"),
                            ("settled", "Settled"),
                            ("void", "Void"),
                        ],
                        default="made",
                        max_length=12,
                    ),
                ),
                ("payments_count", models.IntegerField()),
                ("total_cents", models.BigIntegerField()),
                ("file_sha256", models.CharField(max_length=64)),
                ("modifier", models.CharField(max_length=1)),
                ("effective_on", models.DateField()),
                ("order", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_sha256", models.CharField(blank=True, max_length=64)),
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
                        to="payouts.batch",
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
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="payouts.run",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="batch",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="batches",
                to="payouts.run",
            ),
        ),
        migrations.CreateModel(
            name="Award",
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
                ("measure", models.IntegerField()),
                ("cents", models.BigIntegerField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="claims.claim",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="payouts.run"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RunEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("number", models.IntegerField()),
                ("distribution", models.SmallIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Being frozen"),
                            ("frozen", "Being computed"),
                            ("closed", "Computed, waits for approval"),
                            ("approved", "Approved"),
                            ("superseded", "Superseded"),
                            ("refused", "Refused"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("preliminary", models.BooleanField()),
                ("claims", models.BigIntegerField(null=True)),
                ("net_cents", models.BigIntegerField(null=True)),
                ("awarded_cents", models.BigIntegerField(null=True)),
                ("residual_cents", models.BigIntegerField(null=True)),
                ("figures", models.JSONField(default=dict)),
                ("snapshot_sha256", models.CharField(blank=True, max_length=64)),
                ("refusal", models.TextField(blank=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("frozen_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
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
                    "job",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="settlement.job",
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
                        to="payouts.run",
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
                (
                    "terms_version",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="settlement.termsversion",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
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
                ("claim_number", models.CharField(db_collation="C", max_length=20)),
                ("measure", models.IntegerField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="payouts.run"
                    ),
                ),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankfile",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c9f3ef3eff7f1fb878a746c9f6ec024320a6819f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_43a3a",
                    table="payouts_bankfile",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                fields=("settlement", "kind", "ref"), name="entry_posted_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="45064a7d0659cd216fe90750f74c183e7c29d535",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ba446",
                    table="payouts_entry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="leg",
            index=models.Index(fields=["account", "entry"], name="leg_of_account"),
        ),
        migrations.AddConstraint(
            model_name="leg",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents", 0), _negated=True), name="leg_moves_something"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leg",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d1fa9f9341d9713d832a68d1cec06ce33a90ee76",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_bad1b",
                    table="payouts_leg",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                fields=("settlement", "number"), name="run_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="run_maker_is_not_approver",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "approved"), _negated=True),
                    models.Q(("approved_by__isnull", False), ("approved_at__isnull", False)),
                    _connector="OR",
                ),
                name="run_approved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["closed", "approved"]), _negated=True),
                    models.Q(
                        ("awarded_cents__isnull", False),
                        ("residual_cents__isnull", False),
                        ("net_cents__isnull", False),
                        (
                            "net_cents",
                            django.db.models.expressions.CombinedExpression(
                                models.F("awarded_cents"), "+", models.F("residual_cents")
                            ),
                        ),
                        ("residual_cents__gte", 0),
                    ),
                    _connector="OR",
                ),
                name="run_creates_no_cent_and_loses_none",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="run",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_runevent" ("approved_at", "approved_by_id", "awarded_cents", "claims", "closed_at", "created_at", "distribution", "figures", "frozen_at", "id", "job_id", "made_by_id", "net_cents", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preliminary", "public_id", "refusal", "residual_cents", "settlement_id", "snapshot_sha256", "status", "terms_version_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."awarded_cents", NEW."claims", NEW."closed_at", NEW."created_at", NEW."distribution", NEW."figures", NEW."frozen_at", NEW."id", NEW."job_id", NEW."made_by_id", NEW."net_cents", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."preliminary", NEW."public_id", NEW."refusal", NEW."residual_cents", NEW."settlement_id", NEW."snapshot_sha256", NEW."status", NEW."terms_version_id"); RETURN NULL;',
                    hash="3c83e437e730734f149b43df9cc55d239c9bf5ad",
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
                    func='INSERT INTO "payouts_runevent" ("approved_at", "approved_by_id", "awarded_cents", "claims", "closed_at", "created_at", "distribution", "figures", "frozen_at", "id", "job_id", "made_by_id", "net_cents", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "preliminary", "public_id", "refusal", "residual_cents", "settlement_id", "snapshot_sha256", "status", "terms_version_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."awarded_cents", NEW."claims", NEW."closed_at", NEW."created_at", NEW."distribution", NEW."figures", NEW."frozen_at", NEW."id", NEW."job_id", NEW."made_by_id", NEW."net_cents", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."preliminary", NEW."public_id", NEW."refusal", NEW."residual_cents", NEW."settlement_id", NEW."snapshot_sha256", NEW."status", NEW."terms_version_id"); RETURN NULL;',
                    hash="323c691fd61d1d6aea01fd846e59da40f576c257",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_22d4a",
                    table="payouts_run",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_cents__gt", 0)), name="payment_pays_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["returned", "void"]), _negated=True),
                fields=("claim", "distribution"),
                name="payment_one_live_per_award",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("trace", ""), _negated=True),
                fields=("method", "trace"),
                name="payment_trace_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                fields=("settlement", "number"), name="batch_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="batch_maker_is_not_approver",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["made", "void"]),
                    models.Q(
                        ("approved_by__isnull", False),
                        ("approved_at__isnull", False),
                        ("approved_sha256", models.F("file_sha256")),
                    ),
                    _connector="OR",
                ),
                name="batch_approved_by_the_hash_of_its_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("total_cents__gt", 0)), name="batch_pays_something"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="batch",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_batchevent" ("approved_at", "approved_by_id", "approved_sha256", "created_at", "effective_on", "file_sha256", "id", "made_by_id", "method", "modifier", "number", "order", "payments_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "run_id", "settlement_id", "status", "total_cents") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."approved_sha256", NEW."created_at", NEW."effective_on", NEW."file_sha256", NEW."id", NEW."made_by_id", NEW."method", NEW."modifier", NEW."number", NEW."order", NEW."payments_count", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."run_id", NEW."settlement_id", NEW."status", NEW."total_cents"); RETURN NULL;',
                    hash="66b7d9f38e728c6f4281abaa0ee1cd55f8d5936d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8598f",
                    table="payouts_batch",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="batch",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "payouts_batchevent" ("approved_at", "approved_by_id", "approved_sha256", "created_at", "effective_on", "file_sha256", "id", "made_by_id", "method", "modifier", "number", "order", "payments_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "run_id", "settlement_id", "status", "total_cents") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."approved_sha256", NEW."created_at", NEW."effective_on", NEW."file_sha256", NEW."id", NEW."made_by_id", NEW."method", NEW."modifier", NEW."number", NEW."order", NEW."payments_count", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."run_id", NEW."settlement_id", NEW."status", NEW."total_cents"); RETURN NULL;',
                    hash="c9a20230c32ed5b666ea134c0b7523ac9f30704a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_cb04d",
                    table="payouts_batch",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents__gte", 0)), name="award_is_not_negative"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="award",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b62a9527a3bbefe74b3349e2ea984e274f43c222",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_bf467",
                    table="payouts_award",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="snapshot",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3dc22e746cc1e78a9e6574a88e581696d0a02fd7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cf8ae",
                    table="payouts_snapshot",
                    when="BEFORE",
                ),
            ),
        ),
    ]
