"""What became of the money that was left: a disposal, made by one and approved by another."""

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from settlement.states import Stateful
from settlement.terms.schema import ResidualStep


class DisposalKind(models.TextChoices):
    """The first two give awards up to the residual, the others are steps of the settlement file."""

    RETURNED = "returned", "Came back, given up to the residual"
    FALLEN = "fallen", "Cannot be paid as awarded, given up to the residual"
    CY_PRES = ResidualStep.CY_PRES.value, "Cy pres"
    ESCHEAT = ResidualStep.ESCHEAT.value, "Escheat"
    REVERT = ResidualStep.REVERT.value, "Reverts to the defendant"


GIVING_UP = (DisposalKind.RETURNED, DisposalKind.FALLEN)


class DisposalStatus(models.TextChoices):
    MADE = "made", "Made, waits for approval"
    APPROVED = "approved", "Approved"
    WITHDRAWN = "withdrawn", "Withdrawn"


@pghistory.track()
class Disposal(Stateful):
    """One movement of money that is left, or to what is left.

    order: the recorded order; awards are given up by nothing less
    cents: what it moves, the sum of its portions
    """

    ENTITY = "disposal"
    MOVES = {DisposalStatus.MADE: {DisposalStatus.APPROVED, DisposalStatus.WITHDRAWN}}
    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.IntegerField()
    kind = models.CharField(max_length=12, choices=DisposalKind)
    status = models.CharField(max_length=12, choices=DisposalStatus, default=DisposalStatus.MADE)
    order = models.TextField(blank=True)
    cents = models.BigIntegerField()
    made_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    approved_by = models.ForeignKey("settlement.User", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [
            ("make_disposal", "May make a plan for money that is left"),
            ("approve_disposal", "May approve a plan for money that is left, made by another"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "number"], name="disposal_number_once"),
            models.UniqueConstraint(
                fields=["settlement"], condition=Q(status="made"), name="disposal_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="disposal_maker_is_not_approver",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved")
                | (Q(approved_by__isnull=False) & Q(approved_at__isnull=False)),
                name="disposal_approved_by_somebody",
            ),
            models.CheckConstraint(condition=Q(cents__gt=0), name="disposal_moves_something"),
            models.CheckConstraint(
                condition=~Q(kind__in=["returned", "fallen"]) | ~Q(order=""),
                name="disposal_gives_up_by_order",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="origin", exclude=["status", "approved_by", "approved_at"]),
        ]

    def __str__(self) -> str:
        return f"disposal {self.number}"

    @property
    def audit_ref(self) -> str:
        return str(self.public_id)


class Portion(models.Model):
    """What of a disposal goes to whom; `account` owes it from the approval until it is paid out.

    place:  counts from 1
    payees: whose awards it is, where it goes to a state; else 0
    paid_at, paid_by, bank_reference: when it left the fund's bank, by the bank's word
    """

    pk = models.CompositePrimaryKey("disposal_id", "place")
    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="portions", db_index=False)
    place = models.SmallIntegerField()
    name = models.TextField()
    account = models.CharField(max_length=80, db_collation="C")
    cents = models.BigIntegerField()
    payees = models.BigIntegerField(default=0)
    paid_at = models.DateTimeField(null=True)
    paid_by = models.ForeignKey("settlement.User", models.PROTECT, null=True, related_name="+")
    bank_reference = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(cents__gte=0), name="portion_is_not_negative"),
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True, paid_by__isnull=True, bank_reference="")
                | (Q(paid_at__isnull=False) & Q(paid_by__isnull=False) & ~Q(bank_reference="")),
                name="portion_paid_by_the_banks_word",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="origin",
                fields=["disposal", "place", "name", "account", "cents", "payees"],
            ),
            # The bank's word is given once; by whom, 0011_paid_once holds.
            pgtrigger.Protect(
                name="paid_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__paid_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"portion {self.place} of {self.disposal_id}"


class GivenUp(models.Model):
    """An award that nobody is paid any more, and the disposal that took its money.

    state: of the payee's address, as it was then
    Its keys to run and claim are kept by a trigger that finds the award (0010_residual).
    """

    pk = models.CompositePrimaryKey("run_id", "claim_id")
    run = models.ForeignKey("payouts.Run", models.PROTECT, db_index=False, db_constraint=False)
    claim = models.ForeignKey(
        "claims.Claim", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="given_up")
    cents = models.BigIntegerField()
    state = models.CharField(max_length=2, blank=True)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.cents} cents of claim {self.claim_id} given up"
