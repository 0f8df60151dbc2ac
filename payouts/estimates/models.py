"""What estimates are made from, counted once and kept; and plans that were only tried."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class TallyOf(models.TextChoices):
    CLASS = "class", "The class list's members"
    CLAIMS = "claims", "The claims filed so far"


class Tally(models.Model):
    """Members or claims of a case, counted by what the plan reads; counted anew now and then.

    reads:     a hash of what the plan reads; under another plan the lines mean nothing
    list_id, change_id: the import in use and the last change of it that were counted
    lines:     of the class: [packed flags, members]; of the claims: [what statements.ANSWERED_AS
               says, claims]
    total:     how many were counted; the lines are a sample where they come to fewer
    took_ms:   how long counting took: what takes long is counted seldom
    """

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT, db_index=False)
    of = models.CharField(max_length=8, choices=TallyOf)
    reads = models.CharField(max_length=64)
    list_id = models.BigIntegerField(null=True)
    change_id = models.BigIntegerField(null=True)
    lines = models.JSONField(default=list)
    total = models.BigIntegerField()
    counted_at = models.DateTimeField()
    took_ms = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "of"], name="tally_one_of_each"),
            models.CheckConstraint(condition=Q(total__gte=0), name="tally_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.total} {self.of} of {self.settlement_id}"


class ShadowRun(models.Model):
    """Another plan tried over the real claims. It can never pay: a run is made from the file in
    force alone, a payment from a run's awards, and nothing refers to this table.

    text, sha256: the settlement file that was tried
    undecided:    whether claims that nobody had decided counted as approved
    figures:      as a run keeps them
    comparison:   what each kind of claim got before and gets now; see `comparison.Comparison`
    """

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    terms_version = models.ForeignKey("settlement.TermsVersion", models.PROTECT, related_name="+")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    why = models.TextField()
    undecided = models.BooleanField(default=False)
    claims = models.BigIntegerField()
    figures = models.JSONField()
    comparison = models.JSONField()
    made_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="shadowrun_says_why"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"shadow run {self.pk}"

    @property
    def audit_ref(self) -> str:
        return str(self.public_id)
