"""Who left the class: one signed request a person, and the court's order where it was reversed."""

import uuid
from collections.abc import Mapping
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from settlement.states import Stateful

MOST_BATCH, MOST_COUNSEL = 120, 200  # characters


class ExclusionStatus(models.TextChoices):
    IN_FORCE = "in_force", "In force"
    REVERSED = "reversed", "Reversed"


@pghistory.track(exclude=["sealed"])
class Exclusion(Stateful):
    """One member's request to be excluded. Who is excluded is not paid.

    ref_key:     the keyed hash of the list's own reference of the member, by which a later list
                 has the member again
    member_no:   the member's number on the list in use; null where that list has no such member
    received_on: the day on which the request came, or its postmark
    batch, counsel: of requests that a lawyer sent together; may be empty
    sealed:      JSON of what the request says: member_ref, notice_id, name, address
    order:       the court's order that reversed it
    """

    ENTITY: ClassVar[str] = "exclusion"
    MOVES: ClassVar[Mapping[str, set[str]]] = {
        ExclusionStatus.IN_FORCE: {ExclusionStatus.REVERSED},
    }
    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT, db_index=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(
        max_length=12, choices=ExclusionStatus, default=ExclusionStatus.IN_FORCE
    )
    ref_key = models.BigIntegerField()
    member_no = models.IntegerField(null=True)
    received_on = models.DateField()
    batch = models.CharField(max_length=MOST_BATCH, blank=True)
    counsel = models.CharField(max_length=MOST_COUNSEL, blank=True)
    sealed = models.BinaryField()
    order = models.TextField(blank=True)
    recorded_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        permissions = [("record_exclusion", "May record exclusions and their reversal")]
        constraints = [
            models.UniqueConstraint(
                fields=["settlement", "ref_key"],
                condition=Q(status="in_force"),
                name="exclusion_one_in_force_per_member",
            ),
            models.CheckConstraint(
                condition=Q(status="in_force", order="") | (Q(status="reversed") & ~Q(order="")),
                name="exclusion_reversed_by_an_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["settlement", "member_no"],
                condition=Q(status="in_force"),
                name="exclusion_of_member",
            ),
        ]

    def __str__(self) -> str:
        return f"exclusion {self.audit_ref}"

    @property
    def audit_ref(self) -> str:
        return str(self.public_id)
