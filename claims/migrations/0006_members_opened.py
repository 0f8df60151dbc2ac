"""Searches for near misses keep whom they opened, so that a change of the list touches few."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_allowances")]

    operations = [
        # What was found is found again within minutes: every claim is due that has no search.
        migrations.RunSQL(
            "TRUNCATE claims_nearmiss, claims_nearmisssearch", migrations.RunSQL.noop
        ),
        migrations.RemoveField(model_name="nearmisssearch", name="opened"),
        migrations.AddField(
            model_name="nearmisssearch",
            name="opened",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(), default=list, size=None
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(
            migrations.RunSQL.noop, "TRUNCATE claims_nearmiss, claims_nearmisssearch"
        ),
    ]
