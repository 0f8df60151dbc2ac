"""Doorbells of the search for near misses. PostgreSQL remembers the work."""

import logging
from functools import partial

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from claims.nearmisses import services, statements
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from settlement.work import services as work
from settlement.work.tasks import ring

log = logging.getLogger(__name__)


@shared_task(
    name="claims.nearmisses.search_chunk",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=8,
)
def search_chunk(*, chunk_id: int) -> None:
    """Search for one chunk. A second delivery finds the chunk done and writes nothing."""
    now = timezone.now()
    finished = work.once(chunk_id=chunk_id, do=partial(services.do_chunk, now=now), now=now)
    if finished is not None:
        close_search.delay(job_id=finished)


@shared_task(
    name="claims.nearmisses.close_search",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=8,
)
def close_search(*, job_id: int) -> None:
    """Close the job. Closing again changes nothing."""
    services.close(job_id=job_id, now=timezone.now())


@shared_task(name="claims.nearmisses.search_due")
def search_due() -> None:
    """Search for what is new or changed, in every case; a case that fails keeps none waiting."""
    for settlement_id in statements.cases():
        try:
            _search_due(Settlement.objects.get(pk=settlement_id))
        except Exception:
            log.exception("Near misses of case %s could not be looked for.", settlement_id)


def _search_due(settlement: Settlement) -> None:
    job = services.search_due(settlement=settlement, by=User.objects.service("near-misses"))
    if job is not None:
        ring(job_id=job.pk)
