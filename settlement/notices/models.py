"""What we tell people: an outbox. A letter is a row before it is sent, and is sent once."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class NoticeStatus(models.TextChoices):
    QUEUED = "queued", "Waiting to be sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"


class Notice(models.Model):
    """One letter to one person. Recipient and text are sealed under the case's key.

    entity, ref: the record it is about, as the audit names it ("claim", its number)
    due_at:      when to try next; later after each failure
    """

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    kind = models.CharField(max_length=40)
    entity = models.CharField(max_length=20)
    ref = models.CharField(max_length=80, db_collation="C")
    language = models.CharField(max_length=5, default="en")
    sealed = models.BinaryField()
    status = models.CharField(max_length=8, choices=NoticeStatus, default=NoticeStatus.QUEUED)
    attempts = models.SmallIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="notice_sent_when"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(status="queued"), name="notice_due"),
            models.Index(fields=["entity", "ref"], name="notice_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} about {self.entity} {self.ref}"
