"""What a person allowed of the amounts that claims state: each decision, and what stands."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("claim_version", models.IntegerField()),
                ("question", models.CharField(max_length=64)),
                ("claimed", models.BigIntegerField()),
                ("allowed", models.BigIntegerField()),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("message", models.TextField(blank=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.AddField(
            model_name="claim",
            name="allowed",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.AddField(
            model_name="claim",
            name="allowed_version",
            field=models.IntegerField(db_default=0, default=0),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="claim",
            trigger=pgtrigger.compiler.Trigger(
                name="allowed_before_approval",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."status" = \'approved\' AND OLD."allowed" IS DISTINCT FROM (NEW."allowed") AND OLD."status" = \'approved\')',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update of \"allowed\" rows from % table', TG_TABLE_NAME;",
                    hash="99980dd6076ca693b7f44f5139a11365f40f6800",
                    operation='UPDATE OF "allowed"',
                    pgid="pgtrigger_allowed_before_approval_c9067",
                    table="claims_claim",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="allowance",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="allowance",
            name="claim",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="allowances",
                to="claims.claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="allowance",
            constraint=models.UniqueConstraint(
                fields=("claim", "number"), name="allowance_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="allowance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("allowed__gte", 0), ("allowed__lte", models.F("claimed")), ("claimed__gt", 0)
                ),
                name="allowance_is_part_of_what_is_claimed",
            ),
        ),
        migrations.AddConstraint(
            model_name="allowance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("allowed", models.F("claimed")),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="allowance_less_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="allowance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", "other"), _negated=True),
                    models.Q(("message", ""), _negated=True),
                    _connector="OR",
                ),
                name="allowance_other_says_what",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="allowance",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d4fa7f298ef31a54a3f2211401cc63f08375e44e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_39295",
                    table="claims_allowance",
                    when="BEFORE",
                ),
            ),
        ),
    ]
