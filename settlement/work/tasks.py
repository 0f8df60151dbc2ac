"""The doorbell. Losing every message loses nothing: the beat rings again for what is open."""

from datetime import datetime, timedelta

from celery import current_app, shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerDown

from settlement.work import services

PATIENCE = timedelta(seconds=30)  # a bell is given so long before the beat rings again


def ring(*, job_id: int | None) -> int:
    """Ring for every open chunk of a job, or for its closing when all are done; None rings nothing.

    Returns how many were rung; 0 also where the broker is down, for the beat rings again.
    """
    if job_id is None:
        return 0
    return _ring(services.due(job_id=job_id), now=timezone.now())


@shared_task(name="settlement.work.resume")
def resume() -> None:
    """Ring again for whatever is left open, after a crash of anything."""
    now = timezone.now()
    _ring(services.due(rung_before=now - PATIENCE), now=now)


def _ring(due: services.Due, *, now: datetime) -> int:
    chunk_ids = [chunk_id for _task, chunk_id in due.chunks]
    services.mark_rung(chunk_ids=chunk_ids, now=now)
    rung = 0
    try:
        for task, chunk_id in due.chunks:
            current_app.send_task(task, kwargs={"chunk_id": chunk_id})
            rung += 1
        for task, job_id in due.closings:
            current_app.send_task(task, kwargs={"job_id": job_id})
    except BrokerDown:
        # The next beat need not wait for bells that nobody rang.
        services.mark_rung(chunk_ids=chunk_ids[rung:], now=None)
        return 0
    return len(due.chunks) + len(due.closings)
