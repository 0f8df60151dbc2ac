# Generated from the models; written again until the first release.

import uuid

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
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
                ("origin", models.CharField(blank=True, max_length=10)),
                ("file_on", models.DateField()),
                ("modifier", models.CharField(blank=True, max_length=1)),
                ("effective_on", models.DateField()),
                ("order", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_sha256", models.CharField(blank=True, max_length=64)),
                ("exported_at", models.DateTimeField(null=True)),
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
                ("account", models.CharField(db_collation="C", max_length=80)),
                ("cents", models.BigIntegerField()),
                ("ref", models.CharField(blank=True, db_collation="C", max_length=80)),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs",
                        to="payouts.entry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NumberLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=40)),
                ("round", models.SmallIntegerField(default=1)),
                ("last", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "name", "round"), name="numberline_once"
                    )
                ],
            },
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
                ("claim_version", models.IntegerField()),
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
                ("trace", models.CharField(db_collation="C", max_length=20)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="payouts.batch",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="claims.claim",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payouts.numberline",
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="settlement.settlement",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
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
                ("reason", models.TextField(blank=True)),
                ("cents", models.BigIntegerField(default=0)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="payouts.run",
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
                ("origin", models.CharField(blank=True, max_length=10)),
                ("file_on", models.DateField()),
                ("modifier", models.CharField(blank=True, max_length=1)),
                ("effective_on", models.DateField()),
                ("order", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_sha256", models.CharField(blank=True, max_length=64)),
                ("exported_at", models.DateTimeField(null=True)),
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
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="claims.claim",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="payouts.run",
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
            name="Share",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id",
                        "measure",
                        "tranche",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("measure", models.IntegerField()),
                ("tranche", models.CharField(db_collation="C", max_length=130)),
                ("points", models.DecimalField(decimal_places=4, max_digits=11)),
                ("cents", models.BigIntegerField()),
                ("extra_until", models.CharField(blank=True, db_collation="C", max_length=20)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="payouts.run",
                    ),
                ),
            ],
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
                ("claim_version", models.IntegerField()),
                ("member_no", models.IntegerField()),
                ("measure", models.IntegerField()),
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
                        to="payouts.run",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(db_collation="C", max_length=80)),
                ("cents", models.BigIntegerField()),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="settlement.settlement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("settlement", "account"), name="balance_of_account"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("account__startswith", "assets:"), ("cents__gte", 0)),
                            models.Q(
                                models.Q(("account__startswith", "assets:"), _negated=True),
                                ("cents__lte", 0),
                            ),
                            _connector="OR",
                        ),
                        name="balance_not_overdrawn",
                    ),
                ],
            },
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
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["open", "frozen"])),
                fields=("settlement",),
                name="run_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "approved")),
                fields=("settlement", "distribution"),
                name="run_one_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "refused"), _negated=True),
                    models.Q(("refusal", ""), _negated=True),
                    _connector="OR",
                ),
                name="run_refused_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="run",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="c39129f702b1b648f9b9e2c4316c637e5a705960",
                    operation="DELETE",
                    pgid="pgtrigger_kept_971db",
                    table="payouts_run",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="run",
            trigger=pgtrigger.compiler.Trigger(
                name="origin",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."settlement_id" IS DISTINCT FROM (NEW."settlement_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."distribution" IS DISTINCT FROM (NEW."distribution") OR OLD."preliminary" IS DISTINCT FROM (NEW."preliminary") OR OLD."terms_version_id" IS DISTINCT FROM (NEW."terms_version_id") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="effb46a36c6066ccc5793b5d7a45c66b37939858",
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
                    condition='WHEN (OLD."status" IN (\'closed\', \'approved\', \'superseded\', \'refused\') AND (OLD."claims" IS DISTINCT FROM (NEW."claims") OR OLD."net_cents" IS DISTINCT FROM (NEW."net_cents") OR OLD."awarded_cents" IS DISTINCT FROM (NEW."awarded_cents") OR OLD."residual_cents" IS DISTINCT FROM (NEW."residual_cents") OR OLD."figures" IS DISTINCT FROM (NEW."figures") OR OLD."snapshot_sha256" IS DISTINCT FROM (NEW."snapshot_sha256")))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="a6c03b3f24bab4349e95195032954499119a72fa",
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
                fields=("claim", "distribution", "attempt"), name="payment_attempt_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(fields=("line", "trace"), name="payment_trace_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."settlement_id" IS DISTINCT FROM (NEW."settlement_id") OR OLD."ref" IS DISTINCT FROM (NEW."ref") OR OLD."run_id" IS DISTINCT FROM (NEW."run_id") OR OLD."claim_id" IS DISTINCT FROM (NEW."claim_id") OR OLD."claim_version" IS DISTINCT FROM (NEW."claim_version") OR OLD."batch_id" IS DISTINCT FROM (NEW."batch_id") OR OLD."distribution" IS DISTINCT FROM (NEW."distribution") OR OLD."attempt" IS DISTINCT FROM (NEW."attempt") OR OLD."amount_cents" IS DISTINCT FROM (NEW."amount_cents") OR OLD."method" IS DISTINCT FROM (NEW."method") OR OLD."line_id" IS DISTINCT FROM (NEW."line_id") OR OLD."trace" IS DISTINCT FROM (NEW."trace") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="4934a4a460983ba5ef335fb70a9de7b57edb52d8",
                    operation="UPDATE",
                    pgid="pgtrigger_frozen_f641d",
                    table="payouts_payment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="3a3ffb24f7fa963e1f53c7117e6545471e51c193",
                    operation="DELETE",
                    pgid="pgtrigger_kept_2398d",
                    table="payouts_payment",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents__gte", 0)), name="measure_is_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), ("cents", 0), _connector="OR"),
                name="measure_refused_gets_nothing",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c8e6f3e4c862248f6fb0e99af2c41aee41cafe7c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0b76f",
                    table="payouts_measure",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="measure",
            trigger=pgtrigger.compiler.Trigger(
                name="only_while_freezing",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF EXISTS (SELECT FROM (SELECT DISTINCT run_id FROM added) touched\n                     LEFT JOIN payouts_run run ON run.id = touched.run_id\n                    WHERE run.status IS DISTINCT FROM 'open') THEN\n            RAISE EXCEPTION 'a run takes rows into % only while it is being frozen', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="5b8b2ba332102f4222d00d8603bfe67f15c9d281",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_only_while_freezing_351e8",
                    referencing="REFERENCING NEW TABLE AS added ",
                    table="payouts_measure",
                    when="AFTER",
                ),
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
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("modifier", ""), _negated=True),
                fields=("origin", "file_on", "modifier"),
                name="batch_modifier_once_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("exported_at__isnull", True),
                    models.Q(("status", "made"), _negated=True),
                    _connector="OR",
                ),
                name="batch_leaves_the_house_approved",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="batch",
            trigger=pgtrigger.compiler.Trigger(
                name="frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."settlement_id" IS DISTINCT FROM (NEW."settlement_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."run_id" IS DISTINCT FROM (NEW."run_id") OR OLD."method" IS DISTINCT FROM (NEW."method") OR OLD."payments_count" IS DISTINCT FROM (NEW."payments_count") OR OLD."total_cents" IS DISTINCT FROM (NEW."total_cents") OR OLD."file_sha256" IS DISTINCT FROM (NEW."file_sha256") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."file_on" IS DISTINCT FROM (NEW."file_on") OR OLD."modifier" IS DISTINCT FROM (NEW."modifier") OR OLD."effective_on" IS DISTINCT FROM (NEW."effective_on") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="a1fc954c743a6f389b18b762c5b236c3930d79b8",
                    operation="UPDATE",
                    pgid="pgtrigger_frozen_53449",
                    table="payouts_batch",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="batch",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "payouts_batchevent" ("approved_at", "approved_by_id", "approved_sha256", "created_at", "effective_on", "exported_at", "file_on", "file_sha256", "id", "made_by_id", "method", "modifier", "number", "order", "origin", "payments_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "run_id", "settlement_id", "status", "total_cents") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."approved_sha256", NEW."created_at", NEW."effective_on", NEW."exported_at", NEW."file_on", NEW."file_sha256", NEW."id", NEW."made_by_id", NEW."method", NEW."modifier", NEW."number", NEW."order", NEW."origin", NEW."payments_count", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."run_id", NEW."settlement_id", NEW."status", NEW."total_cents"); RETURN NULL;',
                    hash="922bd41e0cda0836514612e0ee9f7701b45fde7e",
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
                    func='INSERT INTO "payouts_batchevent" ("approved_at", "approved_by_id", "approved_sha256", "created_at", "effective_on", "exported_at", "file_on", "file_sha256", "id", "made_by_id", "method", "modifier", "number", "order", "origin", "payments_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "run_id", "settlement_id", "status", "total_cents") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."approved_sha256", NEW."created_at", NEW."effective_on", NEW."exported_at", NEW."file_on", NEW."file_sha256", NEW."id", NEW."made_by_id", NEW."method", NEW."modifier", NEW."number", NEW."order", NEW."origin", NEW."payments_count", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."run_id", NEW."settlement_id", NEW."status", NEW."total_cents"); RETURN NULL;',
                    hash="ce4727136c996d8a9901c89b68b61067f6442e6d",
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
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(("cents__gte", 0)), name="share_is_not_negative"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="share",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3f1709753888978d39491ef5928d1372f07eaaa5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2d815",
                    table="payouts_share",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="share",
            trigger=pgtrigger.compiler.Trigger(
                name="only_while_freezing",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF EXISTS (SELECT FROM (SELECT DISTINCT run_id FROM added) touched\n                     LEFT JOIN payouts_run run ON run.id = touched.run_id\n                    WHERE run.status IS DISTINCT FROM 'open') THEN\n            RAISE EXCEPTION 'a run takes rows into % only while it is being frozen', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="8869245ffc7a34f016279ecc101548047eed722a",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_only_while_freezing_3c891",
                    referencing="REFERENCING NEW TABLE AS added ",
                    table="payouts_share",
                    when="AFTER",
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
        pgtrigger.migrations.AddTrigger(
            model_name="snapshot",
            trigger=pgtrigger.compiler.Trigger(
                name="only_while_freezing",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF EXISTS (SELECT FROM (SELECT DISTINCT run_id FROM added) touched\n                     LEFT JOIN payouts_run run ON run.id = touched.run_id\n                    WHERE run.status IS DISTINCT FROM 'open') THEN\n            RAISE EXCEPTION 'a run takes rows into % only while it is being frozen', TG_TABLE_NAME;\n        END IF;\n        RETURN NULL;\n    ",
                    hash="c4422fd7fcb79c80e2b4a505c729f54ae8b843a0",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_only_while_freezing_2d669",
                    referencing="REFERENCING NEW TABLE AS added ",
                    table="payouts_snapshot",
                    when="AFTER",
                ),
            ),
        ),
    ]
