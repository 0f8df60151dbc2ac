"""What near misses need: what a search found, and whom a decision took for the member."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_exclusions"), ("settlement", "0003_imports")]
    operations = [
        migrations.CreateModel(
            name="NearMissSearch",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="near_miss_search",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                ("claim_version", models.IntegerField()),
                (
                    "class_list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="settlement.rosterimport",
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="settlement.rosterchange",
                    ),
                ),
                ("opened", models.IntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="NearMiss",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="found",
                        to="claims.nearmisssearch",
                    ),
                ),
                ("member_no", models.IntegerField()),
                ("score", models.FloatField()),
                ("found_by", models.JSONField()),
                ("waterfall", models.JSONField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="nearmiss",
            constraint=models.UniqueConstraint(
                fields=("search", "member_no"), name="nearmiss_once"
            ),
        ),
        migrations.AddField(
            model_name="decision", name="member_no", field=models.IntegerField(null=True)
        ),
        migrations.AddField(
            model_name="decision", name="near_miss", field=models.JSONField(null=True)
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("near_miss__isnull", True),
                    models.Q(
                        ("member_no__isnull", False),
                        ("outcome", "approved"),
                        models.Q(("note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decision_for_a_near_miss_says_why",
            ),
        ),
    ]
