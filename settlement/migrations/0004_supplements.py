"""What supplements need."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0003_imports")]

    operations = [
        migrations.CreateModel(
            name="ChangedKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BigIntegerField()),
                (
                    "change",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changed_keys",
                        to="settlement.rosterchange",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key", "change"), name="changedkey_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DetailPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("member_no", models.IntegerField()),
                ("place_no", models.IntegerField()),
                ("columns", models.IntegerField()),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("settlement", "member_no", "place_no"), name="detailplace_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place_no__gt", models.F("member_no"))),
                        name="detailplace_follows",
                    ),
                ],
            },
        ),
    ]
