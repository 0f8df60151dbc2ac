# Generated from the models; written again until the first release.

import django.contrib.postgres.fields
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(db_collation="C", max_length=20, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("filed", "Filed"),
                            ("in_review", "In review"),
                            ("deficient", "Something is missing"),
                            ("approved", "Approved"),
                            ("denied", "Denied"),
                            ("withdrawn", "Withdrawn"),
                            ("duplicate", "Filed twice"),
                            ("excluded", "Excluded from the class"),
                        ],
                        default="filed",
                        max_length=12,
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("self", "The claimant"),
                            ("guardian", "Parent or guardian of a minor"),
                        ],
                        default="self",
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=5)),
                ("paper", models.BooleanField(default=False)),
                ("late", models.BooleanField(default=False)),
                ("minor", models.BooleanField(default=False)),
                ("received_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("answers", models.JSONField(default=dict)),
                ("address_state", models.CharField(blank=True, max_length=2)),
                ("payment_method", models.CharField(max_length=20)),
                ("payment_key", models.BigIntegerField(null=True)),
                ("notice_key", models.BigIntegerField(null=True)),
                ("code_key", models.BigIntegerField(null=True)),
                ("email_key", models.BigIntegerField(null=True)),
                ("phone_key", models.BigIntegerField(null=True)),
                (
                    "username_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list
                    ),
                ),
                ("name_key", models.IntegerField(null=True)),
                ("member_no", models.IntegerField(null=True)),
                ("rule", models.CharField(blank=True, max_length=40)),
                ("queue", models.CharField(blank=True, max_length=40)),
                ("verified_at", models.DateTimeField(null=True)),
                ("frozen_at", models.DateTimeField(null=True)),
            ],
            options={
                "permissions": [
                    ("review_claim", "May take, decide and ask for cure"),
                    ("reopen_claim", "May reopen a decided claim"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField(default=1)),
                ("sealed", models.BinaryField()),
                ("content_sha256", models.CharField(max_length=64)),
                ("received_at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("outcome", models.CharField(max_length=12)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("message", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("submission_key", models.UUIDField(default=uuid.uuid4)),
                ("sealed", models.BinaryField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("updated_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField()),
                ("content_sha256", models.CharField(max_length=64)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("claim_version", models.IntegerField()),
                ("rule", models.CharField(max_length=40)),
                ("outcome", models.CharField(max_length=12)),
                ("member_no", models.IntegerField(null=True)),
                ("compared", models.JSONField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
    ]
