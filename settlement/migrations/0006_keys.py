"""What the list's own key needs."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("settlement", "0005_merges")]
    operations: list[migrations.operations.base.Operation] = []
