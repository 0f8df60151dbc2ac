"""Counting what people of the staff read, and a key of the class list's own."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0005_merges")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind__in", ("roster.read", "roster.probed"))),
                fields=["actor", "kind", "at"],
                include=["ref"],
                name="event_of_a_reader",
            ),
        ),
        migrations.AlterModelOptions(
            name="casekey",
            options={
                "permissions": [
                    ("export_notices", "May export the class list for the notice vendor"),
                    ("rekey_roster", "May put the class list under a new key"),
                    (
                        "destroy_case",
                        "May destroy a case's keys and class list, by order of the court",
                    ),
                ]
            },
        ),
        migrations.RemoveConstraint(model_name="casekey", name="casekey_version_once"),
        migrations.RemoveConstraint(model_name="casekey", name="casekey_one_live_per_case"),
        migrations.AddField(
            model_name="casekey",
            name="scope",
            field=models.CharField(
                choices=[
                    ("case", "The case: claims, letters, payment files"),
                    ("roster", "The class list"),
                ],
                default="case",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="casekey", name="in_use", field=models.BooleanField(default=True)
        ),
        migrations.AddConstraint(
            model_name="casekey",
            constraint=models.UniqueConstraint(
                fields=("settlement", "scope", "version"), name="casekey_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="casekey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("destroyed_at", None), ("in_use", True)),
                fields=("settlement", "scope"),
                name="casekey_one_in_use",
            ),
        ),
        migrations.AddField(
            model_name="rosterimport", name="key_version", field=models.IntegerField(default=1)
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
            model_name="rosterimportevent",
            name="key_version",
            field=models.IntegerField(default=1),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rosterimport",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "settlement_rosterimportevent" ("added", "changed", "error", "files", "finished_at", "first_no", "id", "key_version", "last_no", "lines", "loaded", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipe", "rejected", "rejects_file", "removed", "settlement_id", "sha256", "started_at", "status", "supplement", "unusable") VALUES (NEW."added", NEW."changed", NEW."error", NEW."files", NEW."finished_at", NEW."first_no", NEW."id", NEW."key_version", NEW."last_no", NEW."lines", NEW."loaded", NEW."made_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."recipe", NEW."rejected", NEW."rejects_file", NEW."removed", NEW."settlement_id", NEW."sha256", NEW."started_at", NEW."status", NEW."supplement", NEW."unusable"); RETURN NULL;',
                    hash="4c52a1b9dd80462a37212b8027bccee001a772e2",
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
                    func='INSERT INTO "settlement_rosterimportevent" ("added", "changed", "error", "files", "finished_at", "first_no", "id", "key_version", "last_no", "lines", "loaded", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipe", "rejected", "rejects_file", "removed", "settlement_id", "sha256", "started_at", "status", "supplement", "unusable") VALUES (NEW."added", NEW."changed", NEW."error", NEW."files", NEW."finished_at", NEW."first_no", NEW."id", NEW."key_version", NEW."last_no", NEW."lines", NEW."loaded", NEW."made_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recipe", NEW."rejected", NEW."rejects_file", NEW."removed", NEW."settlement_id", NEW."sha256", NEW."started_at", NEW."status", NEW."supplement", NEW."unusable"); RETURN NULL;',
                    hash="f19d6a274b7916b45434e87e1c50577d895bdc6b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_422f8",
                    table="settlement_rosterimport",
                    when="AFTER",
                ),
            ),
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
                    ("destroyed", "Destroyed by order of the court"),
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
                    ("destroyed", "Destroyed by order of the court"),
                ],
                default="loading",
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Rekeying",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.IntegerField()),
                ("last_change", models.BigIntegerField(null=True)),
                ("why", models.TextField()),
                (
                    "started_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("switched_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "roster_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="settlement.rosterimport",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("settlement", "version"), name="rekeying_version_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at", None)),
                        fields=("settlement",),
                        name="rekeying_one_under_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at", None), ("switched_at__isnull", False), _connector="OR"
                        ),
                        name="rekeying_switched_before_finished",
                    ),
                ],
            },
        ),
    ]
