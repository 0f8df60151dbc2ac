# Generated from the models; written again until the first release.

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("claims", "0001_initial"),
    ]

    operations = [
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
            ],
        ),
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
            ],
            options={
                "abstract": False,
            },
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
            ],
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
            ],
            options={
                "permissions": [
                    ("make_run", "May make a run"),
                    ("approve_run", "May approve a run that another made"),
                ],
            },
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
            ],
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
            ],
        ),
    ]
