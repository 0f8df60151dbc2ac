"""Money on its way: a payment to one payee, and the batch in which it is released."""

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from settlement.states import Stateful
from settlement.terms.schema import PaymentMethod

METHODS = {  # as people say them
    PaymentMethod.ACH: "bank transfer",
    PaymentMethod.CHECK: "check",
    PaymentMethod.PAYPAL: "PayPal",
    PaymentMethod.VENMO: "Venmo",
    PaymentMethod.PREPAID_CARD: "prepaid card",
}


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
    origin, file_on: the sender and the day as the file's header shows them; a modifier is one of
            the 36 that an origin has a day. Empty for checks, save the day
    order:  the recorded order that lets a preliminary run be paid
    exported_at: when its file first left the house; from then on the bank may pay it
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
    origin = models.CharField(max_length=10, blank=True)
    file_on = models.DateField()
    modifier = models.CharField(max_length=1, blank=True)
    effective_on = models.DateField()
    order = models.TextField(blank=True)
    created_at = models.DateTimeField()
    made_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("settlement.User", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_sha256 = models.CharField(max_length=64, blank=True)
    exported_at = models.DateTimeField(null=True)

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
            # A void batch keeps its modifier: nobody has to prove that its file never went out.
            models.UniqueConstraint(
                fields=["origin", "file_on", "modifier"],
                condition=~Q(modifier=""),
                name="batch_modifier_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(exported_at__isnull=True) | ~Q(status="made"),
                name="batch_leaves_the_house_approved",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="frozen",
                exclude=[
                    "status",
                    "approved_by",
                    "approved_at",
                    "approved_sha256",
                    "exported_at",
                ],
            )
        ]

    def __str__(self) -> str:
        return f"batch {self.number}"

    @property
    def audit_ref(self) -> str:
        return str(self.public_id)

    @property
    def method_title(self) -> str:
        return METHODS[PaymentMethod(self.method)]

    @property
    def can_be_void(self) -> bool:
        return BatchStatus.VOID in self.MOVES.get(self.status, ())

    @property
    def can_be_answered(self) -> bool:
        """Whether the bank has its file, and may say what became of the payments."""
        return self.exported_at is not None and self.status != BatchStatus.VOID


class PaymentStatus(models.TextChoices):
    READY = "ready", "Ready"
    SENT = "sent", "Sent to the bank"
    CLEARED = "cleared", "Cleared"
    RETURNED = "returned", "Returned"
    VOID = "void", "Void"


DEAD = [PaymentStatus.RETURNED, PaymentStatus.VOID]  # every other payment is live


class NumberLine(models.Model):
    """Numbers by which a bank tells payments apart, given out in order and never again.

    kind, name: "ach" and the ODFI, whose traces they are; "check" and the account drawn on
    round:      counts up when a bank's digits are used up and numbering begins anew
    last:       the last number given out
    """

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    round = models.SmallIntegerField(default=1)
    last = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "name", "round"], name="numberline_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}, round {self.round}"


class Payment(Stateful):
    """One payment to one payee. Its amount never changes: a correction is a new payment.

    ref:     our reference on the bank's file, unique for ever
    claim_version: the filed version, never edited, that says who is paid, where and how; so
             no account number is kept a second time
    trace:   the bank's number, of its line: a NACHA trace or a check number
    attempt: counts the payments of one claim in one distribution; the earlier ones are dead
    """

    ENTITY = "payment"
    MOVES = {
        PaymentStatus.READY: {PaymentStatus.SENT, PaymentStatus.VOID},
        PaymentStatus.SENT: {PaymentStatus.CLEARED, PaymentStatus.RETURNED},
        PaymentStatus.CLEARED: {PaymentStatus.RETURNED},  # a bank can take money back later
    }
    # Rows come by the hundred thousand, so there is no index where a constraint has one already
    # or nobody asks, and one key to the award (0004_payments) covers run, claim and case.
    settlement = models.ForeignKey(
        "settlement.Settlement", models.PROTECT, db_index=False, db_constraint=False
    )
    ref = models.CharField(max_length=15, unique=True, db_collation="C")
    run = models.ForeignKey(
        "payouts.Run",
        models.PROTECT,
        related_name="payments",
        db_index=False,
        db_constraint=False,
    )
    claim = models.ForeignKey(
        "claims.Claim",
        models.PROTECT,
        related_name="payments",
        db_index=False,
        db_constraint=False,
    )
    claim_version = models.IntegerField()
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="payments")
    distribution = models.SmallIntegerField(default=1)
    attempt = models.SmallIntegerField(default=1)
    amount_cents = models.BigIntegerField()
    method = models.CharField(max_length=20)
    status = models.CharField(max_length=12, choices=PaymentStatus, default=PaymentStatus.READY)
    line = models.ForeignKey(
        NumberLine, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    trace = models.CharField(max_length=20, db_collation="C")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payment_pays_something"),
            # Not per run: a claim awarded in two runs of one distribution is paid once.
            models.UniqueConstraint(
                fields=["claim", "distribution"],
                condition=~Q(status__in=DEAD),
                name="payment_one_live_per_award",
            ),
            models.UniqueConstraint(
                fields=["claim", "distribution", "attempt"], name="payment_attempt_once"
            ),
            models.UniqueConstraint(fields=["line", "trace"], name="payment_trace_once"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="frozen", exclude=["status"]),
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"payment {self.ref}"

    @property
    def audit_ref(self) -> str:
        return self.ref
