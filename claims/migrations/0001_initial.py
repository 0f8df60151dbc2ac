# Generated from the models; written again until the first release.

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("settlement", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ("number", models.CharField(db_collation="C", max_length=20)),
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
                ("filer", models.CharField(blank=True, max_length=60)),
                ("language", models.CharField(default="en", max_length=5)),
                ("paper", models.BooleanField(default=False)),
                ("postmarked_on", models.DateField(null=True)),
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
                (
                    "settlement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="settlement.settlement",
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("review_claim", "May take, decide and ask for cure"),
                    ("reopen_claim", "May reopen a decided claim"),
                ],
            },
        ),
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
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignment",
                        to="claims.claim",
                    ),
                ),
            ],
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
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="claims.claim",
                    ),
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
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="claims.claim",
                    ),
                ),
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
                (
                    "claim",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.claim",
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
                ("version", models.IntegerField(default=1)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="claims.claim",
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
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="claims.claim",
                    ),
                ),
                (
                    "terms_version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="settlement.termsversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Match",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="match",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                ("claim_version", models.IntegerField()),
                ("received_at", models.DateTimeField()),
                ("payment_key", models.BigIntegerField(null=True)),
                ("finding", models.CharField(max_length=40)),
                ("member_no", models.IntegerField(null=True)),
                ("sure", models.BooleanField()),
                ("compared", models.JSONField()),
                (
                    "class_list",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="settlement.rosterimport",
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
            ],
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("status", "filed")),
                fields=["settlement", "id"],
                name="claim_due",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("status", "in_review")),
                fields=["settlement", "queue", "received_at", "id"],
                name="claim_in_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(fields=("number",), name="claim_number_once"),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "approved")),
                fields=("settlement", "member_no"),
                name="claim_one_approved_per_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "approved"), _negated=True),
                    ("member_no__isnull", False),
                    _connector="OR",
                ),
                name="claim_approved_is_a_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("frozen_at__isnull", True), ("status", "approved"), _connector="OR"
                ),
                name="claim_frozen_stays_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "in_review"), _negated=True),
                    models.Q(("queue", ""), _negated=True),
                    _connector="OR",
                ),
                name="claim_in_review_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["by", "until"], name="assignment_of_reviewer"),
        ),
        migrations.AddConstraint(
            model_name="claimversion",
            constraint=models.UniqueConstraint(
                fields=("claim", "number"), name="claimversion_number_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claimversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="707088b6a909fd82bf1b3300e7bb91fdec2fbede",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b76fd",
                    table="claims_claimversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["claim", "id"], name="decision_of_claim"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome", "approved"),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="decision_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="decision",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d1187b85dd5651bf12ade7a1bfeaeff0264c84e0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c0252",
                    table="claims_decision",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                fields=("settlement", "key"), name="submission_key_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="submission",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="63879f95df4189c8979daf6dc916fcb567b97c2c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f5d9f",
                    table="claims_submission",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["claim", "id"], name="verdict_of_claim"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="verdict",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d94a5039c32a8167e0c2cf8a5caff3d5f2c4b94d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_eeb6b",
                    table="claims_verdict",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(
                condition=models.Q(("sure", True)),
                fields=["settlement", "member_no", "received_at", "claim"],
                name="match_of_member",
            ),
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(
                condition=models.Q(("payment_key__isnull", False)),
                fields=["settlement", "payment_key"],
                name="match_of_destination",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(("sure", False), ("member_no__isnull", False), _connector="OR"),
                name="match_sure_of_a_member",
            ),
        ),
    ]
