"""Searching a list for shared identifiers as a job: asked for on a page, done by a worker."""

from datetime import datetime

from django.db import transaction

from settlement.accounts.models import User
from settlement.duplicates import duplicates
from settlement.roster.in_use import list_in_use
from settlement.terms import holding
from settlement.terms.models import Settlement
from settlement.work import services as work
from settlement.work.models import Chunk, Job, JobStatus

SEARCH = "search for shared identifiers"  # kind of the job


@transaction.atomic
def open_search(*, settlement: Settlement, by: User) -> Job:
    """Open the job, or return the one that is open. The caller rings after COMMIT.

    raises: Refusal where the case has no list in use
    """
    list_in_use(settlement)
    holding.lock_case(settlement.pk)
    jobs = Job.objects.filter(settlement=settlement, kind=SEARCH, status=JobStatus.OPEN)
    return jobs.first() or work.open_job(
        kind=SEARCH,
        settlement_id=settlement.pk,
        chunk_task="settlement.duplicates.search_list",
        closing_task="settlement.duplicates.close_search",
        ranges=[(1, 1)],
        by=by,
    )


def do_chunk(chunk: Chunk) -> int:
    """Search, within `work.once`. Return how many members were found to share something."""
    job = chunk.job
    case = Settlement.objects.get(job=job)
    found = duplicates.search(settlement=case, by=job.made_by)
    identifiers = found.counts.filter(what__in=duplicates.IDENTIFIERS)
    return sum(identifiers.values_list("members", flat=True))


@transaction.atomic
def close(*, job_id: int, now: datetime) -> None:
    """Close the job once it is done; closing it again changes nothing."""
    job = work.lock_open(job_id=job_id)
    if job is not None:
        work.finish(job=job, now=now)
