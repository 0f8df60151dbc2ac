"""The doorbell of a later distribution: its entrants are named, then it is frozen."""

from functools import partial

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from payouts.residual import distributions
from settlement.work import services as work
from settlement.work.tasks import ring


@shared_task(
    name=distributions.FREEZE,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=8,
)
def freeze_later_run(*, chunk_id: int) -> None:
    """Freeze a later run. A second delivery finds the chunk done and writes nothing."""
    now = timezone.now()
    finished = work.once(chunk_id=chunk_id, do=partial(distributions.freeze_run, now=now), now=now)
    if finished is not None:
        ring(job_id=finished)
