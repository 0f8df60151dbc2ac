"""Make a run of a case's allocation and follow it until it is computed."""

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from claims.filing.models import Claim, ClaimStatus
from payouts.allocation import services
from payouts.allocation.models import Run, RunKind, RunStatus
from payouts.allocation.tasks import award_chunk, close_run, freeze_run, start_awards
from payouts.payments.lookup import acting
from payouts.residual.distributions import open_late, open_second
from payouts.residual.tasks import freeze_later_run
from settlement.errors import Refusal
from settlement.money import shown
from settlement.progress import Advance
from settlement.progress import shown as progress_shown
from settlement.refusing import refuse
from settlement.terms.lookup import case_named
from settlement.work import services as work
from settlement.work.models import Chunk, Job, JobStatus
from settlement.work.tasks import ring

PAUSE = 0.1  # seconds between two looks
PATIENCE = 5.0  # seconds without any progress before the command lends a hand
TASKS: Mapping[str, Callable[..., None]] = {
    task.name: task for task in (freeze_run, freeze_later_run, start_awards, award_chunk, close_run)
}


class Command(BaseCommand):
    help = (
        "Make a run: freeze the approved claims, divide the net fund among them, and award it in"
        " chunks through Celery. Where no worker moves for some seconds, the command does the work"
        " itself. Stopped with Ctrl-C, the run goes on with the workers. Another person then"
        " approves it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the case")
        parser.add_argument(
            "--distribution",
            type=int,
            default=1,
            help="1, the first and the default; the next number holds the second distribution, of"
            " what is left among those whose payments cleared",
        )
        parser.add_argument(
            "--late",
            action="store_true",
            help="admit claims that were approved or corrected since, out of reserve and residual",
        )
        parser.add_argument("--order", default="", help="the recorded order; --late needs one")
        parser.add_argument(
            "--by", metavar="EMAIL", help="who makes it; a local site may leave it out"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = _opened(options)
            _follow_until_stopped(run)
        except Refusal as refusal:
            refuse(self, str(refusal), as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(run), indent=1))
        else:
            self._report(run)

    def _report(self, run: Run) -> None:
        kind = "preliminary, for claims are still open" if run.preliminary else "final"
        self.stdout.write(f"Run {run.number} is computed ({kind}); its id is {run.public_id}.")
        for name, cents in _sums(run):
            self.stdout.write(f"{name:<20}{shown(cents or 0):>20}")
        self.stdout.write(f"{'Claims':<20}{run.claims or 0:>20,}")
        for pool in run.figures["pools"]:
            for tranche in pool["tranches"]:
                if tranche["point_value"] is not None:
                    name = f"A point of {tranche['key']}"
                    self.stdout.write(f"{name:<20}{'$' + tranche['point_value']:>20}")
                if "note" in tranche:
                    self.stdout.write(tranche["note"])
        if "note" in run.figures:
            self.stdout.write(run.figures["note"])
        self.stdout.write(f"SHA-256 of the snapshot: {run.snapshot_sha256}")
        self.stdout.write("Another person now approves it.")


def _sums(run: Run) -> list[tuple[str, int | None]]:
    first = run.kind == RunKind.FIRST
    kept = [("of that in reserve", run.reserve_cents)] if run.reserve_cents else []
    return [
        ("Net fund" if first else "Left to divide", run.net_cents),
        ("Awarded", run.awarded_cents),
        ("Residual", run.residual_cents),
        *kept,
    ]


def _opened(options: dict[str, Any]) -> Run:
    settlement = case_named(options["slug"])
    by = acting(options["by"], permission="payouts.make_run")
    now, distribution = timezone.now(), options["distribution"]
    if options["late"]:
        return open_late(settlement=settlement, order=options["order"], by=by, now=now)
    if distribution != 1:
        return open_second(settlement=settlement, by=by, now=now, distribution=distribution)
    return services.open_run(settlement=settlement, by=by, now=now)


def _follow_until_stopped(run: Run) -> None:
    try:
        _follow(run)
    except KeyboardInterrupt:
        raise Refusal(
            f"Run {run.number} goes on without this command; its page says how far it is."
        ) from None


def _follow(run: Run) -> None:
    """Wait until the run is computed or refused, showing how far it is.

    raises: Refusal where it was refused, or its work stopped
    """
    approved = Claim.objects.filter(settlement=run.settlement_id, status=ClaimStatus.APPROVED)
    with progress_shown(sys.stderr) as add:
        alone = _follow_job(run.job, add("Freezing", total=approved.count(), unit="claims"))
        run.refresh_from_db()
        if run.status != RunStatus.REFUSED:
            award = add("Awarding", total=run.claims or 0, unit="claims")
            _follow_job(run.job, award, alone=alone)
            run.refresh_from_db()
    if run.status == RunStatus.REFUSED:
        raise Refusal(run.refusal)


def _follow_job(job: Job | None, advance: Advance, *, alone: bool = False) -> bool:
    """Wait for one piece of the run's work, and lend a hand where no worker does it.

    alone:   whether no worker did the piece before, so that none is waited for
    returns: whether none did this one
    """
    if job is None:
        return alone
    ring(job_id=job.pk)
    seen, moved_at, impatient = 0, time.monotonic(), alone
    while job.status == JobStatus.OPEN:
        rows = work.progress(job=job, now=timezone.now()).rows
        if rows > seen:
            advance(rows - seen)
            seen, moved_at = rows, time.monotonic()
        impatient = impatient or time.monotonic() - moved_at > PATIENCE
        if impatient and not alone and _nobody_works_on(job):
            alone = True
            sys.stderr.write("No worker takes up the work, so this command does it itself.\n")
        if not (impatient and _lend_a_hand(job)):
            time.sleep(PAUSE)
        job.refresh_from_db()
    advance(work.progress(job=job, now=timezone.now()).rows - seen)
    if job.status == JobStatus.STOPPED:
        raise Refusal(_why_stopped(job))
    return alone


@transaction.atomic
def _nobody_works_on(job: Job) -> bool:
    """Whether chunks are left, and no worker holds one of them."""
    left = Chunk.objects.filter(job=job, done_at=None)
    free = [*left.select_for_update(skip_locked=True).values_list("pk")]
    return 0 < len(free) == left.count()


def _lend_a_hand(job: Job) -> bool:
    """Do one due thing here. False where a worker holds all there is to do."""
    due = work.due(job_id=job.pk)
    for task, job_id in due.closings:
        TASKS[task](job_id=job_id)
    for task, chunk_id in due.chunks:
        TASKS[task](chunk_id=chunk_id)
        if Chunk.objects.filter(pk=chunk_id, done_at__isnull=False).exists():
            return True
    return bool(due.closings)


def _why_stopped(job: Job) -> str:
    error = job.chunks.exclude(error="").values_list("error", flat=True).first()
    return (
        f"The run stopped, for a part of it failed again and again: {error} Mend the cause, give"
        " the run up on its page, and make another."
    )


def _as_json(run: Run) -> dict[str, Any]:
    return {
        "run": run.number,
        "id": str(run.public_id),
        "kind": run.kind,
        "distribution": run.distribution,
        "preliminary": run.preliminary,
        "claims": run.claims,
        **run.figures,
        "snapshot_sha256": run.snapshot_sha256,
    }
