"""The class list: a narrow table that look-ups read, and sealed details that they never do."""

from collections.abc import Mapping
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models.functions import Now

from settlement.states import Stateful


class ImportStatus(models.TextChoices):
    LOADING = "loading", "Loading"
    TRIED = "tried", "Tried, not kept"
    READY = "ready", "In use"
    REPLACED = "replaced", "Replaced by a later list"
    FAILED = "failed", "Failed"


@pghistory.track()
class RosterImport(Stateful):
    """One import of a delivered class list: what came in, what was kept, what was rejected.

    files:    one line a file: its name, bytes and SHA-256
    sha256:   of the files' hashes in order; of one file, the file's own
    unusable: by identifier, how many cells held none that could be read
    last_no:  the greatest member number it may have given; none is given twice in a case
    """

    ENTITY: ClassVar[str] = "roster"
    MOVES: ClassVar[Mapping[str, set[str]]] = {
        ImportStatus.LOADING: {ImportStatus.READY, ImportStatus.TRIED, ImportStatus.FAILED},
        ImportStatus.READY: {ImportStatus.REPLACED},
    }
    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    status = models.CharField(max_length=12, choices=ImportStatus, default=ImportStatus.LOADING)
    files = models.JSONField()
    sha256 = models.CharField(max_length=64)
    lines = models.BigIntegerField(default=0)
    loaded = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    unusable = models.JSONField(default=dict)
    last_no = models.IntegerField(default=0)
    rejects_file = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["settlement"],
                condition=models.Q(status="ready"),
                name="import_one_list_in_use",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["loading", "failed"])
                | models.Q(lines=models.F("loaded") + models.F("rejected")),
                name="import_counts_add_up",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.settlement}"

    @property
    def audit_ref(self) -> str:
        return f"{self.settlement.slug}/{self.pk}"


class ClassMember(models.Model):
    """One member of the class, by keyed hashes alone. Partitioned; made by 0002_roster.

    state: a number of `states.CODE`, 0 for none; flags: as `flags.decode` reads them
    """

    pk = models.CompositePrimaryKey("settlement_id", "member_no")
    settlement = models.ForeignKey("settlement.Settlement", models.DO_NOTHING)
    member_no = models.IntegerField()
    flags = models.IntegerField(default=0)
    state = models.SmallIntegerField(default=0)
    name_key = models.IntegerField(null=True)
    notice_key = models.BigIntegerField(null=True)
    code_key = models.BigIntegerField(null=True)
    email_key = models.BigIntegerField(null=True)
    phone_key = models.BigIntegerField(null=True)
    username_key = models.BigIntegerField(null=True)
    ref_key = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "settlement_classmember"

    def __str__(self) -> str:
        return f"member {self.member_no}"


class MemberDetail(models.Model):
    """The sealed details of a block of members. Partitioned; made by 0002_roster."""

    pk = models.CompositePrimaryKey("settlement_id", "block")
    settlement = models.ForeignKey("settlement.Settlement", models.DO_NOTHING)
    block = models.IntegerField()
    sealed = models.BinaryField()

    class Meta:
        managed = False
        db_table = "settlement_memberdetail"

    def __str__(self) -> str:
        return f"details of block {self.block}"
