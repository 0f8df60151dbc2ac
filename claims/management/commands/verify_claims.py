"""Verify all filed claims of a case against its class list, and say how they stand."""

import json
import sys
import time
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from claims.eligibility import services, wording
from claims.eligibility.services import Standing
from claims.eligibility.tasks import close_verification, verify_chunk
from claims.filing.models import Claim, ClaimStatus
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.progress import Add, Advance, shown
from settlement.terms.lookup import case_named
from settlement.terms.models import Settlement
from settlement.work import following
from settlement.work.models import Job

STEPS = {
    services.REKEYING: "Keying anew",
    services.RENEWAL: "Taking back",
    services.PLACING: "Placing paid claims",
    services.MATCHING: "Matching",
    services.VERIFICATION: "Deciding",
}


class Command(BaseCommand):
    help = (
        "Verify all filed claims of a case, in chunks through Celery. The command works along"
        " with the workers, so it ends also where none runs; stopped, the workers go on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            settlement = case_named(options["slug"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        job = services.open_verification(
            settlement=settlement, by=User.objects.service("eligibility")
        )
        began = time.monotonic()
        with shown(sys.stderr) as add:
            claims = follow(job, add)
        seconds = time.monotonic() - began
        standings = services.standings(settlement)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(settlement, claims, seconds, standings)))
        else:
            self._report(claims, seconds, standings)

    def _report(self, claims: int, seconds: float, standings: list[Standing]) -> None:
        rate = claims / max(seconds, 0.001)
        self.stdout.write(f"Verified {claims:,} claims in {seconds:.1f} s ({rate:,.0f} a second).")
        self.stdout.write("All claims of the case now:")
        for each in standings:
            why = wording.RULES[each.rule].title if each.rule in wording.RULES else each.rule
            self.stdout.write(f"{each.claims:>12,}  {ClaimStatus(each.status).label:<24} {why}")


def follow(job: Job, add: Add) -> int:
    """Work until the job and the one that follows it are done. Return how many claims."""
    claims = 0
    step: Job | None = job
    while step is not None:
        advance = add(STEPS[step.kind], total=_size(step), unit="claims")
        claims = _follow_step(step, advance)
        step = services.successor(step)
    return claims


def _size(job: Job) -> int:
    """How many claims a step has before it, as far as one can say when it begins."""
    if job.kind == services.REKEYING:
        return Claim.objects.filter(settlement=job.settlement).count()
    claims, filed = Claim.objects.filter(settlement=job.settlement), Q(status=ClaimStatus.FILED)
    of_verified = job.kind in {services.RENEWAL, services.PLACING}
    return claims.filter(~filed if of_verified else filed).count()


def _follow_step(job: Job, advance: Advance) -> int:
    try:
        return following.follow(
            job, advance=advance, do_chunk=verify_chunk, close=close_verification
        )
    except following.JobStopped as stopped:
        raise CommandError(
            f"The {job.kind} stopped, for a part of it failed again and again: {stopped}\n"
            "What was done stands. Mend the cause and start the command again."
        ) from stopped


def _as_json(
    settlement: Settlement, claims: int, seconds: float, standings: list[Standing]
) -> dict[str, object]:
    return {
        "settlement": settlement.slug,
        "verified": claims,
        "seconds": round(seconds, 3),
        "standings": [asdict(each) for each in standings],
    }
