"""Write the mail-merge file for the notice vendor."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from settlement.accounts.lookup import acting
from settlement.custody import noticefile
from settlement.custody.noticefile import NoticeFile
from settlement.errors import Refusal
from settlement.progress import shown
from settlement.refusing import refuse, unwritten
from settlement.terms.lookup import case_named


class Command(BaseCommand):
    help = (
        "Write every member's notice ID, confirmation code, name, address and e-mail into a CSV"
        " that its owner alone can read. It is recorded who asked, what for, and what was written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the case")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")
        parser.add_argument("--purpose", required=True, metavar="WORDS", help="what it is for")
        parser.add_argument(
            "--state",
            action="append",
            default=[],
            type=str.upper,
            metavar="IL",
            help="members of this state alone; may be given several times",
        )
        parser.add_argument(
            "--by", metavar="EMAIL", help="who exports it; a local site may leave it out"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = self._export(options)
        except (Refusal, OSError) as error:
            refuse(
                self, unwritten(error), as_json=options["json"], unchanged="No file was written."
            )
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(made)))
            return
        self.stdout.write(f"{made.path}: {made.members:,} members, {made.size:,} bytes.")
        self.stdout.write(f"SHA-256 {made.sha256}")

    def _export(self, options: dict[str, Any]) -> NoticeFile:
        settlement = case_named(options["slug"])
        by = acting(
            options["by"],
            permission=noticefile.PERMISSION,
            why_named="The class list leaves the house under a person's name.",
        )
        total = noticefile.members_in_use(settlement)
        with shown(sys.stderr) as add:
            return noticefile.export_notices(
                settlement=settlement,
                path=options["out"],
                purpose=options["purpose"],
                by=by,
                states=options["state"],
                written=add("Exporting", total=total, unit="members"),
            )


def _as_json(made: NoticeFile) -> dict[str, object]:
    return {
        "file": str(made.path),
        "members": made.members,
        "bytes": made.size,
        "sha256": made.sha256,
    }
