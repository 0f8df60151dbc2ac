"""A run computes all awards over a frozen set of claims. It is never edited, only superseded."""

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from settlement.states import Stateful


class RunStatus(models.TextChoices):
    OPEN = "open", "Being frozen"
    FROZEN = "frozen", "Being computed"
    CLOSED = "closed", "Computed, waits for approval"
    APPROVED = "approved", "Approved"
    SUPERSEDED = "superseded", "Superseded"
    REFUSED = "refused", "Refused"


@pghistory.track()
class Run(Stateful):
    """One computation of all awards.

    preliminary: made before the claims closed; paying from it needs a recorded order
    figures:     pools and tranches as `simulate --json` prints them
    snapshot_sha256: over the canonical text of the frozen claims and measures
    refusal:     the sentence, where the plan could not be run
    """

    ENTITY = "run"
    MOVES = {
        RunStatus.OPEN: {RunStatus.FROZEN, RunStatus.REFUSED},
        RunStatus.FROZEN: {RunStatus.CLOSED, RunStatus.REFUSED},
        RunStatus.CLOSED: {RunStatus.APPROVED, RunStatus.SUPERSEDED},
        RunStatus.APPROVED: {RunStatus.SUPERSEDED},
    }
    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.IntegerField()
    distribution = models.SmallIntegerField(default=1)
    status = models.CharField(max_length=12, choices=RunStatus, default=RunStatus.OPEN)
    preliminary = models.BooleanField()
    terms_version = models.ForeignKey("settlement.TermsVersion", models.PROTECT)
    job = models.ForeignKey("settlement.Job", models.PROTECT, null=True, related_name="+")
    claims = models.BigIntegerField(null=True)
    net_cents = models.BigIntegerField(null=True)
    awarded_cents = models.BigIntegerField(null=True)
    residual_cents = models.BigIntegerField(null=True)
    figures = models.JSONField(default=dict)
    snapshot_sha256 = models.CharField(max_length=64, blank=True)
    refusal = models.TextField(blank=True)
    made_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("settlement.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    frozen_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [
            ("make_run", "May make a run"),
            ("approve_run", "May approve a run that another made"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "number"], name="run_number_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="run_maker_is_not_approver",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved")
                | (Q(approved_by__isnull=False) & Q(approved_at__isnull=False)),
                name="run_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["closed", "approved"])
                | (
                    Q(awarded_cents__isnull=False)
                    & Q(residual_cents__isnull=False)
                    & Q(net_cents__isnull=False)
                    & Q(net_cents=F("awarded_cents") + F("residual_cents"))
                    & Q(residual_cents__gte=0)
                ),
                name="run_creates_no_cent_and_loses_none",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.number}"

    @property
    def audit_ref(self) -> str:
        return str(self.public_id)


class Measure(models.Model):
    """One distinct set of answers in a run, what it measures, and what it is awarded.

    number:  counts from 1 within the run, in the order of the canonical answers
    points:  exact to 4 decimals; null where `reason` took the claims out
    cents:   what every claim of the measure gets at least
    extra_until: under largest-remainder, claims up to this number (C collation) get a cent more;
             empty for none, "~" (above every number) for all
    """

    pk = models.CompositePrimaryKey("run_id", "number")
    run = models.ForeignKey(Run, models.PROTECT)
    number = models.IntegerField()
    answers = models.JSONField()
    claims = models.BigIntegerField()
    points = models.DecimalField(max_digits=11, decimal_places=4, null=True)
    reason = models.TextField(blank=True)
    cents = models.BigIntegerField(default=0)
    extra_until = models.CharField(max_length=20, blank=True, db_collation="C")

    def __str__(self) -> str:
        return f"measure {self.number} of {self.run_id}"


class Snapshot(models.Model):
    """One claim as a run froze it. Never changed (trigger)."""

    pk = models.CompositePrimaryKey("run_id", "claim_id")
    run = models.ForeignKey(Run, models.PROTECT)
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="+")
    claim_number = models.CharField(max_length=20, db_collation="C")
    measure = models.IntegerField()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.claim_number} in run {self.run_id}"


class Award(models.Model):
    """What a run gives one claim. Never changed (trigger)."""

    pk = models.CompositePrimaryKey("run_id", "claim_id")
    run = models.ForeignKey(Run, models.PROTECT)
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="awards")
    measure = models.IntegerField()
    cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cents__gte=0), name="award_is_not_negative")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.cents} cents to claim {self.claim_id}"
