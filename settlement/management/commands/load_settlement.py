"""Check a settlement file and adopt it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from settlement.accounts.lookup import person_named
from settlement.errors import Refusal
from settlement.terms import services
from settlement.terms.faults import SettlementFileRefused
from settlement.terms.reading import text_of


class Command(BaseCommand):
    help = (
        "Check a settlement file and adopt it. A changed file of an adopted case is a new version"
        " and asks for --reason. Refused files change nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--strict", action="store_true", help="refuse also on a warning")
        parser.add_argument("--reason", default="", help="why the file of an adopted case changes")
        parser.add_argument("--by", metavar="EMAIL", help="who adopts it; else the command itself")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            adopted = services.adopt(
                text=text_of(options["file"]),
                file_name=options["file"].name,
                by=person_named(options["by"]),
                now=timezone.now(),
                reason=options["reason"],
                strict=options["strict"],
            )
        except Refusal as refusal:
            self._refuse(refusal, as_json=options["json"])
        else:
            self._report(adopted, as_json=options["json"])

    def _refuse(self, refusal: Refusal, *, as_json: bool) -> None:
        if not as_json:
            raise CommandError(f"{refusal}\nNothing was stored.") from refusal
        faults = refusal.faults if isinstance(refusal, SettlementFileRefused) else ()
        self._print_json(
            refused=str(refusal),
            faults=[
                {"path": fault.path, "line": fault.line, "expected": fault.expected}
                for fault in faults
            ],
        )
        raise SystemExit(1)

    def _report(self, adopted: services.Adopted, *, as_json: bool) -> None:
        version = adopted.version
        if as_json:
            self._print_json(
                settlement=adopted.settlement.slug,
                version=version.number,
                sha256=version.sha256,
                created=adopted.created,
                warnings=[
                    {"path": warning.path, "sentence": warning.sentence}
                    for warning in adopted.warnings
                ],
            )
            return
        for warning in adopted.warnings:
            self.stdout.write(self.style.WARNING(f"Warning: {warning}"))
        what = "is adopted as" if adopted.created else "is unchanged; it is in force as"
        self.stdout.write(
            f"{adopted.settlement.name} {what} version {version.number} (SHA-256 {version.sha256})."
        )

    def _print_json(self, **values: object) -> None:
        self.stdout.write(json.dumps(values, indent=2))
