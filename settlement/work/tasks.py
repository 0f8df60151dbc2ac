"""The doorbell. Losing every message loses nothing: the beat rings again for what is open."""

from celery import current_app, shared_task
from kombu.exceptions import OperationalError as BrokerDown

from settlement.work import services


def ring(*, job_id: int | None = None) -> int:
    """Ring for every open chunk and every job ready to close, of one job or of all.

    Returns how many were rung; 0 also where the broker is down, for the beat rings again.
    """
    due = services.due(job_id=job_id)
    try:
        for task, chunk_id in due.chunks:
            current_app.send_task(task, kwargs={"chunk_id": chunk_id})
        for task, closing_job_id in due.closings:
            current_app.send_task(task, kwargs={"job_id": closing_job_id})
    except BrokerDown:
        return 0
    return len(due.chunks) + len(due.closings)


@shared_task(name="settlement.work.resume")
def resume() -> None:
    """Ring again for whatever is left open, after a crash of anything."""
    ring()
