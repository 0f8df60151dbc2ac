"""Merge a supplement into the list in use: members added, changed and removed in one transaction.

Look-ups see the list before it or after it, and claims that lead to one of its members are
verified again (claims/eligibility/changes.py).
"""

from collections.abc import Sequence

import numpy as np
from django.db import transaction

from settlement import sql
from settlement.accounts.models import User
from settlement.delivery.columns import Layout
from settlement.imports import rejects
from settlement.imports.applying import TEXTS, Merge
from settlement.imports.numbering import Numbered
from settlement.imports.places import rejects_of
from settlement.roster import changes, statements
from settlement.roster.in_use import list_in_use
from settlement.roster.models import RosterChange, RosterImport
from settlement.roster.partitions import ClassList

WHY = "a supplement to the class list"
FORGET_PLACES = "DELETE FROM settlement_detailplace WHERE settlement_id = %(settlement_id)s"
_LINE = np.dtype([("member", np.int64), ("why", np.int64), ("first", np.int64)])


@transaction.atomic
def merge(
    *,
    row: RosterImport,
    staged: ClassList,
    layout: Layout,
    chunks: Sequence[Numbered],
    dry_run: bool,
    by: User,
) -> dict[str, int]:
    """Merge what was loaded for `row` into the list in use; keep its rejects.

    The list's readers wait for us only while it is changed, not while the lines are checked.

    dry_run: do the same and take it back; the rows that this leaves are cleared away likewise
    returns: how many members were added, changed and removed
    raises:  Refusal when the case has no list in use
    """
    in_use = ClassList(row.settlement_id, list_in_use(row.settlement).pk)
    merging = Merge(staged, in_use, layout)
    merging.check()
    _keep_rejects(merging, row, chunks)
    added, changed, removed = merging.counts()
    with transaction.atomic():
        statements.change_list(settlement_id=row.settlement_id)
        _apply(merging, row, by=by)
        transaction.set_rollback(dry_run)
    transaction.on_commit(in_use.settle, robust=True)
    return {"added": added, "changed": changed, "removed": removed}


def forget_places(*, settlement_id: int) -> None:
    """Forget where changed details stand; for when another list takes the place of theirs."""
    sql.run(FORGET_PLACES, settlement_id=settlement_id)


def _apply(merging: Merge, row: RosterImport, *, by: User) -> None:
    change = RosterChange.objects.create(
        settlement=row.settlement,
        kind=RosterChange.Kind.SUPPLEMENT,
        roster_import=row,
        made_by=by,
        why=WHY,
    )
    merging.tell(change.pk)
    changes.keep_keys(change)
    merging.apply(change.pk)
    changes.keep_keys(change)
    change.members = change.changed_members.count()
    change.save(update_fields=["members"])


def _keep_rejects(merging: Merge, row: RosterImport, chunks: Sequence[Numbered]) -> None:
    refused = np.fromiter(merging.refused(), _LINE)

    def reason(line: int, before: str) -> str:
        return TEXTS[int(refused["why"][line])].format(first=before)

    for file, of_file in rejects_of(refused["member"], refused["first"], chunks, reason=reason):
        rejects.keep(row.pk, file, of_file)
