"""Doorbells of the class list. PostgreSQL remembers the work: a lost ring is rung again."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from settlement.duplicates import searching
from settlement.work import services as work


@shared_task(
    name="settlement.duplicates.search_list",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=8,
)
def search_list(*, chunk_id: int) -> None:
    """Search a list for shared identifiers. A second delivery finds it done."""
    finished = work.once(chunk_id=chunk_id, do=searching.do_chunk, now=timezone.now())
    if finished is not None:
        close_search.delay(job_id=finished)


@shared_task(
    name="settlement.duplicates.close_search",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=8,
)
def close_search(*, job_id: int) -> None:
    """Close the job of a search."""
    searching.close(job_id=job_id, now=timezone.now())
