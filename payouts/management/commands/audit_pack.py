"""Write what a court's expert needs to compute a run again, with the program that does it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from payouts.allocation.models import Run
from payouts.auditpack import folder, packing, services
from payouts.auditpack.models import AwardTree
from payouts.payments.lookup import run_named
from settlement.accounts.lookup import acting
from settlement.errors import Refusal
from settlement.refusing import refuse, unwritten


class Command(BaseCommand):
    help = (
        "Write the audit pack of a computed run into a new folder: the settlement file, the"
        " answers that count, every claim's award by its number, sums, hashes, and verify.py, which"
        " computes all of it again. No names and no addresses are in it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the case")
        parser.add_argument("run", metavar="RUN", help="the run's number or id")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")
        parser.add_argument(
            "--by", metavar="EMAIL", help="who takes it; a local site may leave it out"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            by = acting(
                options["by"],
                permission="payouts.download_auditpack",
                why_named="A pack is handed out under a person's name.",
            )
            run = run_named(options["slug"], options["run"])
            tree = services.plant(run)
            size = folder.write(options["out"], packing.files_of(run, tree))
            services.record_taken(run, by=by, as_what="folder")
        except (Refusal, OSError) as error:
            refuse(self, unwritten(error), as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(run, tree, options["out"], size)))
            return
        self.stdout.write(f"{options['out']}: {tree.leaves:,} claims, {size:,} bytes.")
        self.stdout.write(f"Root: {tree.root}")
        self.stdout.write(f"To check it: python3 {options['out'] / 'verify.py'} {options['out']}")


def _as_json(run: Run, tree: AwardTree, out: Path, size: int) -> dict[str, object]:
    return {
        "run": run.number,
        "id": str(run.public_id),
        "folder": str(out),
        "bytes": size,
        "claims": tree.leaves,
        "snapshot_sha256": run.snapshot_sha256,
        "root": tree.root,
        "sum_cents": tree.sum_cents,
    }
