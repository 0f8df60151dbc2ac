"""Record the exclusions of a CSV, as counsel or intake has them."""

import json
import logging
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from celery import current_app
from django.core.management.base import BaseCommand
from django.utils import timezone
from kombu.exceptions import OperationalError

from claims.filing.bulkfile import BulkFile
from claims.optouts import imports
from claims.optouts.imports import RECORDED, Outcome
from settlement.accounts.lookup import acting
from settlement.errors import Refusal
from settlement.progress import Advance, shown
from settlement.refusing import refuse
from settlement.terms.calendar import local_day
from settlement.terms.lookup import case_named

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Record every request to be excluded of a CSV that has no fault, and write beside the file"
        " what became of each line. The same file again records nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the case")
        parser.add_argument(
            "file",
            type=Path,
            metavar="FILE",
            help="columns: member_ref or notice_id, name, address, received_on",
        )
        parser.add_argument("--counsel", default="", metavar="NAME", help="who sent them together")
        parser.add_argument("--dry-run", action="store_true", help="record nothing, say all")
        parser.add_argument("--by", metavar="EMAIL", help="who records them")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with shown(sys.stderr) as add:

                def looked_through(found: BulkFile) -> Advance:
                    return add("Recording", total=found.lines, unit="requests")

                settlement = case_named(options["slug"])
                outcome = imports.import_exclusions(
                    settlement=settlement,
                    path=options["file"],
                    counsel=options["counsel"],
                    dry_run=options["dry_run"],
                    by=acting(
                        options["by"],
                        permission="claims.record_exclusion",
                        why_named="Who is excluded is not paid.",
                    ),
                    today=local_day(timezone.now(), ZoneInfo(settlement.time_zone)),
                    looked_through=looked_through,
                )
        except (Refusal, OSError) as error:
            refuse(
                self, _sentence(error), as_json=options["json"], unchanged="Nothing was recorded."
            )
        if outcome.counts[RECORDED]:
            _ring()
        self._report(outcome, as_json=options["json"])

    def _report(self, outcome: Outcome, *, as_json: bool) -> None:
        if as_json:
            result = {"sha256": outcome.sha256, "results_file": str(outcome.results)}
            counts = {"counts": dict(outcome.counts), "claims_being_paid": outcome.paid}
            self.stdout.write(json.dumps(result | counts))
            return
        for word, count in outcome.counts.most_common():
            self.stdout.write(f"{count:>12,} {word}")
        if outcome.paid:
            self.stdout.write(
                f"Claims being paid for excluded members: {', '.join(outcome.paid)}. Void their"
                " payments, and they are held."
            )
        self.stdout.write(f"What became of each line: {outcome.results}")


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
