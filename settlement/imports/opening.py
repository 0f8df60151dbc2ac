"""Begin an import, or go on with the one of the same files that was interrupted."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from settlement.accounts.models import User
from settlement.delivery.delivery import Delivery
from settlement.errors import Refusal
from settlement.imports import numbering, rejects
from settlement.imports.members import Recipe
from settlement.keys.services import roster_version
from settlement.roster.blocks import FORM
from settlement.roster.models import ImportStatus, RosterImport
from settlement.roster.partitions import ClassList
from settlement.sealed import canonical, key_id
from settlement.terms.models import Settlement

INTERRUPTED = "It was interrupted."
KEPT = {ImportStatus.READY, ImportStatus.MERGED, ImportStatus.REPLACED}


class AlreadyImported(Refusal):
    """The very same bytes were imported before."""


def refuse_unlike(deliveries: Sequence[Delivery]) -> None:
    """Files of one list have the same columns, in whatever order."""
    first, *others = deliveries
    for other in others:
        odd = first.layout.carried ^ other.layout.carried
        if odd:
            raise Refusal(
                f"{first.path.name} and {other.path.name} do not have the same columns: only one "
                f"of them has {', '.join(sorted(odd))}. Deliver them alike."
            )


@transaction.atomic
def open_import(
    *,
    settlement: Settlement,
    deliveries: Sequence[Delivery],
    recipe: Recipe,
    supplement: bool,
    again: bool,
    by: User,
    now: datetime,
) -> RosterImport:
    """The import of these files: the interrupted one where there is one, else a new one.

    Whatever else of the case was interrupted is cleared away. To be called `alone`.

    raises: AlreadyImported unless `again`
    """
    digest = _digest(deliveries)
    alike = {"sha256": digest, "supplement": supplement, "recipe": _hash(deliveries, recipe)}
    row = None
    for left in RosterImport.objects.filter(settlement=settlement, status=ImportStatus.LOADING):
        if row is None and all(getattr(left, name) == value for name, value in alike.items()):
            row = left
        else:
            give_up(left, ClassList(settlement.pk, left.pk), why=INTERRUPTED, by=by)
    if row is not None:
        return row
    before = RosterImport.objects.filter(
        settlement=settlement, sha256=digest, supplement=supplement, status__in=KEPT
    )
    if before.exists() and not again:
        raise AlreadyImported(
            f"The same bytes were imported before, as {before.latest('pk')}. Nothing was changed; "
            "say --again if you mean it."
        )
    row = RosterImport.objects.create(
        settlement=settlement,
        files=[
            {
                "name": delivery.path.name,
                "form": delivery.form,
                "bytes": delivery.size,
                "sha256": delivery.sha256,
            }
            for delivery in deliveries
        ],
        lines=sum(delivery.records for delivery in deliveries),  # at most, until it is loaded
        first_no=_first_no(settlement),
        key_version=roster_version(settlement.pk),
        made_by=by,
        started_at=now,
        **alike,
    )
    for file, delivered in enumerate(deliveries):
        rejects.keep(row.pk, file, delivered.overlong)
    return row


def give_up(row: RosterImport, made: ClassList, *, why: str, by: User) -> None:
    """Leave nothing of an import but its row, and the rejects until an import succeeds."""
    made.drop()
    close_failed(row, why=why, by=by)


def close_failed(row: RosterImport, *, why: str, by: User) -> None:
    """Say of an import that it failed, why, and how many lines it had rejected by then."""
    rejected = row.rejects.count()
    row.move(ImportStatus.FAILED, by=by, error=why, rejected=rejected, finished_at=Now())


def _digest(deliveries: Sequence[Delivery]) -> str:
    hashes = [delivery.sha256 for delivery in deliveries]
    return hashes[0] if len(hashes) == 1 else sha256("".join(hashes).encode()).hexdigest()


def _hash(deliveries: Sequence[Delivery], recipe: Recipe) -> str:
    """A hash of what, besides the bytes, the rows and their numbers follow from."""
    keys = b"".join(getattr(recipe.keys, name) for name in recipe.keys.__slots__)
    return sha256(
        canonical(
            {
                "layouts": [repr(delivery.layout) for delivery in deliveries],
                "identifiers": sorted(recipe.identifiers),
                "flags": recipe.flags,
                "fold_gmail": recipe.fold_gmail,
                "keys": [key_id(keys).hex(), key_id(recipe.detail_key).hex()],
                "form": FORM,
                "batches": [
                    [batch.first_no, batch.end_no]
                    for batch in numbering.batches(numbering.number(deliveries, first_no=1))
                ],
            }
        )
    ).hexdigest()


def _first_no(settlement: Settlement) -> int:
    """The number behind all that were given in this case; the first of a block."""
    kept = RosterImport.objects.filter(settlement=settlement, status__in=KEPT)
    return 1 + (kept.aggregate(last=Max("last_no"))["last"] or 0)
