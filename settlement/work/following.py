"""Follow a job from a command that works along with the workers, so that it ends without any."""

import time
from collections.abc import Callable

from django.utils import timezone

from settlement.errors import Refusal
from settlement.progress import Advance
from settlement.work import services
from settlement.work.models import Chunk, Job, JobStatus
from settlement.work.tasks import ring

PAUSE = 0.2  # seconds between looks at work that others hold


class JobStopped(Refusal):
    """A part of the job failed again and again; the text is its error."""


def follow(
    job: Job,
    *,
    advance: Advance,
    do_chunk: Callable[..., None],
    close: Callable[..., None],
) -> int:
    """Ring for the job and work along until it is done. Return how many rows its chunks have.

    advance:         told how many more rows are done
    do_chunk, close: the job's tasks, called here with chunk_id and job_id
    raises:          JobStopped
    """
    ring(job_id=job.pk)
    seen = 0
    while True:
        did_something = _work_along(job, do_chunk, close)
        job.refresh_from_db()
        rows = services.progress(job=job, now=timezone.now()).rows
        advance(rows - seen)
        seen = rows
        if job.status == JobStatus.DONE:
            return rows
        if job.status == JobStatus.STOPPED:
            errors = job.chunks.exclude(error="").values_list("error", flat=True)
            raise JobStopped(f"{errors.first()}")
        if not did_something:
            time.sleep(PAUSE)


def _work_along(job: Job, do_chunk: Callable[..., None], close: Callable[..., None]) -> bool:
    """Do one chunk, or close the job; False where others do all there is to do."""
    due = services.due(job_id=job.pk)
    for _task, job_id in due.closings:
        close(job_id=job_id)
    for _task, chunk_id in due.chunks:
        do_chunk(chunk_id=chunk_id)
        if Chunk.objects.filter(pk=chunk_id, done_at__isnull=False).exists():
            return True
    return bool(due.closings)
