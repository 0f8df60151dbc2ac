"""Run a settlement file's plan over a scenario, without a database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO, cast

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from payouts.allocation.figures import figures, rows
from payouts.allocation.plan import divide
from payouts.allocation.scenario import groups_of, scenario_text
from settlement.errors import Refusal
from settlement.refusing import refuse
from settlement.terms.parse import parse_terms
from settlement.terms.reading import text_of

type _Figures = dict[str, Any]


class Command(BaseCommand):
    help = (
        "Divide the fund of a settlement file among the claims of a scenario: a CSV with a column"
        ' "count" and one for each question or flag that matters. Nothing is stored.'
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.toml")
        parser.add_argument("scenario", type=Path, metavar="SCENARIO.csv")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--estimate",
            action="store_true",
            help="exact awards, rounded to the nearest cent for display; a run obeys the file",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = _simulated(options["file"], options["scenario"], options["estimate"])
        except Refusal as refusal:
            refuse(self, str(refusal), as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=1))
        else:
            self._show(found, estimate=options["estimate"])

    def _show(self, found: _Figures, *, estimate: bool) -> None:
        console = Console(file=cast(TextIO, self.stdout), highlight=False)
        for key in ("gross", "deductions", "net", "paid", "residual"):
            console.print(f"{key:<10} {found[key]:>20}")
        console.print(_tranches(found))
        console.print(_rows(found))
        for note in _notes(found):
            console.print(note)
        if estimate:
            console.print("This is an estimate. A run obeys the settlement file's rounding.")


def _simulated(file: Path, scenario: Path, estimate: bool) -> _Figures:
    terms = parse_terms(text_of(file), file_name=file.name)
    groups = groups_of(scenario_text(scenario), terms)
    division = divide(terms, groups, estimate=estimate)
    return figures(division) | {"rows": rows(division, groups)}


def _tranches(found: _Figures) -> Table:
    table = Table("tranche", box=None)
    for name in ("available", "claims", "points or targets", "value or scale", "paid"):
        table.add_column(name, justify="right")
    for pool in found["pools"]:
        for each in pool["tranches"]:
            table.add_row(
                f"{pool['key']}.{each['key']}",
                each["available"],
                f"{each['claims']:,}",
                each["points"],
                each["point_value"] or each["scale"] or "none",
                each["paid"],
            )
    return table


def _rows(found: _Figures) -> Table:
    table = Table(box=None)
    for name in ("row", "claims", "award each", "extra cents"):
        table.add_column(name, justify="right")
    table.add_column("")
    for number, row in enumerate(found["rows"], start=1):
        extra = str(row["extra_cents"] or "")
        table.add_row(str(number), f"{row['count']:,}", row["award"], extra, row.get("reason", ""))
    return table


def _notes(found: _Figures) -> list[str]:
    whole = [found["note"]] if "note" in found else []
    return whole + [
        f"{pool['key']}.{each['key']}: {each['note']}"
        for pool in found["pools"]
        for each in pool["tranches"]
        if "note" in each
    ]
