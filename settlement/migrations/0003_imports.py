# Generated from the models; written again until the first release.

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("settlement", "0002_roster"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangedMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("member_no", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_no", models.IntegerField()),
                ("end_no", models.IntegerField()),
                ("lines", models.IntegerField()),
                ("rejected", models.IntegerField()),
                ("unusable", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="ImportReject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.SmallIntegerField()),
                ("line", models.BigIntegerField()),
                ("reason", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="MemberAlias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("member_no", models.IntegerField()),
                ("same_as", models.IntegerField()),
                ("rule", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="RosterChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("supplement", "Supplement"),
                            ("merge", "Members merged"),
                            ("split", "A merge undone"),
                        ],
                        max_length=12,
                    ),
                ),
                ("members", models.BigIntegerField(default=0)),
                ("why", models.TextField(blank=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="rosterimport",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="rosterimport",
            name="update_update",
        ),
        migrations.AddField(
            model_name="rosterimport",
            name="added",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="rosterimport",
            name="changed",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="rosterimport",
            name="first_no",
            field=models.IntegerField(default=1),
        ),
        migrations.AddField(
            model_name="rosterimport",
            name="recipe",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AddField(
            model_name="rosterimport",
            name="removed",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="rosterimport",
            name="supplement",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="rosterimportevent",
            name="added",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="rosterimportevent",
            name="changed",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="rosterimportevent",
            name="first_no",
            field=models.IntegerField(default=1),
        ),
        migrations.AddField(
            model_name="rosterimportevent",
            name="recipe",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AddField(
            model_name="rosterimportevent",
            name="removed",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="rosterimportevent",
            name="supplement",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="rosterimport",
            name="status",
            field=models.CharField(
                choices=[
                    ("loading", "Loading"),
                    ("tried", "Tried, not kept"),
                    ("ready", "In use"),
                    ("merged", "Merged into the list in use"),
                    ("replaced", "Replaced by a later list"),
                    ("failed", "Failed"),
                ],
                default="loading",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="rosterimportevent",
            name="status",
            field=models.CharField(
                choices=[
                    ("loading", "Loading"),
                    ("tried", "Tried, not kept"),
                    ("ready", "In use"),
                    ("merged", "Merged into the list in use"),
                    ("replaced", "Replaced by a later list"),
                    ("failed", "Failed"),
                ],
                default="loading",
                max_length=12,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rosterimport",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "settlement_rosterimportevent" ("added", "changed", "error", "files", "finished_at", "first_no", "id", "last_no", "lines", "loaded", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipe", "rejected", "rejects_file", "removed", "settlement_id", "sha256", "started_at", "status", "supplement", "unusable") VALUES (NEW."added", NEW."changed", NEW."error", NEW."files", NEW."finished_at", NEW."first_no", NEW."id", NEW."last_no", NEW."lines", NEW."loaded", NEW."made_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recipe", NEW."rejected", NEW."rejects_file", NEW."removed", NEW."settlement_id", NEW."sha256", NEW."started_at", NEW."status", NEW."supplement", NEW."unusable"); RETURN NULL;',
                    hash="7451dad327e36f6ae78651b50bdafaa042dd9af1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_45d22",
                    table="settlement_rosterimport",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rosterimport",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "settlement_rosterimportevent" ("added", "changed", "error", "files", "finished_at", "first_no", "id", "last_no", "lines", "loaded", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipe", "rejected", "rejects_file", "removed", "settlement_id", "sha256", "started_at", "status", "supplement", "unusable") VALUES (NEW."added", NEW."changed", NEW."error", NEW."files", NEW."finished_at", NEW."first_no", NEW."id", NEW."last_no", NEW."lines", NEW."loaded", NEW."made_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recipe", NEW."rejected", NEW."rejects_file", NEW."removed", NEW."settlement_id", NEW."sha256", NEW."started_at", NEW."status", NEW."supplement", NEW."unusable"); RETURN NULL;',
                    hash="8e1b289ceab73eeb97c7c0f5123b54225d29328a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_422f8",
                    table="settlement_rosterimport",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "merged"), _negated=True),
                    (
                        "loaded",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("added"), "+", models.F("changed")
                            ),
                            "+",
                            models.F("removed"),
                        ),
                    ),
                    _connector="OR",
                ),
                name="import_supplement_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="rosterimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("supplement", True),
                        models.Q(("status__in", ["ready", "replaced"]), _negated=True),
                    ),
                    models.Q(("supplement", False), models.Q(("status", "merged"), _negated=True)),
                    _connector="OR",
                ),
                name="import_supplement_is_merged",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="roster_import",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="batches",
                to="settlement.rosterimport",
            ),
        ),
        migrations.AddField(
            model_name="importreject",
            name="roster_import",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rejects",
                to="settlement.rosterimport",
            ),
        ),
        migrations.AddField(
            model_name="memberalias",
            name="settlement",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="settlement.settlement",
            ),
        ),
        migrations.AddField(
            model_name="rosterchange",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rosterchange",
            name="roster_import",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="settlement.rosterimport"
            ),
        ),
        migrations.AddField(
            model_name="rosterchange",
            name="settlement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="settlement.settlement"
            ),
        ),
        migrations.AddField(
            model_name="memberalias",
            name="change",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="aliases",
                to="settlement.rosterchange",
            ),
        ),
        migrations.AddField(
            model_name="changedmember",
            name="change",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changed_members",
                to="settlement.rosterchange",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.UniqueConstraint(
                fields=("roster_import", "first_no"), name="importbatch_loaded_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="importreject",
            constraint=models.UniqueConstraint(
                fields=("roster_import", "file", "line"), name="importreject_once_per_line"
            ),
        ),
        migrations.AddIndex(
            model_name="rosterchange",
            index=models.Index(fields=["settlement", "id"], name="rosterchange_of_case"),
        ),
        migrations.AddIndex(
            model_name="memberalias",
            index=models.Index(fields=["settlement", "same_as"], name="alias_of_member"),
        ),
        migrations.AddConstraint(
            model_name="memberalias",
            constraint=models.UniqueConstraint(
                fields=("settlement", "member_no"), name="alias_of_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="memberalias",
            constraint=models.CheckConstraint(
                condition=models.Q(("member_no", models.F("same_as")), _negated=True),
                name="alias_of_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="changedmember",
            constraint=models.UniqueConstraint(
                fields=("change", "member_no"), name="changedmember_once"
            ),
        ),
    ]
