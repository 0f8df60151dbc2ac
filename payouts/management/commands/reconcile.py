"""Compare ledger, awards, payments and files of a case; say where they differ."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payouts.reports.parity import Difference, Parity, compared
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.money import dollars
from settlement.terms.lookup import case_named
from settlement.terms.models import Settlement


class Command(BaseCommand):
    help = (
        "Compare ledger, awards, payments and files of a case. Exits 1 where they differ, and says"
        " where. Changes nothing, but it is recorded that the files were opened."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the case")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            settlement = case_named(options["slug"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        parity = compared(settlement, by=User.objects.service("commands"))
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(settlement, parity), indent=1))
        else:
            self._report(parity)
        if not parity.agrees:
            raise SystemExit(1)

    def _report(self, parity: Parity) -> None:
        for each in parity.differences:
            self.stderr.write(f"{each.about}: should be {_said(each, each.expected)},"
                              f" and is {_said(each, each.found)}.")  # fmt: skip
        for sentence in parity.sentences:
            self.stderr.write(sentence)
        verdict = "Everything agrees" if parity.agrees else "They do not agree; pay nothing"
        self.stdout.write(
            f"{verdict}: {parity.entries:,} ledger entries, {parity.runs:,} runs,"
            f" {parity.payments:,} payments and {parity.batches:,} batches compared."
        )


def _said(difference: Difference, number: int) -> str:
    return f"{number:,}" if "number of" in difference.about else f"${dollars(number)}"


def _as_json(settlement: Settlement, parity: Parity) -> dict[str, Any]:
    found = asdict(parity)
    return {"settlement": settlement.slug, "agrees": parity.agrees, **found}
