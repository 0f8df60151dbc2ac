"""The reviewers' desk: who holds which claim, and what was decided and why."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Assignment(models.Model):
    """A reviewer holds a claim until a time; then it goes back to its queue."""

    claim = models.OneToOneField("claims.Claim", models.PROTECT, related_name="assignment")
    by = models.ForeignKey("settlement.User", models.PROTECT, related_name="assignments")
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["by", "until"], name="assignment_of_reviewer")]

    def __str__(self) -> str:
        return f"{self.claim} with {self.by}"


class Decision(models.Model):
    """What a person decided about a claim. A decision is never edited; a later one counts.

    reason:   code from review.reasons; empty only for an approval
    message:  what the claimant reads
    note:     what the next reviewer reads
    member_no, near_miss: of an approval for a near miss the member, and what spoke for it then:
              [score, found_by, waterfall] as nearmisses.NearMiss has them
    """

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=12)
    reason = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True)
    note = models.TextField(blank=True)
    member_no = models.IntegerField(null=True)
    near_miss = models.JSONField(null=True)
    by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="approved") | ~Q(reason=""), name="decision_says_why"
            ),
            models.CheckConstraint(
                condition=Q(near_miss__isnull=True)
                | Q(outcome="approved", member_no__isnull=False) & ~Q(note=""),
                name="decision_for_a_near_miss_says_why",
            ),
        ]
        indexes = [models.Index(fields=["claim", "id"], name="decision_of_claim")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.outcome} of {self.claim}"


class Allowance(models.Model):
    """What a person allowed of one amount that a claim states. Never edited; a later one counts.

    number:        counts the changes of what is allowed of the claim, as Claim.allowed_version
    claim_version: that stated the amount
    question:      its key in the settlement file
    claimed, allowed: in the question's least unit: cents of money, else the number itself
    reason:        code from review.reductions; empty only where the whole amount is allowed
    message:       what the claimant reads besides
    """

    claim = models.ForeignKey(
        "claims.Claim", models.PROTECT, related_name="allowances", db_index=False
    )
    number = models.IntegerField()
    claim_version = models.IntegerField()
    question = models.CharField(max_length=64)
    claimed = models.BigIntegerField()
    allowed = models.BigIntegerField()
    reason = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True)
    by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            # Of two decisions made at once the second one fails here, whatever was locked.
            models.UniqueConstraint(fields=["claim", "number"], name="allowance_number_once"),
            models.CheckConstraint(
                condition=Q(allowed__gte=0, allowed__lte=F("claimed"), claimed__gt=0),
                name="allowance_is_part_of_what_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(allowed=F("claimed")) | ~Q(reason=""), name="allowance_less_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(reason="other") | ~Q(message=""), name="allowance_other_says_what"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.allowed} of {self.claimed} for {self.question} of {self.claim}"
