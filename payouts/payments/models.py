"""Money on its way: a payment to one payee, and the batch in which it is released."""

import uuid

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from settlement.states import Stateful


class BatchStatus(models.TextChoices):
    MADE = "made", "Made, waits for approval"
    APPROVED = "approved", "Approved"
    RELEASED = "released", "Released to the bank"
    SENT = "sent", "Taken by the bank"
    SETTLED = "settled", "Settled"
    VOID = "void", "Void"


@pghistory.track()
class Batch(Stateful):
    """Payments of one method released together in one file, whose bytes are frozen when it is made.

    created_at, modifier, effective_on: stand in the file, so they are fixed with it
    order:  the recorded order that lets a preliminary run be paid
    """

    ENTITY = "batch"
    MOVES = {
        BatchStatus.MADE: {BatchStatus.APPROVED, BatchStatus.VOID},
        BatchStatus.APPROVED: {BatchStatus.RELEASED, BatchStatus.VOID},
        BatchStatus.RELEASED: {BatchStatus.SENT},
        BatchStatus.SENT: {BatchStatus.SETTLED},
    }
    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.IntegerField()
    run = models.ForeignKey("payouts.Run", models.PROTECT, related_name="batches")
    method = models.CharField(max_length=20)
    status = models.CharField(max_length=12, choices=BatchStatus, default=BatchStatus.MADE)
    payments_count = models.IntegerField()
    total_cents = models.BigIntegerField()
    file_sha256 = models.CharField(max_length=64)
    modifier = models.CharField(max_length=1)
    effective_on = models.DateField()
    order = models.TextField(blank=True)
    created_at = models.DateTimeField()
    made_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("settlement.User", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        permissions = [
            ("make_batch", "May make a batch"),
            ("approve_batch", "May approve a batch that another made"),
            ("download_batch", "May download an approved batch's file"),
            ("confirm_funding", "May record that the bank confirmed funding"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "number"], name="batch_number_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="batch_maker_is_not_approver",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["made", "void"])
                | (
                    Q(approved_by__isnull=False)
                    & Q(approved_at__isnull=False)
                    & Q(approved_sha256=F("file_sha256"))
                ),
                name="batch_approved_by_the_hash_of_its_file",
            ),
            models.CheckConstraint(condition=Q(total_cents__gt=0), name="batch_pays_something"),
        ]

    def __str__(self) -> str:
        return f"batch {self.number}"

    @property
    def audit_ref(self) -> str:
        return str(self.public_id)


class PaymentStatus(models.TextChoices):
    READY = "ready", "Ready"
    SENT = "sent", "Sent to the bank"
    CLEARED = "cleared", "Cleared"
    RETURNED = "returned", "Returned"
    VOID = "void", "Void"


class Payment(Stateful):
    """One payment to one payee. Its amount never changes: a correction is a new payment.

    ref:     our reference on the bank's file, unique for ever
    sealed:  payee's name, address and account as they were when it was made
    trace:   the bank's number: NACHA trace or check number, by method
    """

    ENTITY = "payment"
    MOVES = {
        PaymentStatus.READY: {PaymentStatus.SENT, PaymentStatus.VOID},
        PaymentStatus.SENT: {PaymentStatus.CLEARED, PaymentStatus.RETURNED},
        PaymentStatus.CLEARED: {PaymentStatus.RETURNED},  # a bank can take money back later
    }
    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    ref = models.CharField(max_length=15, unique=True, db_collation="C")
    run = models.ForeignKey("payouts.Run", models.PROTECT, related_name="payments")
    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="payments")
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="payments")
    distribution = models.SmallIntegerField(default=1)
    attempt = models.SmallIntegerField(default=1)
    amount_cents = models.BigIntegerField()
    method = models.CharField(max_length=20)
    status = models.CharField(max_length=12, choices=PaymentStatus, default=PaymentStatus.READY)
    sealed = models.BinaryField(null=True)
    trace = models.CharField(max_length=20, blank=True, db_collation="C")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payment_pays_something"),
            # Not per run: a claim awarded in two runs of one distribution is paid once.
            models.UniqueConstraint(
                fields=["claim", "distribution"],
                condition=~Q(status__in=["returned", "void"]),
                name="payment_one_live_per_award",
            ),
            models.UniqueConstraint(
                fields=["method", "trace"], condition=~Q(trace=""), name="payment_trace_once"
            ),
        ]

    def __str__(self) -> str:
        return f"payment {self.ref}"

    @property
    def audit_ref(self) -> str:
        return self.ref
