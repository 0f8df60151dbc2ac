"""Import a class list: looked through, loaded unseen, less its twins, put in use whole."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models.functions import Now

from settlement.accounts.models import User
from settlement.delivery.delivery import Delivery, look_through
from settlement.errors import Refusal
from settlement.imports import loading, numbering, opening, rejects, streams, supplement
from settlement.imports.alone import alone
from settlement.imports.members import Recipe
from settlement.progress import Advance
from settlement.roster import statements
from settlement.roster.in_use import list_in_use
from settlement.roster.keyring import details_key, hashing_keys
from settlement.roster.models import ImportStatus, RosterImport
from settlement.roster.partitions import ClassList
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of


class Interrupted(Refusal):
    """The import stopped half-way; what it loaded is kept, and it can go on."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to import.

    renamed:      our column -> the file's name for it
    supplement:   let the files change the list in use, line by line, instead of replacing it
    again:        import the same bytes once more
    dry_run:      do everything but put the list in use
    rejects_path: where the rejects' CSV goes; None for a file of the import's own under `var/`
    streams:      how many load at once; 0 loads in our own transaction; None for what suits
    """

    renamed: Mapping[str, str] = field(default_factory=dict)
    supplement: bool = False
    again: bool = False
    dry_run: bool = False
    rejects_path: Path | None = None
    streams: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Told how many more bytes were looked through, how many loaded, how many indexes built."""

    looked_through: Advance = lambda _bytes: None
    loaded: Advance = lambda _bytes: None
    indexed: Advance = lambda _indexes: None


def import_roster(
    *,
    settlement: Settlement,
    paths: Sequence[Path],
    by: User,
    now: datetime,
    wishes: Wishes = Wishes(),
    progress: Progress = Progress(),
) -> RosterImport:
    """Load a class list from its files and let it replace the case's list, all at once; or let
    a supplement change it (`supplement`).

    Until then look-ups see the old list; when anything goes wrong they go on doing so. A large
    import that was interrupted, at whatever moment, goes on when it is called again. A member
    number is never given twice in a case, so what was matched against the old list leads to
    nobody on the new one, and is verified again (claims/eligibility/renewal.py).

    now:    when it begins
    raises: Refusal when the files cannot be read as a class list, were imported before
            (opening.AlreadyImported), another import of the case is under way, or PostgreSQL or
            a disk gave up in the middle; Interrupted when what was loaded until then is kept
    """
    recipe = recipe_of(settlement)
    if wishes.supplement:
        list_in_use(settlement)  # or nobody need read the files
    deliveries = [
        look_through(
            path,
            flags=recipe.flags,
            renamed=wishes.renamed,
            supplement=wishes.supplement,
            seen=progress.looked_through,
        )
        for path in paths
    ]
    opening.refuse_unlike(deliveries)
    with alone(settlement.pk):
        recipe = recipe_of(settlement)  # from now on nobody puts the list under another key
        row = opening.open_import(
            settlement=settlement,
            deliveries=deliveries,
            recipe=recipe,
            supplement=wishes.supplement,
            again=wishes.again,
            by=by,
            now=now,
        )
        _load(row, deliveries, recipe=recipe, wishes=wishes, by=by, progress=progress)
        if not wishes.dry_run:
            with suppress(DatabaseError):  # the next import that succeeds does it
                rejects.let_go(settlement_id=settlement.pk)
    statements.learn()
    row.refresh_from_db()
    return row


def recipe_of(settlement: Settlement, *, version: int | None = None) -> Recipe:
    """What of the settlement file and the list's keys a class list depends on; under the version
    of the key that is in use, unless another is named."""
    terms = terms_of(settlement).roster
    return Recipe(
        keys=hashing_keys(settlement.pk, version=version),
        detail_key=details_key(settlement.pk, version=version),
        identifiers=frozenset(map(str, terms.identifiers)),
        flags=terms.flags,
        fold_gmail=terms.fold_gmail,
    )


def _load(
    row: RosterImport,
    deliveries: Sequence[Delivery],
    *,
    recipe: Recipe,
    wishes: Wishes,
    by: User,
    progress: Progress,
) -> None:
    made = ClassList(row.settlement_id, row.pk, supplement=row.supplement)
    chunks = numbering.number(deliveries, first_no=row.first_no)
    many = streams.suits(chunks) if wishes.streams is None else wishes.streams
    told = {"loaded": progress.loaded, "indexed": progress.indexed}
    try:
        if many:
            streams.load_in_streams(made, chunks, recipe=recipe, streams=many, **told)
        with transaction.atomic():
            if not many:
                loading.load(made, chunks, recipe=recipe, **told)
            merged = {}
            if row.supplement:
                merged = supplement.merge(
                    row=row,
                    staged=made,
                    layout=deliveries[0].layout,
                    chunks=chunks,
                    dry_run=wishes.dry_run,
                    by=by,
                )
            counts = counts_of(row, deliveries) | merged | {"last_no": chunks[-1].end_no - 1}
            _close(row, made, counts, wishes=wishes, by=by)
    except Refusal as error:
        _give_up(row, made, why=str(error), by=by)
        raise
    except (DatabaseError, OSError) as error:
        stopped = f"The import stopped in the middle: {_what_happened(error)}."
        if not many:
            _give_up(row, made, why=type(error).__name__, by=by)
            raise Refusal(f"{stopped} Mend that and run the same command again.") from error
        raise Interrupted(
            f"{stopped} What was loaded is kept; mend that and run the same command again, and it "
            "goes on from there."
        ) from error
    except Exception as error:
        # Nothing of an unexpected error's text is kept: it may hold some of the list itself.
        _give_up(row, made, why=type(error).__name__, by=by)
        raise


def _give_up(row: RosterImport, made: ClassList, *, why: str, by: User) -> None:
    """Where PostgreSQL is gone, the next import does it."""
    with suppress(DatabaseError):
        opening.give_up(row, made, why=why, by=by)


def _what_happened(error: DatabaseError | OSError) -> str:
    if isinstance(error, OSError):
        said = error.strerror or type(error).__name__
        return f"{said}: {error.filename}" if error.filename else said
    state = getattr(error.__cause__, "sqlstate", None)
    if state == "53100":
        return "the disk of PostgreSQL is full"
    if state == "55P03":
        return "somebody reads the class list in use for more than an hour"
    return f"PostgreSQL said no ({state})" if state else "the connection to PostgreSQL was lost"


def counts_of(row: RosterImport, deliveries: Sequence[Delivery]) -> dict[str, Any]:
    """Lines in, loaded and rejected, and unusable cells, of an import whose batches all stand.

    raises: Refusal where no line could be loaded
    """
    rejected = row.rejects.count()
    unusable: Counter[str] = Counter()
    lines = sum(len(delivery.overlong) for delivery in deliveries)  # they stand in no batch
    for of_batch, cells in row.batches.values_list("lines", "unusable"):
        lines += of_batch
        unusable.update(cells)
    if rejected == lines:
        first = row.rejects.order_by("file", "line").first()
        example = f" Line {first.line}: {first.reason}." if first else ""
        raise Refusal(f"None of the {lines:,} lines could be loaded.{example}")
    return {
        "lines": lines,
        "loaded": lines - rejected,
        "rejected": rejected,
        "unusable": dict(+unusable),
    }


def _close(
    row: RosterImport, made: ClassList, counts: dict[str, Any], *, wishes: Wishes, by: User
) -> None:
    """Write down what came of it; put a list in use, and away what was merged or a trial."""
    if counts["rejected"]:
        counts["rejects_file"] = export_rejects(row, wishes.rejects_path)
    counts["finished_at"] = Now()  # minutes after it began
    if wishes.dry_run or row.supplement:
        made.drop()
        if not wishes.dry_run:
            ClassList(row.settlement_id, list_in_use(row.settlement).pk).drop_remade()
        row.move(ImportStatus.TRIED if wishes.dry_run else ImportStatus.MERGED, by=by, **counts)
        return
    supplement.forget_places(settlement_id=row.settlement_id)
    for old in RosterImport.objects.filter(settlement=row.settlement, status=ImportStatus.READY):
        old_list = ClassList(row.settlement_id, old.pk)
        old_list.detach()  # from here on look-ups wait for our COMMIT
        old_list.drop()
        old_list.drop_remade()
        old.move(ImportStatus.REPLACED, by=by)
    made.attach()
    row.move(ImportStatus.READY, by=by, **counts)


def export_rejects(row: RosterImport, path: Path | None) -> str:
    """Write the rejects' CSV, to `path` or to the import's own file under `var/`; return where."""
    name = f"{row.settlement.slug}-import-{row.pk}.csv"
    path = path or settings.PRORATA_VAR / "rejects" / name
    rejects.export(row, path)
    return str(path)
