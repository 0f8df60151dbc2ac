"""Re-keyings of class lists: what is under way, and what was done."""

from django.db import models
from django.db.models.functions import Now


class Rekeying(models.Model):
    """One putting of the list in use under the next version of its key.

    version:     of the key that it ends under
    last_change: the list's last change when it began; a later one makes what was built useless
    switched_at: since when the list in use is the one built; claims are then keyed anew
    finished_at: when the key before it was destroyed
    """

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    roster_import = models.ForeignKey("settlement.RosterImport", models.PROTECT, related_name="+")
    version = models.IntegerField()
    last_change = models.BigIntegerField(null=True)
    why = models.TextField()
    made_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    started_at = models.DateTimeField(db_default=Now())
    switched_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "version"], name="rekeying_version_once"),
            models.UniqueConstraint(
                fields=["settlement"],
                condition=models.Q(finished_at=None),
                name="rekeying_one_under_way",
            ),
            models.CheckConstraint(
                condition=models.Q(finished_at=None) | models.Q(switched_at__isnull=False),
                name="rekeying_switched_before_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"re-keying of {self.settlement}'s class list to version {self.version}"
