"""The claim itself: who filed what and when. A filed version is never edited."""

import uuid

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from settlement.states import Stateful


class ClaimStatus(models.TextChoices):
    FILED = "filed", "Filed"
    IN_REVIEW = "in_review", "In review"
    DEFICIENT = "deficient", "Something is missing"
    APPROVED = "approved", "Approved"
    DENIED = "denied", "Denied"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DUPLICATE = "duplicate", "Filed twice"
    EXCLUDED = "excluded", "Excluded from the class"


class Capacity(models.TextChoices):
    SELF = "self", "The claimant"
    GUARDIAN = "guardian", "Parent or guardian of a minor"


class Claim(Stateful):
    """One person's claim, with what set-based work needs of its latest version.

    number:        what people copy: random, grouped, without 0/O and 1/I
    filer:         the key of the third party that filed it; empty: the claimant or guardian
    postmarked_on: of a paper claim, where the postmark could be read
    answers:       the file's questions, in the forms of filing.answers, but for texts that the
                   plan does not read: those lie in the sealed version alone
    allowed:       what a person allowed of the amounts that need a document, by question, in the
                   form of answers; it stands for the answer wherever money is divided
    allowed_version: counts the changes of `allowed`
    key_version:   of the class list's key that made the keyed hashes below
    *_key:         keyed hashes of what the claimant entered (roster.lookup.keys_for)
    payment_key:   keyed hash of where the money goes, for repeated destinations
    member_no:     the class member it was matched to
    rule, queue:   the code of the eligibility rule that spoke, and the queue it waits in
    frozen_at:     set when a payment was made for it; a frozen claim stays approved
    """

    ENTITY = "claim"
    MOVES = {
        ClaimStatus.FILED: {
            ClaimStatus.IN_REVIEW,
            ClaimStatus.DEFICIENT,
            ClaimStatus.APPROVED,
            ClaimStatus.DENIED,
            ClaimStatus.DUPLICATE,
            ClaimStatus.EXCLUDED,
            ClaimStatus.WITHDRAWN,
        },
        ClaimStatus.IN_REVIEW: {
            ClaimStatus.FILED,  # amended: the new version is verified anew
            ClaimStatus.DEFICIENT,
            ClaimStatus.APPROVED,
            ClaimStatus.DENIED,
            ClaimStatus.DUPLICATE,
            ClaimStatus.EXCLUDED,
            ClaimStatus.WITHDRAWN,
        },
        ClaimStatus.DEFICIENT: {
            ClaimStatus.FILED,
            ClaimStatus.IN_REVIEW,
            ClaimStatus.DENIED,
            ClaimStatus.WITHDRAWN,
        },
        ClaimStatus.APPROVED: {
            ClaimStatus.FILED,
            ClaimStatus.IN_REVIEW,
            ClaimStatus.WITHDRAWN,
        },
        ClaimStatus.DENIED: {ClaimStatus.IN_REVIEW},
        ClaimStatus.DUPLICATE: {ClaimStatus.IN_REVIEW},
        ClaimStatus.EXCLUDED: {ClaimStatus.IN_REVIEW},
    }
    # Verification writes to every index here, 1.4 million times: only what is read has one.
    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT, db_index=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=20, db_collation="C")
    status = models.CharField(max_length=12, choices=ClaimStatus, default=ClaimStatus.FILED)
    capacity = models.CharField(max_length=10, choices=Capacity, default=Capacity.SELF)
    filer = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=5, default="en")
    paper = models.BooleanField(default=False)
    postmarked_on = models.DateField(null=True)
    late = models.BooleanField(default=False)
    minor = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    version = models.IntegerField(default=1)
    answers = models.JSONField(default=dict)
    allowed = models.JSONField(default=dict, db_default={})
    allowed_version = models.IntegerField(default=0, db_default=0)
    address_state = models.CharField(max_length=2, blank=True)
    payment_method = models.CharField(max_length=20)
    payment_key = models.BigIntegerField(null=True)
    key_version = models.SmallIntegerField(default=1)
    notice_key = models.BigIntegerField(null=True)
    code_key = models.BigIntegerField(null=True)
    email_key = models.BigIntegerField(null=True)
    phone_key = models.BigIntegerField(null=True)
    username_keys = ArrayField(models.BigIntegerField(), default=list)
    name_key = models.IntegerField(null=True)
    member_no = models.IntegerField(null=True)
    rule = models.CharField(max_length=40, blank=True)
    queue = models.CharField(max_length=40, blank=True)
    verified_at = models.DateTimeField(null=True)
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [
            ("review_claim", "May take, decide and ask for cure"),
            ("reopen_claim", "May reopen a decided claim"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="claim_number_once"),
            # One claim per member: rivals are held and decided, never paid twice.
            models.UniqueConstraint(
                fields=["settlement", "member_no"],
                condition=Q(status="approved"),
                name="claim_one_approved_per_member",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(member_no__isnull=False),
                name="claim_approved_is_a_member",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | Q(status="approved"),
                name="claim_frozen_stays_approved",
            ),
            models.CheckConstraint(
                condition=~Q(status="in_review") | ~Q(queue=""), name="claim_in_review_says_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["settlement", "id"], condition=Q(status="filed"), name="claim_due"
            ),
            models.Index(
                fields=["settlement", "queue", "received_at", "id"],
                condition=Q(status="in_review"),
                name="claim_in_queue",
            ),
            models.Index(
                fields=["settlement", "id"],
                condition=Q(rule="answer_contradicts_list"),
                name="claim_contradicting",
            ),
        ]
        triggers = [
            # Asked only of an UPDATE that names the column. Runs freeze what is approved.
            pgtrigger.Protect(
                name="allowed_before_approval",
                operation=pgtrigger.UpdateOf("allowed"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Q(
                    old__status="approved",
                    new__status="approved",
                    old__allowed__df=pgtrigger.F("new__allowed"),
                ),
            )
        ]

    def __str__(self) -> str:
        return f"claim {self.number}"

    @property
    def audit_ref(self) -> str:
        return self.number

    @property
    def may_withdraw(self) -> bool:
        """Whether it is neither decided against, nor being paid, nor withdrawn already."""
        return self.frozen_at is None and ClaimStatus.WITHDRAWN in self.MOVES.get(self.status, ())


class ClaimVersion(models.Model):
    """What was filed, whole and sealed, each time; the receipt's hash is of its text.

    sealed:  the canonical JSON of the filing (see filing.contents), under the case's key
    content_sha256: of that same JSON, as the receipt states it
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="versions")
    number = models.IntegerField(default=1)
    sealed = models.BinaryField()
    content_sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="claimversion_number_once")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.claim}"


class Submission(models.Model):
    """One pressing of "Submit": the form's own key and the one version of a claim it made."""

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    key = models.UUIDField()
    content_sha256 = models.CharField(max_length=64)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="submissions")
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "key"], name="submission_key_once")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"submission {self.key}"


class Draft(models.Model):
    """A claim being written. It is no claim; it is kept whole and sealed until filed or old.

    token_sha256:    of the random token that the browser holds; we cannot make it from the row
    submission_key:  made with the draft, so that pressing Submit twice files once
    """

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    token_sha256 = models.CharField(max_length=64, unique=True)
    submission_key = models.UUIDField(default=uuid.uuid4)
    sealed = models.BinaryField()
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft {self.pk}"
