"""Put a case's class list under a new key."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.eligibility.rekey import rekey_roster
from claims.management.commands.verify_claims import follow
from settlement.accounts.lookup import acting
from settlement.custody import rekeying
from settlement.errors import Refusal
from settlement.keys.services import roster_version
from settlement.progress import Add, shown
from settlement.terms.lookup import case_named
from settlement.work.models import Job


class Command(BaseCommand):
    help = (
        "Build a case's class list anew under the next version of its key, let look-ups and claims"
        " follow, and destroy the key before it. Stopped at any moment, it goes on when it is"
        " started again. Claims filed meanwhile are accepted, and verified when it is done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the case")
        parser.add_argument("--why", required=True, metavar="WORDS", help="why the key is changed")
        parser.add_argument(
            "--by", metavar="EMAIL", help="who changes it; a local site may leave it out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with shown(sys.stderr) as add:
                job = _rekey(options, add)
                claims = follow(job, add)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        version = roster_version(case_named(options["slug"]).pk)
        self.stdout.write(f"Claims keyed anew: {claims:,}.")
        self.stdout.write(f"The class list is under version {version} of its key.")
        self.stdout.write("The version before it is destroyed.")


def _rekey(options: dict[str, Any], add: Add) -> Job:
    settlement = case_named(options["slug"])
    by = acting(options["by"], permission=rekeying.PERMISSION, why_named=rekeying.WHY_NAMED)
    blocks, indexes = rekeying.size(settlement)
    return rekey_roster(
        settlement=settlement,
        why=options["why"],
        by=by,
        now=timezone.now(),
        progress=rekeying.Progress(
            built=add("Building", total=blocks, unit="blocks"),
            indexed=add("Indexing", total=indexes, unit="indexes"),
        ),
    )
