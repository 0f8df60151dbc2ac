"""Which version of the class list's key a claim's keys were made under."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_nearmisses"), ("settlement", "0006_keys")]

    operations = [
        migrations.AddField(
            model_name="claim",
            name="key_version",
            field=models.SmallIntegerField(default=1),
        ),
    ]
