"""What merging members needs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("settlement", "0004_supplements")]
    operations: list[migrations.operations.base.Operation] = []
