"""What a search for members who share identifiers found: counts to keep, candidates to merge."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class SharingSearch(models.Model):
    """One search of the list in use.

    change: the last change of the list that it saw; a later one makes the search out of date
    """

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    roster_import = models.ForeignKey("settlement.RosterImport", models.PROTECT, related_name="+")
    change = models.ForeignKey("settlement.RosterChange", models.PROTECT, null=True)
    made_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        triggers = [pgtrigger.Protect(name="not_edited", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"search {self.pk} of {self.settlement}'s class list"


class SharedCount(models.Model):
    """How many members one search found to share something. Members merged already count as one.

    what:    an identifier, an identifier and the name ("email_and_name"), or a rule's code
    groups:  of members that share it
    members: in these groups; largest: in the largest of them
    held:    of a rule: groups that are not merged by it but left to a person
    """

    search = models.ForeignKey(SharingSearch, models.CASCADE, related_name="counts", db_index=False)
    what = models.CharField(max_length=40)
    groups = models.BigIntegerField()
    members = models.BigIntegerField()
    largest = models.BigIntegerField()
    held = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "what"], name="sharedcount_once"),
        ]

    def __str__(self) -> str:
        return f"{self.members} members share {self.what}"


class MergeCandidate(models.Model):
    """By a rule, member_no would be merged into same_as, the smallest number of its group.

    held: why the rule leaves the group to a person; "" where it does not
    Of each case only the latest search's are kept.
    """

    class Held(models.TextChoices):
        FLAGS = "flags", "The list says of another what it does not say of who stays"
        APART = "apart", "Somebody kept them apart"

    search = models.ForeignKey(
        SharingSearch, models.CASCADE, related_name="candidates", db_index=False
    )
    rule = models.CharField(max_length=40)
    same_as = models.IntegerField()
    member_no = models.IntegerField()
    held = models.CharField(max_length=8, choices=Held, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["search", "rule", "same_as", "member_no"], name="mergecandidate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.member_no} may be {self.same_as}"


class KeptApart(models.Model):
    """Two members of whom somebody said that they are two people: no rule merges them."""

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT, db_index=False)
    low_no = models.IntegerField()
    high_no = models.IntegerField()
    why = models.TextField()
    made_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["settlement", "low_no", "high_no"], name="keptapart_once"
            ),
            models.CheckConstraint(condition=Q(low_no__lt=F("high_no")), name="keptapart_in_order"),
        ]

    def __str__(self) -> str:
        return f"members {self.low_no} and {self.high_no} are two people"
