"""Import a class list: looked through, loaded unseen, checked for duplicates, put in use whole."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.keys.services import case_key
from settlement.roster import rejects, statements
from settlement.roster.delivery import Delivery, look_through
from settlement.roster.identifiers import hash_keys
from settlement.roster.loading import load
from settlement.roster.members import Recipe
from settlement.roster.models import ImportStatus, RosterImport
from settlement.roster.numbering import number
from settlement.roster.outcome import Outcome
from settlement.roster.partitions import ClassList
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of

KEPT = {ImportStatus.READY, ImportStatus.REPLACED}


class AlreadyImported(Refusal):
    """The very same bytes were imported before."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to import.

    renamed:      our column -> the file's name for it
    again:        import the same bytes once more
    dry_run:      do everything but put the list in use
    rejects_path: where the rejects' CSV goes; None for a file of the import's own under `var/`
    streams:      how many load at once; None for what suits the size
    """

    renamed: Mapping[str, str] = field(default_factory=dict)
    again: bool = False
    dry_run: bool = False
    rejects_path: Path | None = None
    streams: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Told how many more bytes were looked through, and how many more were loaded."""

    looked_through: Callable[[int], None] = lambda _bytes: None
    loaded: Callable[[int], None] = lambda _bytes: None


def import_roster(
    *,
    settlement: Settlement,
    paths: Sequence[Path],
    by: User,
    now: datetime,
    wishes: Wishes = Wishes(),
    progress: Progress = Progress(),
) -> RosterImport:
    """Load a class list from its files and let it replace the case's list, all at once.

    Until then look-ups see the old list; when anything goes wrong they go on doing so. A member
    number is never given twice in a case, so what was matched against the old list leads to
    nobody on the new one, and is verified again (claims/eligibility/renewal.py).

    now:    when it begins
    raises: Refusal when the files cannot be read as a class list, were imported before
            (AlreadyImported), or another import of the case is under way
    """
    recipe = _recipe(settlement)
    deliveries = [
        look_through(path, flags=recipe.flags, renamed=wishes.renamed, seen=progress.looked_through)
        for path in paths
    ]
    _refuse_unlike(deliveries)
    row = _open(settlement, deliveries, by=by, now=now, again=wishes.again)
    made = ClassList(settlement.pk, row.pk)
    try:
        with transaction.atomic():
            _be_alone(row, by=by)
            chunks = number(deliveries, first_no=_first_no(settlement))
            outcome = load(
                made, chunks, recipe=recipe, streams=wishes.streams, loaded=progress.loaded
            )
            outcome.reject_outside(line for delivery in deliveries for line in delivery.overlong)
            _close(row, made, outcome, wishes=wishes, by=by)
    except BaseException as error:
        made.drop()
        # Only a Refusal's text is known to hold nothing of the list itself.
        why = str(error) if isinstance(error, Refusal) else type(error).__name__
        row.move(ImportStatus.FAILED, by=by, error=why, finished_at=Now())
        raise
    statements.learn()
    row.refresh_from_db()
    return row


def _recipe(settlement: Settlement) -> Recipe:
    terms = terms_of(settlement).roster
    return Recipe(
        keys=hash_keys(case_key(settlement.pk, "roster")),
        detail_key=case_key(settlement.pk, "roster/details"),
        identifiers=frozenset(map(str, terms.identifiers)),
        flags=terms.flags,
        fold_gmail=terms.fold_gmail,
    )


def _refuse_unlike(deliveries: Sequence[Delivery]) -> None:
    """Files of one list have the same columns, in whatever order."""
    first, *others = deliveries
    for other in others:
        odd = first.layout.carried ^ other.layout.carried
        if odd:
            raise Refusal(
                f"{first.path.name} and {other.path.name} do not have the same columns: only one "
                f"of them has {', '.join(sorted(odd))}. Deliver them alike."
            )


def _open(
    settlement: Settlement, deliveries: Sequence[Delivery], *, by: User, now: datetime, again: bool
) -> RosterImport:
    hashes = [delivery.sha256 for delivery in deliveries]
    digest = hashes[0] if len(hashes) == 1 else sha256("".join(hashes).encode()).hexdigest()
    before = RosterImport.objects.filter(settlement=settlement, sha256=digest, status__in=KEPT)
    if before.exists() and not again:
        raise AlreadyImported(
            f"The same bytes were imported before, as {before.latest('pk')}. Nothing was changed; "
            "say --again if you mean it."
        )
    files = [
        {"name": delivery.path.name, "bytes": delivery.size, "sha256": delivery.sha256}
        for delivery in deliveries
    ]
    return RosterImport.objects.create(
        settlement=settlement, files=files, sha256=digest, made_by=by, started_at=now
    )


def _be_alone(row: RosterImport, *, by: User) -> None:
    """Hold the case's list until the transaction ends, and clear up after a killed import."""
    if not statements.hold(settlement_id=row.settlement_id):
        raise Refusal("Another import of this case's class list is under way. Wait for its end.")
    loading = RosterImport.objects.filter(settlement=row.settlement_id, status=ImportStatus.LOADING)
    for killed in loading.exclude(pk=row.pk):
        ClassList(row.settlement_id, killed.pk).drop()
        killed.move(ImportStatus.FAILED, by=by, error="It was interrupted.", finished_at=Now())


def _first_no(settlement: Settlement) -> int:
    kept = RosterImport.objects.filter(settlement=settlement, status__in=KEPT)
    return 1 + (kept.aggregate(last=Max("last_no"))["last"] or 0)


def _close(
    row: RosterImport,
    made: ClassList,
    outcome: Outcome,
    *,
    wishes: Wishes,
    by: User,
) -> None:
    """Write down what came of it and put the list in use, or away if it was a trial."""
    rejected = len(outcome.rejects)
    if rejected == outcome.lines:
        raise Refusal(
            f"None of the {outcome.lines:,} lines could be loaded. {_for_example(outcome)}"
        )
    counts: dict[str, Any] = {
        "lines": outcome.lines,
        "loaded": outcome.lines - rejected,
        "rejected": rejected,
        "unusable": dict(outcome.unusable),
        "rejects_file": _write_rejects(row, outcome, wishes.rejects_path),
        "last_no": outcome.last_no,
        "finished_at": Now(),  # minutes after it began
    }
    if wishes.dry_run:
        made.drop()
        row.move(ImportStatus.TRIED, by=by, **counts)
        return
    for old in RosterImport.objects.filter(settlement=row.settlement, status=ImportStatus.READY):
        old_list = ClassList(row.settlement_id, old.pk)
        old_list.detach()
        old_list.drop()
        old.move(ImportStatus.REPLACED, by=by)
    made.attach()
    row.move(ImportStatus.READY, by=by, **counts)


def _for_example(outcome: Outcome) -> str:
    return (
        f"Line {outcome.rejects[0].line}: {outcome.rejects[0].reason}." if outcome.rejects else ""
    )


def _write_rejects(row: RosterImport, outcome: Outcome, path: Path | None) -> str:
    if not outcome.rejects:
        return ""
    name = f"{row.settlement.slug}-import-{row.pk}.csv"
    path = path or settings.PRORATA_VAR / "rejects" / name
    order = [file["name"] for file in row.files]
    outcome.rejects.sort(key=lambda reject: (order.index(reject.file), reject.line))
    rejects.write(path, outcome.rejects)
    return str(path)
