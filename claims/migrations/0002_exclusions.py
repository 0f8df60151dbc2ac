"""What exclusions need, and what verification reads: contradicting answers, narrower look-ups."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("settlement", "0003_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("in_force", "In force"), ("reversed", "Reversed")],
                        default="in_force",
                        max_length=12,
                    ),
                ),
                ("ref_key", models.BigIntegerField()),
                ("member_no", models.IntegerField(null=True)),
                ("received_on", models.DateField()),
                ("batch", models.CharField(blank=True, max_length=120)),
                ("counsel", models.CharField(blank=True, max_length=200)),
                ("sealed", models.BinaryField()),
                ("order", models.TextField(blank=True)),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "permissions": [("record_exclusion", "May record exclusions and their reversal")],
            },
        ),
        migrations.CreateModel(
            name="ExclusionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[("in_force", "In force"), ("reversed", "Reversed")],
                        default="in_force",
                        max_length=12,
                    ),
                ),
                ("ref_key", models.BigIntegerField()),
                ("member_no", models.IntegerField(null=True)),
                ("received_on", models.DateField()),
                ("batch", models.CharField(blank=True, max_length=120)),
                ("counsel", models.CharField(blank=True, max_length=200)),
                ("order", models.TextField(blank=True)),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveIndex(
            model_name="match",
            name="match_of_member",
        ),
        migrations.RemoveIndex(
            model_name="match",
            name="match_of_destination",
        ),
        migrations.AddField(
            model_name="match",
            name="contradicts",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("rule", "answer_contradicts_list")),
                fields=["settlement", "id"],
                name="claim_contradicting",
            ),
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(
                condition=models.Q(("sure", True)),
                fields=["member_no", "settlement", "received_at", "claim"],
                name="match_of_member",
            ),
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(
                condition=models.Q(("payment_key__isnull", False)),
                fields=["payment_key", "settlement"],
                name="match_of_destination",
            ),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="settlement",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="settlement.settlement",
            ),
        ),
        migrations.AddField(
            model_name="exclusionevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="exclusionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="claims.exclusion",
            ),
        ),
        migrations.AddField(
            model_name="exclusionevent",
            name="recorded_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="exclusionevent",
            name="settlement",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="settlement.settlement",
            ),
        ),
        migrations.AddIndex(
            model_name="exclusion",
            index=models.Index(
                condition=models.Q(("status", "in_force")),
                fields=["settlement", "member_no"],
                name="exclusion_of_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "in_force")),
                fields=("settlement", "ref_key"),
                name="exclusion_one_in_force_per_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("order", ""), ("status", "in_force")),
                    models.Q(("status", "reversed"), models.Q(("order", ""), _negated=True)),
                    _connector="OR",
                ),
                name="exclusion_reversed_by_an_order",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exclusion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "claims_exclusionevent" ("batch", "counsel", "id", "member_no", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "received_on", "recorded_at", "recorded_by_id", "ref_key", "settlement_id", "status") VALUES (NEW."batch", NEW."counsel", NEW."id", NEW."member_no", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."received_on", NEW."recorded_at", NEW."recorded_by_id", NEW."ref_key", NEW."settlement_id", NEW."status"); RETURN NULL;',
                    hash="f5a968bdd3e6336c66bfbc05796bc0e058bd2c3f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0d689",
                    table="claims_exclusion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="exclusion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."batch" IS DISTINCT FROM (NEW."batch") OR OLD."counsel" IS DISTINCT FROM (NEW."counsel") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."member_no" IS DISTINCT FROM (NEW."member_no") OR OLD."order" IS DISTINCT FROM (NEW."order") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id") OR OLD."ref_key" IS DISTINCT FROM (NEW."ref_key") OR OLD."settlement_id" IS DISTINCT FROM (NEW."settlement_id") OR OLD."status" IS DISTINCT FROM (NEW."status"))',
                    func='INSERT INTO "claims_exclusionevent" ("batch", "counsel", "id", "member_no", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "received_on", "recorded_at", "recorded_by_id", "ref_key", "settlement_id", "status") VALUES (NEW."batch", NEW."counsel", NEW."id", NEW."member_no", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."received_on", NEW."recorded_at", NEW."recorded_by_id", NEW."ref_key", NEW."settlement_id", NEW."status"); RETURN NULL;',
                    hash="2753b814181c76aa716f46336ff1e0e047ddedff",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_485fc",
                    table="claims_exclusion",
                    when="AFTER",
                ),
            ),
        ),
    ]
