"""What supplements need."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("settlement", "0003_imports")]
    operations: list[migrations.operations.base.Operation] = []
