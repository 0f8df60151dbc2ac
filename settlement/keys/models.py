"""Where a case's key lies, wrapped."""

from django.db import models
from django.db.models.functions import Now


class CaseKey(models.Model):
    """The case's data key, wrapped by the master key. Destroying it destroys the case's data."""

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    version = models.IntegerField(default=1)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "version"], name="casekey_version_once"),
            models.UniqueConstraint(
                fields=["settlement"],
                condition=models.Q(destroyed_at=None),
                name="casekey_one_live_per_case",
            ),
            models.CheckConstraint(
                condition=models.Q(destroyed_at=None, wrapped__isnull=False)
                | models.Q(destroyed_at__isnull=False, wrapped=None),
                name="casekey_destroyed_is_gone",
            ),
        ]

    def __str__(self) -> str:
        return f"key {self.version} of case {self.settlement_id}"
