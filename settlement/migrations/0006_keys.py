"""What reading the list within limits, and the list's own key, need."""

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
    ]
