"""File many claims from a CSV, for a third party or from paper."""

import json
import logging
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand
from django.utils import timezone
from kombu.exceptions import OperationalError

from claims.filing import imports
from claims.filing.bulkfile import BulkFile
from claims.filing.imports import FILED, Outcome, Wishes
from settlement.accounts.lookup import person_named
from settlement.errors import Refusal
from settlement.progress import Advance, shown
from settlement.refusing import refuse
from settlement.terms.lookup import case_named

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "File every claim of a CSV that has no fault, and write beside the file what became of"
        " each line. The same file filed again files nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the case")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--filer", required=True, metavar="KEY", help="who files these claims")
        parser.add_argument("--paper", action="store_true", help="they came on paper")
        parser.add_argument(
            "--postmarked-on", type=date.fromisoformat, metavar="DAY", help="of all of them"
        )
        parser.add_argument("--no-letters", action="store_true", help="send no receipts by e-mail")
        parser.add_argument("--dry-run", action="store_true", help="file nothing, say all")
        parser.add_argument("--by", metavar="EMAIL", help="who imports them; else the command")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()  # the moment of arrival, before any slow work
        try:
            with shown(sys.stderr) as add:

                def looked_through(found: BulkFile) -> Advance:
                    return add("Filing", total=found.lines, unit="claims")

                outcome = imports.import_claims(
                    settlement=case_named(options["slug"]),
                    path=options["file"],
                    wishes=_wishes(options),
                    by=person_named(options["by"]),
                    now=now,
                    looked_through=looked_through,
                )
        except (Refusal, OSError) as error:
            refuse(self, _sentence(error), as_json=options["json"], unchanged="Nothing was filed.")
        if outcome.counts[FILED]:
            _ring()
        self._report(outcome, as_json=options["json"])

    def _report(self, outcome: Outcome, *, as_json: bool) -> None:
        if as_json:
            result = {"sha256": outcome.sha256, "results_file": str(outcome.results)}
            self.stdout.write(json.dumps(result | {"counts": dict(outcome.counts)}))
            return
        for word, count in outcome.counts.most_common():
            self.stdout.write(f"{count:>12,} {word}")
        self.stdout.write(f"What became of each line: {outcome.results}")


def _wishes(options: dict[str, Any]) -> Wishes:
    return Wishes(
        filer=options["filer"],
        paper=options["paper"],
        postmarked_on=options["postmarked_on"],
        notify=not options["no_letters"],
        dry_run=options["dry_run"],
    )


def _ring() -> None:
    """Ask for verification now. Where the broker is down the beat finds the claims by itself."""
    try:
        current_app.send_task("claims.eligibility.verify_due")
    except OperationalError as error:
        log.warning("The claims wait for the beat to be verified: %s", error)


def _sentence(error: Refusal | OSError) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}."
    return str(error)
