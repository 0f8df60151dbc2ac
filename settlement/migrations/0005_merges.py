"""What finding members who share identifiers, and merging them, needs."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("settlement", "0004_supplements"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptApart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("low_no", models.IntegerField()),
                ("high_no", models.IntegerField()),
                ("why", models.TextField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="MergeCandidate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=40)),
                ("same_as", models.IntegerField()),
                ("member_no", models.IntegerField()),
                (
                    "held",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("flags", "The list says of another what it does not say of who stays"),
                            ("apart", "Somebody kept them apart"),
                        ],
                        max_length=8,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SharedCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=40)),
                ("groups", models.BigIntegerField()),
                ("members", models.BigIntegerField()),
                ("largest", models.BigIntegerField()),
                ("held", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="SharingSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.AlterModelOptions(
            name="memberalias",
            options={
                "permissions": [
                    ("merge_members", "May merge members of the class list and undo it")
                ]
            },
        ),
        migrations.RemoveConstraint(
            model_name="memberalias",
            name="alias_of_another",
        ),
        migrations.AddField(
            model_name="memberalias",
            name="merged_into",
            field=models.IntegerField(default=None),
            preserve_default=False,
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="memberalias",
            trigger=pgtrigger.compiler.Trigger(
                name="no_chain_made",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    PERFORM pg_advisory_xact_lock(hashtextextended('class list of case ' || settlement_id, 0))\n       FROM (SELECT DISTINCT settlement_id FROM made ORDER BY settlement_id) AS of_case;\n    IF EXISTS (SELECT FROM made JOIN settlement_memberalias other\n                 ON other.settlement_id = made.settlement_id AND other.member_no = made.same_as)\n    OR EXISTS (SELECT FROM made JOIN settlement_memberalias other\n                 ON other.settlement_id = made.settlement_id AND other.same_as = made.member_no)\n    THEN\n        RAISE EXCEPTION 'who stays is never merged into another one'\n              USING ERRCODE = 'check_violation', CONSTRAINT = 'alias_of_who_stays';\n    END IF;\n    RETURN NULL;\n",
                    hash="7f074c7d06bb7dbbb1b9bb613d86630f8ed42cfa",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_no_chain_made_850b1",
                    referencing="REFERENCING NEW TABLE AS made ",
                    table="settlement_memberalias",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="memberalias",
            trigger=pgtrigger.compiler.Trigger(
                name="no_chain_changed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    PERFORM pg_advisory_xact_lock(hashtextextended('class list of case ' || settlement_id, 0))\n       FROM (SELECT DISTINCT settlement_id FROM made ORDER BY settlement_id) AS of_case;\n    IF EXISTS (SELECT FROM made JOIN settlement_memberalias other\n                 ON other.settlement_id = made.settlement_id AND other.member_no = made.same_as)\n    OR EXISTS (SELECT FROM made JOIN settlement_memberalias other\n                 ON other.settlement_id = made.settlement_id AND other.same_as = made.member_no)\n    THEN\n        RAISE EXCEPTION 'who stays is never merged into another one'\n              USING ERRCODE = 'check_violation', CONSTRAINT = 'alias_of_who_stays';\n    END IF;\n    RETURN NULL;\n",
                    hash="426b9c9097412a36c26011d60823f5af7f740a00",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_no_chain_changed_214ca",
                    referencing="REFERENCING NEW TABLE AS made ",
                    table="settlement_memberalias",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="memberalias",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__lt", models.F("member_no")),
                    ("same_as__lte", models.F("merged_into")),
                ),
                name="alias_smallest_stays",
            ),
        ),
        migrations.AddField(
            model_name="keptapart",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="keptapart",
            name="settlement",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="settlement.settlement",
            ),
        ),
        migrations.AddField(
            model_name="sharingsearch",
            name="change",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="settlement.rosterchange"
            ),
        ),
        migrations.AddField(
            model_name="sharingsearch",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sharingsearch",
            name="roster_import",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="settlement.rosterimport",
            ),
        ),
        migrations.AddField(
            model_name="sharingsearch",
            name="settlement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="settlement.settlement"
            ),
        ),
        migrations.AddField(
            model_name="sharedcount",
            name="search",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="counts",
                to="settlement.sharingsearch",
            ),
        ),
        migrations.AddField(
            model_name="mergecandidate",
            name="search",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="candidates",
                to="settlement.sharingsearch",
            ),
        ),
        migrations.AddConstraint(
            model_name="keptapart",
            constraint=models.UniqueConstraint(
                fields=("settlement", "low_no", "high_no"), name="keptapart_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="keptapart",
            constraint=models.CheckConstraint(
                condition=models.Q(("low_no__lt", models.F("high_no"))), name="keptapart_in_order"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sharingsearch",
            trigger=pgtrigger.compiler.Trigger(
                name="not_edited",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="e0883915728adfd93b9aa3188d2dd269b59e9630",
                    operation="UPDATE",
                    pgid="pgtrigger_not_edited_9970b",
                    table="settlement_sharingsearch",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedcount",
            constraint=models.UniqueConstraint(fields=("search", "what"), name="sharedcount_once"),
        ),
        migrations.AddConstraint(
            model_name="mergecandidate",
            constraint=models.UniqueConstraint(
                fields=("search", "rule", "same_as", "member_no"), name="mergecandidate_once"
            ),
        ),
    ]
