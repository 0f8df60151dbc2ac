"""Double entry. Entries and legs are only ever added; debit is positive, stated once, here."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Entry(models.Model):
    """One balanced posting.

    kind, ref: what it posts, in words that outlive our tables ("run", its public id);
               posted once each, so posting again changes nothing
    """

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT)
    txn = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=30)
    ref = models.CharField(max_length=80, db_collation="C")
    memo = models.TextField(blank=True)
    made_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "kind", "ref"], name="entry_posted_once")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class Leg(models.Model):
    """One side of an entry.

    A trigger (0002_ledger) sees all legs of a statement together: it refuses an entry that is not
    in balance, that is unknown or that had legs before, and carries the balances on. It does the
    work of a foreign key too, which would be asked once for each of a million legs.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="legs", db_constraint=False)
    account = models.CharField(max_length=80, db_collation="C")
    cents = models.BigIntegerField()
    ref = models.CharField(max_length=80, blank=True, db_collation="C")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(cents=0), name="leg_moves_something")]
        indexes = [models.Index(fields=["account", "entry"], name="leg_of_account")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.cents}"


class Balance(models.Model):
    """What an account holds, carried on by the legs' trigger alone. Posting locks its row, so
    of two postings that would overdraw an account together, the second is refused."""

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT, related_name="+")
    account = models.CharField(max_length=80, db_collation="C")
    cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["settlement", "account"], name="balance_of_account"),
            # Money owned is debit, money owed is credit; no account may stand on its other side.
            models.CheckConstraint(
                condition=Q(account__startswith="assets:", cents__gte=0)
                | (~Q(account__startswith="assets:") & Q(cents__lte=0)),
                name="balance_not_overdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.cents}"
