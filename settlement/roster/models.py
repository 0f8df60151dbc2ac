"""The class list: a narrow table that look-ups read, and sealed details that they never do."""

from django.db import models
from django.db.models.functions import Now


class ImportStatus(models.TextChoices):
    LOADING = "loading", "Loading"
    READY = "ready", "In use"
    REPLACED = "replaced", "Replaced by a later list"
    FAILED = "failed", "Failed"


class RosterImport(models.Model):
    """One import of a delivered class list: what came in, what was kept, what was rejected."""

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    status = models.CharField(max_length=8, choices=ImportStatus, default=ImportStatus.LOADING)
    files = models.JSONField()
    sha256 = models.CharField(max_length=64)
    lines = models.BigIntegerField(default=0)
    loaded = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
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
                condition=models.Q(status="loading")
                | models.Q(status="failed")
                | models.Q(lines=models.F("loaded") + models.F("rejected")),
                name="import_counts_add_up",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.settlement}"


class ClassMember(models.Model):
    """One member of the class, by keyed hashes alone. Partitioned; made by 0002_roster."""

    pk = models.CompositePrimaryKey("settlement_id", "member_no")
    settlement = models.ForeignKey("settlement.Settlement", models.DO_NOTHING)
    member_no = models.IntegerField()
    name_key = models.IntegerField(null=True)
    flags = models.IntegerField(default=0)
    state = models.SmallIntegerField(default=0)
    notice_key = models.BigIntegerField(null=True)
    code_key = models.BigIntegerField(null=True)
    email_key = models.BigIntegerField(null=True)
    phone_key = models.BigIntegerField(null=True)
    username_key = models.BigIntegerField(null=True)
    ref_key = models.BigIntegerField(null=True)

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
