"""What near misses need."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_exclusions")]
    operations: list[migrations.operations.base.Operation] = []
