"""Where a case's keys lie, wrapped."""

from django.db import models
from django.db.models.functions import Now


class Scope(models.TextChoices):
    CASE = "case", "The case: claims, letters, payment files"
    ROSTER = "roster", "The class list"


class CaseKey(models.Model):
    """A data key, wrapped by the master key. Destroying it destroys what it sealed and hashed.

    scope:   what the key is for; the class list has its own, which can be changed and destroyed
             before the rest
    version: of the scope's keys, from 1
    in_use:  what is written now is written under it; another one that is not destroyed is either
             to come or, its work being redone under the next one, to go
    """

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    scope = models.CharField(max_length=8, choices=Scope, default=Scope.CASE)
    version = models.IntegerField(default=1)
    in_use = models.BooleanField(default=True)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [
            ("export_notices", "May export the class list for the notice vendor"),
            ("rekey_roster", "May put the class list under a new key"),
            ("destroy_case", "May destroy a case's keys and class list, by order of the court"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["settlement", "scope", "version"], name="casekey_version_once"
            ),
            models.UniqueConstraint(
                fields=["settlement", "scope"],
                condition=models.Q(destroyed_at=None, in_use=True),
                name="casekey_one_in_use",
            ),
            models.CheckConstraint(
                condition=models.Q(destroyed_at=None, wrapped__isnull=False)
                | models.Q(destroyed_at__isnull=False, wrapped=None),
                name="casekey_destroyed_is_gone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} key {self.version} of case {self.settlement_id}"
