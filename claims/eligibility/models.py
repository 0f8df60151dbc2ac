"""What verification found, each time it looked. A verdict is never edited; a newer one counts."""

import pgtrigger
from django.db import models
from django.db.models.functions import Now


class Verdict(models.Model):
    """The rule that spoke about one version of a claim, and what it compared.

    rule:      the code of the rule (eligibility.rules)
    outcome:   the claim status that followed
    compared:  field -> "same", "differs", "not given", "not listed", …; never the values
    """

    claim = models.ForeignKey("claims.Claim", models.PROTECT, related_name="verdicts")
    claim_version = models.IntegerField()
    terms_version = models.ForeignKey("settlement.TermsVersion", models.PROTECT)
    rule = models.CharField(max_length=40)
    outcome = models.CharField(max_length=12)
    member_no = models.IntegerField(null=True)
    compared = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["claim", "id"], name="verdict_of_claim")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.outcome}"
