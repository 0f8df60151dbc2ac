"""The settlement and the versions of its file. A version is never edited."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models.functions import Now


@pghistory.track()
class Settlement(models.Model):
    """One court-approved settlement. Everything about it is read from its latest version."""

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=300)
    time_zone = models.CharField(max_length=60)
    adopted_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name

    @property
    def audit_ref(self) -> str:
        return self.slug


class TermsVersion(models.Model):
    """The text of a settlement file as adopted, with its hash and why it was adopted."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="versions")
    number = models.IntegerField()
    file_name = models.CharField(max_length=200)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reason=""), name="version_says_why"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.settlement} version {self.number}"
