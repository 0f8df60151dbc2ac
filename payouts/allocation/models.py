"""A run computes all awards over a frozen set of claims. It is never edited, only superseded."""

import uuid
from functools import reduce
from operator import or_

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from settlement.states import Stateful

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
# What a run has frozen must not grow afterwards either; asked once a statement, not once a row.
ONLY_WHILE_FREEZING = pgtrigger.Trigger(
    name="only_while_freezing",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]
    func="""
        IF EXISTS (SELECT FROM (SELECT DISTINCT run_id FROM added) touched
                     LEFT JOIN payouts_run run ON run.id = touched.run_id
                    WHERE run.status IS DISTINCT FROM 'open') THEN
            RAISE EXCEPTION 'a run takes rows into % only while it is being frozen', TG_TABLE_NAME;
        END IF;
        RETURN NULL;
    """,
)
_COMPUTED = (
    "claims",
    "net_cents",
    "awarded_cents",
    "residual_cents",
    "reserve_cents",
    "figures",
    "snapshot_sha256",
)


class RunKind(models.TextChoices):
    """The first distribution, or one that divides what an earlier one left."""

    FIRST = "first", "First distribution"
    LATE = "late", "Late admission by order"
    SECOND = "second", "Second distribution"


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

    kind, distribution: distributions of a case are counted, and each but the first divides what
                 the earlier ones left; `order` lets late claims in
    net_cents:   what is divided: the net fund, or what there is for a later distribution
    residual_cents: what of it is not awarded; of that `reserve_cents` stays in the reserve
    preliminary: made before the claims closed; paying from it needs a recorded order
    figures:     pools and tranches as `simulate --json` prints them
    snapshot_sha256: over the canonical text of the frozen claims and measures
    refusal:     the sentence, where the plan could not be run, or a person gave it up
    """

    ENTITY = "run"
    MOVES = {
        RunStatus.OPEN: {RunStatus.FROZEN, RunStatus.REFUSED},
        RunStatus.FROZEN: {RunStatus.CLOSED, RunStatus.REFUSED},
        RunStatus.CLOSED: {RunStatus.APPROVED, RunStatus.SUPERSEDED, RunStatus.REFUSED},
        RunStatus.APPROVED: {RunStatus.SUPERSEDED},
    }
    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.IntegerField()
    kind = models.CharField(max_length=8, choices=RunKind, default=RunKind.FIRST)
    distribution = models.SmallIntegerField(default=1)
    order = models.TextField(blank=True)
    status = models.CharField(max_length=12, choices=RunStatus, default=RunStatus.OPEN)
    preliminary = models.BooleanField()
    terms_version = models.ForeignKey("settlement.TermsVersion", models.PROTECT)
    job = models.ForeignKey("settlement.Job", models.PROTECT, null=True, related_name="+")
    claims = models.BigIntegerField(null=True)
    net_cents = models.BigIntegerField(null=True)
    awarded_cents = models.BigIntegerField(null=True)
    residual_cents = models.BigIntegerField(null=True)
    reserve_cents = models.BigIntegerField(default=0)
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
            models.UniqueConstraint(
                fields=["settlement"],
                condition=Q(status__in=["open", "frozen"]),
                name="run_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["settlement", "distribution"],
                condition=Q(status="approved"),
                name="run_one_approved",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(refusal=""), name="run_refused_says_why"
            ),
            models.CheckConstraint(
                condition=Q(kind="first", distribution=1)
                | Q(kind__in=["late", "second"], distribution__gt=1),
                name="run_first_is_distribution_one",
            ),
            models.CheckConstraint(
                condition=~Q(kind="late") | ~Q(order=""), name="run_late_by_order"
            ),
            models.CheckConstraint(
                condition=Q(reserve_cents__gte=0)
                & (
                    ~Q(status__in=["closed", "approved"])
                    | Q(reserve_cents__lte=F("residual_cents"))
                ),
                name="run_reserve_is_of_the_residual",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="origin",
                fields=[
                    "settlement",
                    "public_id",
                    "number",
                    "kind",
                    "distribution",
                    "order",
                    "preliminary",
                    "terms_version",
                    "made_by",
                    "created_at",
                ],
            ),
            pgtrigger.Protect(
                name="computed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(
                    old__status__in=["closed", "approved", "superseded", "refused"]
                )
                & reduce(
                    or_,
                    (
                        pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")})
                        for name in _COMPUTED
                    ),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.number}"

    @property
    def audit_ref(self) -> str:
        return str(self.public_id)


class Measure(models.Model):
    """One distinct set of answers in a run, and what each of its claims is awarded at least.

    number:  counts from 1 within the run, in the order of the answers' canonical texts
    answers: as they count: the class list's flags have decided where it has them; only names
             that the plan reads
    counted: in a later distribution: the cents that its claims were awarded before, by tranche;
             claims that answer alike and were awarded otherwise are another measure
    reason:  why its claims get nothing, where they are out of the division
    cents:   the sum of its shares
    """

    pk = models.CompositePrimaryKey("run_id", "number")
    run = models.ForeignKey(Run, models.PROTECT, related_name="measures", db_index=False)
    number = models.IntegerField()
    answers = models.JSONField()
    counted = models.JSONField(default=dict, db_default={})
    claims = models.BigIntegerField()
    reason = models.TextField(blank=True)
    cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cents__gte=0), name="measure_is_not_negative"),
            models.CheckConstraint(
                condition=Q(reason="") | Q(cents=0), name="measure_refused_gets_nothing"
            ),
        ]
        triggers = [APPEND_ONLY, ONLY_WHILE_FREEZING]

    def __str__(self) -> str:
        return f"measure {self.number} of {self.run_id}"


class Outcome(models.TextChoices):
    """What a tranche's own rules did to a share beside measuring it."""

    PLAIN = "", "By its points"
    CAPPED = "capped", "Held down by the cap"
    DROPPED = "dropped", "Below the minimum"


class Share(models.Model):
    """What one tranche gives every claim of one measure; a row for each tranche that applies.

    tranche: pool and tranche, "main.shares"
    points:  what the tranche measures the claim by, exact: its points, or its target in dollars
    counted: in a later distribution: the cents the tranche gave each of its claims before
    cents:   what every claim gets; under largest-remainder claims up to the number `extra_until`
             (C collation) get a cent more, where it is not empty
    """

    pk = models.CompositePrimaryKey("run_id", "measure", "tranche")
    run = models.ForeignKey(Run, models.PROTECT, related_name="shares", db_index=False)
    measure = models.IntegerField()
    tranche = models.CharField(max_length=130, db_collation="C")
    points = models.DecimalField(max_digits=20, decimal_places=4)
    counted = models.BigIntegerField(default=0, db_default=0)
    outcome = models.CharField(
        max_length=8, blank=True, choices=Outcome, default=Outcome.PLAIN, db_default=""
    )
    cents = models.BigIntegerField()
    extra_until = models.CharField(max_length=20, blank=True, db_collation="C")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cents__gte=0), name="share_is_not_negative"),
            models.CheckConstraint(
                condition=Q(counted__gte=0), name="share_counted_is_not_negative"
            ),
        ]
        triggers = [APPEND_ONLY, ONLY_WHILE_FREEZING]

    def __str__(self) -> str:
        return f"{self.tranche} for measure {self.measure} of {self.run_id}"


class Entrant(models.Model):
    """Who takes part in a later distribution, and what counts against them: the cents that they
    were awarded before, by tranche. Written by one statement, so without foreign keys (Snapshot).
    """

    pk = models.CompositePrimaryKey("run_id", "claim_id")
    run = models.ForeignKey(
        Run, models.PROTECT, related_name="entrants", db_index=False, db_constraint=False
    )
    claim = models.ForeignKey(
        "claims.Claim", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    counted = models.JSONField(default=dict, db_default={})

    class Meta:
        triggers = [APPEND_ONLY, ONLY_WHILE_FREEZING]

    def __str__(self) -> str:
        return f"claim {self.claim_id} enters run {self.run_id}"


class Snapshot(models.Model):
    """One claim as a run froze it, by its number: a copy, so that it stands by itself.

    claim_version, member_no, allowed_version: as they were. A claim that has others since is not
    the one that was awarded: it was amended, or matched anew, or another amount was allowed
    (payouts_fallen in 0009_allowances).
    Its keys to run and claim are kept by the one statement that writes it and reads both, not by
    foreign keys, which are asked once a row: on 1.4 million claims they took 10 s of 12.
    """

    pk = models.CompositePrimaryKey("run_id", "claim_id")
    run = models.ForeignKey(Run, models.PROTECT, db_index=False, db_constraint=False)
    claim = models.ForeignKey(
        "claims.Claim", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    claim_number = models.CharField(max_length=20, db_collation="C")
    claim_version = models.IntegerField()
    member_no = models.IntegerField()
    allowed_version = models.IntegerField(default=0, db_default=0)
    measure = models.IntegerField()

    class Meta:
        triggers = [APPEND_ONLY, ONLY_WHILE_FREEZING]

    def __str__(self) -> str:
        return f"{self.claim_number} in run {self.run_id}"


class Award(models.Model):
    """What a run gives one claim, once it is frozen and until it is closed. A trigger
    (0002_ledger) finds each claim in the run's snapshot, so nobody is awarded who was not frozen.
    """

    pk = models.CompositePrimaryKey("run_id", "claim_id")
    run = models.ForeignKey(
        Run, models.PROTECT, related_name="awards", db_index=False, db_constraint=False
    )
    claim = models.ForeignKey(
        "claims.Claim", models.PROTECT, related_name="awards", db_index=False, db_constraint=False
    )
    measure = models.IntegerField()
    cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cents__gte=0), name="award_is_not_negative")
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.cents} cents to claim {self.claim_id}"
