"""The root over a run's awards, and what a proof of one of them needs. One tree a run, for ever."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from payouts.allocation.models import APPEND_ONLY, Run

# The blocks are written before the tree, in one transaction; afterwards it is what it is.
ONLY_BEFORE_ITS_TREE = pgtrigger.Trigger(
    name="only_before_its_tree",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    referencing=pgtrigger.Referencing(new="added"),  # type: ignore[no-untyped-call]
    func="""
        IF EXISTS (SELECT FROM added JOIN payouts_awardtree tree USING (run_id)) THEN
            RAISE EXCEPTION 'a run takes rows into % only before its root is made', TG_TABLE_NAME;
        END IF;
        RETURN NULL;
    """,
)


class AwardTree(models.Model):
    """The root over all awards of a run, made once after it was computed.

    root:      as published; see docs/formats/audit-pack.md
    seed:      32 random bytes that the leaves are salted by; in the audit pack, in no proof
    leaves, sum_cents: how many awards there are below the root, and their sum
    """

    run = models.OneToOneField(Run, models.PROTECT, primary_key=True, related_name="tree")
    root = models.CharField(max_length=64)
    seed = models.BinaryField(max_length=32)
    leaves = models.BigIntegerField()
    sum_cents = models.BigIntegerField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        permissions = [("download_auditpack", "May take the audit pack of a run")]
        constraints = [
            models.CheckConstraint(
                condition=Q(leaves__gte=0) & Q(sum_cents__gte=0), name="tree_is_not_negative"
            )
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.root


class AwardBlock(models.Model):
    """The node over some neighbouring leaves of a run's tree, so that a proof reads only these.

    number: counts the blocks from 0; first: the claim number of the block's first leaf
    """

    pk = models.CompositePrimaryKey("run_id", "number")
    run = models.ForeignKey(Run, models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    first = models.CharField(max_length=20, db_collation="C")
    hash = models.BinaryField(max_length=32)
    sum_cents = models.BigIntegerField()

    class Meta:
        triggers = [APPEND_ONLY, ONLY_BEFORE_ITS_TREE]

    def __str__(self) -> str:
        return f"block {self.number} of {self.run_id}"
