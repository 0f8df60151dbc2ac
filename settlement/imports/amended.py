"""What supplements leave beside the list in use: places of changed details, keys that changed."""

from django.db import models


class DetailPlace(models.Model):
    """Where details stand that a supplement gave a member anew.

    place_no: the number under which they stand in the details' blocks; it follows all numbers
              given before, so the latest has the greatest. No member of the list has it.
    columns:  which columns it gave, a bit for each of COLUMNS, the first the lowest; for the
              others the places before it count, at last that of the member's own number
    """

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT, db_index=False)
    member_no = models.IntegerField()
    place_no = models.IntegerField()
    columns = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["settlement", "member_no", "place_no"], name="detailplace_once"
            ),
            models.CheckConstraint(
                condition=models.Q(place_no__gt=models.F("member_no")), name="detailplace_follows"
            ),
        ]

    def __str__(self) -> str:
        return f"details of member {self.member_no} in place {self.place_no}"


class ChangedKey(models.Model):
    """A key that led to a member of a change before it or does since, of whatever kind.

    Claims with one of these keys are verified again; then the rows are deleted. The database does
    not check the reference once more, row by row: both are written in one transaction.
    """

    change = models.ForeignKey(
        "settlement.RosterChange",
        models.CASCADE,
        related_name="changed_keys",
        db_index=False,
        db_constraint=False,
    )
    key = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "change"], name="changedkey_once"),
        ]

    def __str__(self) -> str:
        return f"a key of {self.change_id}"
