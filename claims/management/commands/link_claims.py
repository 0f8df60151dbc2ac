"""Export near misses with the weights of a Splink model."""

from argparse import ArgumentParser
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from settlement.accounts.lookup import acting
from settlement.errors import Refusal
from settlement.terms.lookup import case_named

WARNING = (
    "The files say which claim may be whose: they are personal data. Their owner alone may read"
    " them; delete them when they are no longer needed."
)


class Command(BaseCommand):
    help = (
        "Compare the claims that identifiers lead to no single member with the members whom they"
        " nearly lead to, by a Splink model with the weights of docs/algorithms/near-misses.md, and"
        " write candidates.csv and waterfall.csv into a folder. Needs the extra `linkage`. Every"
        " opening is recorded."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")
        parser.add_argument(
            "--by", metavar="EMAIL", help="who exports them; a local site may leave it out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if find_spec("splink") is None:
            raise CommandError(
                "Splink is not installed. Install the extra: uv sync --extra linkage"
            )
        exporting = import_module("claims.nearmisses.exporting")  # it imports what is optional
        try:
            by = acting(
                options["by"],
                permission="claims.reopen_claim",
                why_named="Who exports near misses stands in the log.",
            )
            done = exporting.export_links(
                settlement=case_named(options["slug"]), folder=options["out"], by=by
            )
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done.pairs:,} pairs: {done.candidates}, {done.waterfall}")
        self.stdout.write(WARNING)
