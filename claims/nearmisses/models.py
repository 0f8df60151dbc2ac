"""What was found among members that a claim's identifiers nearly lead to: words and weights.

Nothing of a member but the number is kept here, and nothing of what the claimant entered.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class NearMissSearch(models.Model):
    """The last search for one claim. It counts for this version of the claim, and for the class
    list as it was: it is done again when the claim is amended, or the list in what it found.

    class_list, change: the import that was in use, and the last change made to it of which it is
                        known that the search would find the same again
    opened:             the members whose details were read, by their own numbers
    """

    claim = models.OneToOneField(
        "claims.Claim", models.PROTECT, primary_key=True, related_name="near_miss_search"
    )
    claim_version = models.IntegerField()
    class_list = models.ForeignKey(
        "settlement.RosterImport", models.PROTECT, related_name="+", db_index=False
    )
    change = models.ForeignKey(
        "settlement.RosterChange", models.PROTECT, null=True, related_name="+", db_index=False
    )
    opened = ArrayField(models.IntegerField())
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"near misses of {self.claim}"


class NearMiss(models.Model):
    """A member who may be the claimant, for a person to decide.

    score:     sum of the waterfall, in bits
    found_by:  [field, slip] for each key that led here (fields.Field, slips.Slip)
    waterfall: [field, likeness, bits] for each field; never a value
    """

    search = models.ForeignKey(NearMissSearch, models.CASCADE, related_name="found", db_index=False)
    member_no = models.IntegerField()
    score = models.FloatField()
    found_by = models.JSONField()
    waterfall = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "member_no"], name="nearmiss_once"),
        ]

    def __str__(self) -> str:
        return f"member {self.member_no} with {self.score}"
