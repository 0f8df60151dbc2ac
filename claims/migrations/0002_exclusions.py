"""What exclusions need."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]
    operations: list[migrations.operations.base.Operation] = []
