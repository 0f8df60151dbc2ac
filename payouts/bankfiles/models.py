"""Files to the bank: the very bytes, sealed, and the totals by which they are checked."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now


class BankFile(models.Model):
    """One batch's file. The same bytes are never written twice."""

    batch = models.OneToOneField("payouts.Batch", models.PROTECT, related_name="file")
    name = models.CharField(max_length=120)
    sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64, unique=True)
    payments_count = models.IntegerField()
    total_cents = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.name
