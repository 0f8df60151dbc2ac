"""Destroy a case's class list, or all its personal data, as the court ordered."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from payouts.reports.ending import still_open, what_stays
from settlement.accounts.lookup import acting
from settlement.custody import ending
from settlement.custody.certificate import Certificate
from settlement.errors import Refusal
from settlement.refusing import refuse
from settlement.terms.lookup import case_named
from settlement.terms.models import Settlement


class Command(BaseCommand):
    help = (
        "Destroy the keys of a case and drop its class list, by order of the court, and print the"
        " certificate. Nothing of it can be read afterwards, by anybody. With --roster-only the"
        " class list and its key alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the case")
        parser.add_argument("--order", required=True, metavar="WORDS", help="the court's order")
        parser.add_argument("--roster-only", action="store_true", help="the class list alone")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument(
            "--by", metavar="EMAIL", help="who destroys it; a local site may leave it out"
        )
        parser.add_argument("--out", type=Path, metavar="FILE", help="the certificate, as a file")
        parser.add_argument("--json", action="store_true", help="the certificate as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            certificate = self._destroy(options)
        except Refusal as refusal:
            refuse(self, str(refusal), as_json=options["json"], unchanged="Nothing was destroyed.")
        text = json.dumps(certificate.as_json()) if options["json"] else certificate.as_text()
        self.stdout.write(text)
        if options["out"]:
            _write(options["out"], f"{text}\n")
        ending.forget_wrapped_keys()

    def _destroy(self, options: dict[str, Any]) -> Certificate:
        settlement = case_named(options["slug"])
        by = acting(options["by"], permission=ending.PERMISSION, why_named=ending.WHY_NAMED)
        open_matters = still_open(settlement, roster_only=options["roster_only"])
        if open_matters:
            raise Refusal(" ".join(open_matters))
        if not options["yes"]:
            self._confirm(settlement, roster_only=options["roster_only"])
        return ending.destroy(
            settlement=settlement,
            roster_only=options["roster_only"],
            order=options["order"],
            stays=what_stays(settlement),
            by=by,
            now=timezone.now(),
        )

    def _confirm(self, settlement: Settlement, *, roster_only: bool) -> None:
        if not sys.stdin.isatty():
            raise Refusal("Say --yes where nobody can be asked.")
        what = "the class list" if roster_only else "all personal data"
        self.stderr.write(f"This destroys {what} of {settlement.name}. It cannot be undone.")
        self.stderr.write(f"Type {settlement.slug} to go on:")
        if sys.stdin.readline().strip() != settlement.slug:
            raise Refusal("That is not the case's name.")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(
            f"It is destroyed, but {path} cannot be written: {error.strerror}. The log has the "
            "certificate, too."
        ) from error
