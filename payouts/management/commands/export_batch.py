"""Write an approved batch's file, with its SHA-256 beside it."""

import json
from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from payouts.payments.lookup import acting, batch_named
from payouts.payments.models import Batch
from payouts.payments.services import bytes_of
from settlement.errors import Refusal
from settlement.money import dollars, shown
from settlement.refusing import refuse, unwritten


class Command(BaseCommand):
    help = (
        "Write an approved batch's file into a folder, with its SHA-256 beside it. It is recorded"
        " that the file left the house. The folder's owner alone may read the file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("batch", metavar="BATCH", help="its id, or SLUG/NUMBER")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR")
        parser.add_argument(
            "--by", metavar="EMAIL", help="who exports it; a local site may leave it out"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            batch = batch_named(options["batch"])
            by = acting(options["by"], permission="payouts.download_batch")
            options["out"].mkdir(parents=True, exist_ok=True)
            data = bytes_of(batch=batch, by=by, now=timezone.now(), purpose="export_batch")
            path = _written(options["out"], batch, data)
        except (Refusal, OSError) as error:
            refuse(self, unwritten(error), as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(batch, path)))
            return
        payments = f"{batch.payments_count:,} payments, {shown(batch.total_cents)}"
        self.stdout.write(f"{path}: {payments}, SHA-256 {batch.file_sha256}")


def _written(folder: Path, batch: Batch, data: bytes) -> Path:
    """Write the file and, in the form of `sha256sum --check`, its hash."""
    path = folder / batch.file.name
    with path.open("wb") as file:
        path.chmod(0o600)  # account numbers stand in it; a file of this name may lie here already
        file.write(data)
    line = f"{sha256(data).hexdigest()}  {path.name}\n"
    (folder / f"{path.name}.sha256").write_text(line, encoding="ascii")
    return path


def _as_json(batch: Batch, path: Path) -> dict[str, object]:
    return {
        "batch": str(batch.public_id),
        "file": str(path),
        "method": batch.method,
        "payments": batch.payments_count,
        "total": dollars(batch.total_cents),
        "sha256": batch.file_sha256,
    }
