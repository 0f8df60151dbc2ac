"""Import a case's class list."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from settlement.accounts.lookup import person_named
from settlement.errors import Refusal
from settlement.imports import services
from settlement.progress import Add, Advance, shown
from settlement.refusing import refuse
from settlement.roster.models import ImportStatus, RosterImport
from settlement.roster.partitions import INDEXES
from settlement.terms.lookup import case_named

ENDS = {
    ImportStatus.TRIED: "Tried only; the class list is unchanged.",
    ImportStatus.READY: "In use: {}.",
    ImportStatus.MERGED: "Merged into the list in use. The claims that it concerns are verified"
    " again within seconds.",
}


class Command(BaseCommand):
    help = (
        "Load a case's class list, whole. Lines that cannot be loaded go into a CSV of rejects,"
        " each with its reason. The list in use serves until the new one is complete."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the case")
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="OURS=THEIRS",
            help="what the file calls one of our columns; may be given several times",
        )
        parser.add_argument("--rejects", type=Path, metavar="FILE", help="else under var/rejects/")
        parser.add_argument("--again", action="store_true", help="import the same bytes once more")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say all")
        parser.add_argument(
            "--supplement",
            action="store_true",
            help="add to the list in use, change and remove by reference, instead of replacing it",
        )
        parser.add_argument("--by", metavar="EMAIL", help="who imports it; else the command itself")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            row = self._import(options)
        except (Refusal, OSError) as error:
            refuse(
                self,
                _sentence(error),
                as_json=options["json"],
                unchanged="The class list is unchanged.",
            )
        else:
            self._report(row, as_json=options["json"])

    def _import(self, options: dict[str, Any]) -> RosterImport:
        total = sum(path.stat().st_size for path in options["files"])
        with shown(sys.stderr) as add:
            return services.import_roster(
                settlement=case_named(options["slug"]),
                paths=options["files"],
                by=person_named(options["by"]),
                now=timezone.now(),
                wishes=services.Wishes(
                    renamed=_renamed(options["map"]),
                    supplement=options["supplement"],
                    again=options["again"],
                    dry_run=options["dry_run"],
                    rejects_path=options["rejects"],
                ),
                progress=services.Progress(
                    looked_through=add("Looking through", total=total, unit="bytes"),
                    loaded=add("Loading", total=total, unit="bytes"),
                    **_indexing(add, options),
                ),
            )

    def _report(self, row: RosterImport, *, as_json: bool) -> None:
        counts = {"lines": row.lines, "loaded": row.loaded, "rejected": row.rejected}
        if row.supplement:
            counts |= {"added": row.added, "changed": row.changed, "removed": row.removed}
        if as_json:
            result = {"import": row.pk, "status": row.status, "sha256": row.sha256, **counts}
            more = {"unusable": row.unusable, "rejects_file": row.rejects_file or None}
            result |= more | {"files": row.files}
            self.stdout.write(json.dumps(result))
            return
        for file in row.files:
            self.stdout.write(f"{file['name']} was read as {file['form']}.")
        done = f"Members loaded: {row.loaded:,}."
        if row.supplement:
            done = f"Added: {row.added:,}. Changed: {row.changed:,}. Removed: {row.removed:,}."
        self.stdout.write(f"Lines: {row.lines:,}. {done} Rejected: {row.rejected:,}.")
        for name, count in row.unusable.items():
            if count:
                self.stdout.write(f"Loaded without {name}, for it cannot be read: {count:,}.")
        if row.rejects_file:
            self.stdout.write(f"The rejected lines and why: {row.rejects_file}")
        self.stdout.write(ENDS[ImportStatus(row.status)].format(row))


def _indexing(add: Add, options: dict[str, Any]) -> dict[str, Advance]:
    """A bar for the indexes, of which a supplement needs none."""
    if options["supplement"]:
        return {}
    return {"indexed": add("Indexing", total=len(INDEXES), unit="indexes")}


def _sentence(error: Refusal | OSError) -> str:
    if isinstance(error, OSError):
        return f"{error.filename} cannot be read: {error.strerror}."
    return str(error)


def _renamed(pairs: list[str]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    for ours, _, theirs in split:
        if not ours.strip() or not theirs.strip():
            raise Refusal("Write --map as OURS=THEIRS, such as --map member_ref=customer_id.")
    return {ours.strip(): theirs.strip() for ours, _, theirs in split}
