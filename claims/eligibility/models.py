"""What verification found, each time it looked. A verdict is never edited; a newer one counts.

Both tables are written a million rows at a time, by INSERT … SELECT from the claims themselves.
The database does not check their references a second time, row by row (`db_constraint`): it
cost a third of the whole verification, and claims, cases and terms are never deleted (their
other references forbid it).
"""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Match(models.Model):
    """The class member that a claim's latest version leads to: made before anything is decided.

    Rival claims of a member, and claims paid to one destination, are read here. It is renewed
    when the claim is verified again; what was found at the time stands in the verdict.

    A match counts only for the version of the claim and for the class list that it was made of.

    class_list: the import that was in use; null where the case had none
    finding:    matching.Finding
    member_no:  the one member with the best evidence, if there is one
    sure:       the evidence is enough for an approval
    contradicts: an answer is another than the member's flag that its question names
    compared:   field -> what comparing it gave (matching.compare); never the values
    """

    claim = models.OneToOneField(
        "claims.Claim",
        models.PROTECT,
        primary_key=True,
        related_name="match",
        db_constraint=False,
    )
    settlement = models.ForeignKey(
        "settlement.Settlement", models.PROTECT, db_index=False, db_constraint=False
    )
    claim_version = models.IntegerField()
    class_list = models.ForeignKey(
        "settlement.RosterImport",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    received_at = models.DateTimeField()
    payment_key = models.BigIntegerField(null=True)
    finding = models.CharField(max_length=40)
    member_no = models.IntegerField(null=True)
    sure = models.BooleanField()
    contradicts = models.BooleanField(db_default=False)
    compared = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sure=False) | Q(member_no__isnull=False), name="match_sure_of_a_member"
            ),
        ]
        # What tells rows apart stands first: half the comparisons on the way down.
        indexes = [
            models.Index(
                fields=["member_no", "settlement", "received_at", "claim"],
                condition=Q(sure=True),
                name="match_of_member",
            ),
            models.Index(
                fields=["payment_key", "settlement"],
                condition=Q(payment_key__isnull=False),
                name="match_of_destination",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding}: {self.member_no}"


class Verdict(models.Model):
    """The rule that spoke about one version of a claim, and what it compared.

    rule:      the code of the rule (eligibility.rules)
    outcome:   the claim status that followed
    compared:  field -> "same", "differs", "not given", "not listed", …; never the values
    """

    # No index by Django for either key: the first is the start of verdict_of_claim, and nobody
    # looks up by the second.
    claim = models.ForeignKey(
        "claims.Claim",
        models.PROTECT,
        related_name="verdicts",
        db_index=False,
        db_constraint=False,
    )
    claim_version = models.IntegerField()
    terms_version = models.ForeignKey(
        "settlement.TermsVersion", models.PROTECT, db_index=False, db_constraint=False
    )
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
