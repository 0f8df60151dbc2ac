"""The class list: a narrow table that look-ups read, and sealed details that they never do."""

from collections.abc import Mapping
from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models.functions import Now

from settlement.states import Stateful


class ImportStatus(models.TextChoices):
    LOADING = "loading", "Loading"
    TRIED = "tried", "Tried, not kept"
    READY = "ready", "In use"
    MERGED = "merged", "Merged into the list in use"
    REPLACED = "replaced", "Replaced by a later list"
    FAILED = "failed", "Failed"
    DESTROYED = "destroyed", "Destroyed by order of the court"


@pghistory.track()
class RosterImport(Stateful):
    """One import of a delivered class list: what came in, what was kept, what was rejected.

    files:    one line a file: its name, bytes and SHA-256
    sha256:   of the files' hashes in order; of one file, the file's own
    recipe:   a hash of all else that the loaded rows follow from; who goes on with an import that
              was interrupted has to come to the same
    key_version: of the class list's key that hashed and sealed the rows
    supplement: it adds to the list in use, changes and removes, instead of replacing it
    lines:    those that came in = loaded + rejected
    added, changed, removed: what a supplement did to the list; together they are `loaded`
    unusable: by identifier, how many cells held none that could be read
    first_no, last_no: the member numbers it may have given; none is given twice in a case
    """

    ENTITY: ClassVar[str] = "roster"
    MOVES: ClassVar[Mapping[str, set[str]]] = {
        ImportStatus.LOADING: {
            ImportStatus.READY,
            ImportStatus.MERGED,
            ImportStatus.TRIED,
            ImportStatus.FAILED,
        },
        ImportStatus.READY: {ImportStatus.REPLACED, ImportStatus.DESTROYED},
    }
    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    status = models.CharField(max_length=12, choices=ImportStatus, default=ImportStatus.LOADING)
    files = models.JSONField()
    sha256 = models.CharField(max_length=64)
    recipe = models.CharField(max_length=64, default="")
    key_version = models.IntegerField(default=1)
    supplement = models.BooleanField(default=False)
    lines = models.BigIntegerField(default=0)
    loaded = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    added = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    removed = models.BigIntegerField(default=0)
    unusable = models.JSONField(default=dict)
    first_no = models.IntegerField(default=1)
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
            models.CheckConstraint(
                condition=~models.Q(status="merged")
                | models.Q(loaded=models.F("added") + models.F("changed") + models.F("removed")),
                name="import_supplement_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(supplement=True) & ~models.Q(status__in=["ready", "replaced"])
                | models.Q(supplement=False) & ~models.Q(status="merged"),
                name="import_supplement_is_merged",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.settlement}"

    @property
    def audit_ref(self) -> str:
        return f"{self.settlement.slug}/{self.pk}"


class ImportBatch(models.Model):
    """A part of an import whose rows stand: written in the transaction that wrote them.

    first_no, end_no: the member numbers of its lines, the last one excluded
    lines, rejected:  how many came in, and how many of them were not loaded
    """

    roster_import = models.ForeignKey(RosterImport, models.CASCADE, related_name="batches")
    first_no = models.IntegerField()
    end_no = models.IntegerField()
    lines = models.IntegerField()
    rejected = models.IntegerField()
    unusable = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roster_import", "first_no"], name="importbatch_loaded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"members {self.first_no} to {self.end_no} of {self.roster_import}"


class ImportReject(models.Model):
    """A line that was not loaded, and why. Never anything of the line itself.

    file: the place of its file among the import's files, from 0
    """

    roster_import = models.ForeignKey(RosterImport, models.CASCADE, related_name="rejects")
    file = models.SmallIntegerField()
    line = models.BigIntegerField()
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["roster_import", "file", "line"], name="importreject_once_per_line"
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class RosterChange(models.Model):
    """A change of the list in use: members added, changed, removed, or found to be one person.

    Claims that lead to one of its members, or did before, are verified again.
    """

    class Kind(models.TextChoices):
        SUPPLEMENT = "supplement", "Supplement"
        MERGE = "merge", "Members merged"
        SPLIT = "split", "A merge undone"

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    kind = models.CharField(max_length=12, choices=Kind)
    roster_import = models.OneToOneField(RosterImport, models.PROTECT, null=True)
    members = models.BigIntegerField(default=0)
    why = models.TextField(blank=True)
    made_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["settlement", "id"], name="rosterchange_of_case")]

    def __str__(self) -> str:
        return f"change {self.pk} of {self.settlement}'s class list"


class ChangedMember(models.Model):
    """One member whom a change is about."""

    change = models.ForeignKey(
        RosterChange, models.CASCADE, related_name="changed_members", db_index=False
    )
    member_no = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "member_no"], name="changedmember_once"),
        ]

    def __str__(self) -> str:
        return f"member {self.member_no} in {self.change_id}"


# Whoever merges takes this lock first (`statements.change_list`). The trigger takes it as well: of
# two merges that would make a chain together, the second one then sees the first.
_NO_CHAIN = """
    PERFORM pg_advisory_xact_lock(hashtextextended('class list of case ' || settlement_id, 0))
       FROM (SELECT DISTINCT settlement_id FROM made ORDER BY settlement_id) AS of_case;
    IF EXISTS (SELECT FROM made JOIN settlement_memberalias other
                 ON other.settlement_id = made.settlement_id AND other.member_no = made.same_as)
    OR EXISTS (SELECT FROM made JOIN settlement_memberalias other
                 ON other.settlement_id = made.settlement_id AND other.same_as = made.member_no)
    THEN
        RAISE EXCEPTION 'who stays is never merged into another one'
              USING ERRCODE = 'check_violation', CONSTRAINT = 'alias_of_who_stays';
    END IF;
    RETURN NULL;
"""


def _no_chain(name: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="made"),  # type: ignore[no-untyped-call]
        func=_NO_CHAIN,
    )


class MemberAlias(models.Model):
    """A member who was found to be the same person as another one: one claim for both.

    member_no:   the one that stands for nothing of its own any more
    merged_into: the one it was merged into at the time; what undoing a later merge goes back to
    same_as:     the one that stays of all, the smallest number; it is never itself an alias
    rule:        by which rule they were merged; "person" where somebody decided
    """

    PERSON: ClassVar[str] = "person"
    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT, db_index=False)
    member_no = models.IntegerField()
    same_as = models.IntegerField()
    merged_into = models.IntegerField()
    rule = models.CharField(max_length=40)
    change = models.ForeignKey(RosterChange, models.PROTECT, related_name="aliases")

    class Meta:
        permissions = [("merge_members", "May merge members of the class list and undo it")]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "member_no"], name="alias_of_one"),
            models.CheckConstraint(
                condition=models.Q(
                    same_as__lte=models.F("merged_into"), merged_into__lt=models.F("member_no")
                ),
                name="alias_smallest_stays",
            ),
        ]
        indexes = [models.Index(fields=["settlement", "same_as"], name="alias_of_member")]
        triggers = [
            _no_chain("no_chain_made", pgtrigger.Insert),
            _no_chain("no_chain_changed", pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"member {self.member_no} is {self.same_as}"


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
