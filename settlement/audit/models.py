"""What happened. A line here is never changed and never removed."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One thing that happened: a change of status, a decision, a reading of sealed data.

    entity and ref name the record in words that outlive our tables ("claim", its number).
    """

    # Read by record and by number alone, and never deleted, as neither cases nor people are: a
    # key or an index more is paid for with every claim's every step (decision 0012).
    settlement = models.ForeignKey(
        "settlement.Settlement", models.PROTECT, null=True, db_index=False, db_constraint=False
    )
    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=40)
    entity = models.CharField(max_length=20)
    ref = models.CharField(max_length=80, db_collation="C")
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12, blank=True)
    actor = models.ForeignKey(
        "settlement.User", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    why = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["entity", "ref", "id"], name="event_of_a_record"),
            models.Index(  # readings alone: no step of a claim pays for it
                fields=["actor", "kind", "at"],
                include=["ref"],
                condition=models.Q(kind__in=("roster.read", "roster.probed")),
                name="event_of_a_reader",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.entity} {self.ref}"
