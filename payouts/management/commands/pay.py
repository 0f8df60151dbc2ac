"""Make the payments and batches of an approved run."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from payouts.allocation.models import Run
from payouts.payments.lookup import acting, run_named
from payouts.payments.models import Batch
from payouts.payments.services import make_batches
from payouts.payments.waiting import fallen, held_back, waiting
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.money import dollars, shown
from settlement.progress import shown as progress_shown
from settlement.refusing import refuse


class Command(BaseCommand):
    help = (
        "Make payments for what an approved run still owes, in batches by method, each with its"
        " file. Another person approves a batch; then export_batch writes its file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the case")
        parser.add_argument("run", metavar="RUN", help="the run's number, or its public id")
        parser.add_argument(
            "--by", metavar="EMAIL", help="who makes them; a local site may leave it out"
        )
        parser.add_argument(
            "--order",
            default="",
            metavar="TEXT",
            help="the order that a preliminary run is paid by",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = run_named(options["slug"], options["run"])
            by = acting(options["by"], permission="payouts.make_batch")
            batches = self._make(run, by=by, order=options["order"])
        except Refusal as refusal:
            refuse(self, str(refusal), as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(run, batches)))
        else:
            self._report(run, batches)

    def _make(self, run: Run, *, by: User, order: str) -> list[Batch]:
        total = sum(each.count for each in waiting(run=run) if each.has_file)
        with progress_shown(sys.stderr) as add:
            return make_batches(
                run=run,
                by=by,
                now=timezone.now(),
                order=order,
                wrote=add("Writing files", total=total, unit="payments"),
            )

    def _report(self, run: Run, batches: list[Batch]) -> None:
        for batch in batches:
            self.stdout.write(
                f"{batch}: {batch.payments_count:,} by {batch.method_title},"
                f" {shown(batch.total_cents)}, effective {batch.effective_on}, {batch.file.name}"
            )
            self.stdout.write(f"  id {batch.public_id}\n  SHA-256 {batch.file_sha256}")
        for each in waiting(run=run):
            self.stdout.write(f"Waiting: {each}")
        if (fell := fallen(run=run)).count:
            self.stdout.write(f"{fell}.")
        for claim in held_back(run=run):
            self.stdout.write(f"Held back: claim {claim.claim_number}, {claim.why}.")
        self.stdout.write("Another person now approves each batch by the hash of its file.")


def _as_json(run: Run, batches: list[Batch]) -> dict[str, object]:
    fell = fallen(run=run)
    return {
        "settlement": run.settlement.slug,
        "run": run.number,
        "batches": [
            {
                "batch": str(batch.public_id),
                "number": batch.number,
                "method": batch.method,
                "payments": batch.payments_count,
                "total": dollars(batch.total_cents),
                "file": batch.file.name,
                "sha256": batch.file_sha256,
                "effective_on": batch.effective_on.isoformat(),
            }
            for batch in batches
        ],
        "waiting": [
            {"method": each.method, "payments": each.count, "total": dollars(each.cents)}
            for each in waiting(run=run)
        ],
        "fallen": {"claims": fell.count, "total": dollars(fell.cents)},
        "held": [{"claim": each.claim_number, "why": each.why} for each in held_back(run=run)],
    }
