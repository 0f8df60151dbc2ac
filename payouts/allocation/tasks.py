"""Doorbells of a run. PostgreSQL remembers the work: a lost ring is rung again by the beat."""

from functools import partial

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from payouts.allocation import services
from settlement.work import services as work
from settlement.work.tasks import ring


@shared_task(
    name="payouts.allocation.freeze_run",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=8,
)
def freeze_run(*, chunk_id: int) -> None:
    """Freeze a run. A second delivery finds the chunk done and writes nothing."""
    now = timezone.now()
    finished = work.once(chunk_id=chunk_id, do=partial(services.freeze_run, now=now), now=now)
    if finished is not None:
        ring(job_id=finished)


@shared_task(
    name="payouts.allocation.start_awards",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=8,
)
def start_awards(*, job_id: int) -> None:
    """Ring for the chunks of a run just frozen."""
    job = services.start_awards(job_id=job_id, now=timezone.now())
    if job is not None:
        ring(job_id=job.pk)


@shared_task(
    name="payouts.allocation.award_chunk",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=8,
)
def award_chunk(*, chunk_id: int) -> None:
    """Award one chunk of claims. A second delivery finds the chunk done and writes nothing."""
    finished = work.once(chunk_id=chunk_id, do=services.award_chunk, now=timezone.now())
    if finished is not None:
        ring(job_id=finished)


@shared_task(
    name="payouts.allocation.close_run",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=8,
)
def close_run(*, job_id: int) -> None:
    """Compare the sums and close a run; closing it again changes nothing."""
    services.close_run(job_id=job_id, now=timezone.now())
