"""Look for near misses of all claims that identifiers lead to no single member."""

import json
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.nearmisses import services, statements
from claims.nearmisses.tasks import close_search, search_chunk
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.progress import Advance, shown
from settlement.terms.lookup import case_named
from settlement.work.following import JobStopped, follow
from settlement.work.models import Job


class Command(BaseCommand):
    help = (
        "Look for members of the class whom a claim's identifiers nearly lead to, in chunks"
        " through Celery. The command works along with the workers; stopped, they go on. What is"
        " found is shown to reviewers, and to nobody else."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            settlement = case_named(options["slug"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        job = services.open_search(settlement=settlement, by=User.objects.service("near-misses"))
        began = time.monotonic()
        with shown(sys.stderr) as add:
            claims = _follow(job, add("Looking", total=_size(job), unit="claims"))
        seconds = time.monotonic() - began
        found = statements.standing(settlement_id=settlement.pk)
        if options["json"]:
            answer = {"settlement": settlement.slug, "looked": claims, "found": found}
            self.stdout.write(json.dumps(answer | {"seconds": round(seconds, 3)}))
            return
        rate = claims / max(seconds, 0.001)
        self.stdout.write(
            f"Looked for {claims:,} claims in {seconds:.1f} s ({rate:,.0f} a second)."
        )
        self.stdout.write("Claims that wait for a person, by their best near miss:")
        for verdict, number in found.items():
            self.stdout.write(f"{number:>12,}  {verdict}")


def _size(job: Job) -> int:
    return services.CHUNK * job.chunks.count()  # the last chunk may be smaller


def _follow(job: Job, advance: Advance) -> int:
    """Work until the job is done. Return for how many claims it looked."""
    try:
        return follow(job, advance=advance, do_chunk=search_chunk, close=close_search)
    except JobStopped as stopped:
        raise CommandError(
            f"The search stopped, for a part of it failed again and again: {stopped}\n"
            "What was found stands. Mend the cause and start the command again."
        ) from stopped
