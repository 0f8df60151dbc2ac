"""The one place that knows how chunked work stays correct under crashes and second deliveries."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Q, Sum

from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.work import statements
from settlement.work.models import Chunk, Job, JobStatus

MOST_ATTEMPTS = 5
MOST_RUNG = 1_000  # chunks rung in one go; the beat comes again


@transaction.atomic
def open_job(
    *,
    kind: str,
    settlement_id: int | None,
    subject: str = "",
    chunk_task: str,
    closing_task: str,
    ranges: Iterable[tuple[int, int]],
    by: User,
    data: Mapping[str, object] | None = None,
) -> Job:
    """Write a job and its chunks, one for each range (first, last), both included.

    Rings nothing: after COMMIT the caller rings `tasks.ring(job_id=…)`, and if it dies
    before, the beat does.
    """
    job = Job.objects.create(
        kind=kind,
        settlement_id=settlement_id,
        subject=subject,
        chunk_task=chunk_task,
        closing_task=closing_task,
        made_by=by,
        data=dict(data or {}),
    )
    Chunk.objects.bulk_create(
        Chunk(job=job, number=number, first=first, last=last)
        for number, (first, last) in enumerate(ranges, start=1)
    )
    return job


def once(*, chunk_id: int, do: Callable[[Chunk], int], now: datetime) -> int | None:
    """Do one chunk unless it is done, or held by another worker. Call it as often as you like.

    do:      writes the chunk's rows inside our transaction and returns how many
    returns: the job's id when no chunk of the job is left open, else None
    raises:  whatever `do` raises; then nothing is written and the chunk stays open
    """
    # The attempt is counted first, in a transaction of its own: a chunk that kills its
    # worker each time must not be tried for ever.
    statements.count_attempt(chunk_id=chunk_id, now=now)
    try:
        with transaction.atomic():
            return _do(chunk_id, do)
    except Exception as error:
        Chunk.objects.filter(pk=chunk_id, done_at=None).update(error=f"{error}"[:2000])
        raise


def _do(chunk_id: int, do: Callable[[Chunk], int]) -> int | None:
    chunk = Chunk.objects.select_for_update(skip_locked=True).filter(pk=chunk_id).first()
    if chunk is None:
        return None
    if chunk.done_at is None and chunk.attempts <= MOST_ATTEMPTS:
        rows = do(chunk)
        Chunk.objects.filter(pk=chunk_id).update(rows=rows, done_at=statements.ClockNow(), error="")
    # Lock the job before looking, or two last chunks each think the other is still open.
    job = Job.objects.select_for_update().get(pk=chunk.job_id)
    left_open = job.status != JobStatus.OPEN or job.chunks.filter(done_at=None).exists()
    return None if left_open else job.pk


def lock_open(*, job_id: int) -> Job | None:
    """Lock a job for its closing; None where it is closed already. Needs a transaction."""
    return Job.objects.select_for_update().filter(pk=job_id, status=JobStatus.OPEN).first()


def finish(*, job: Job, now: datetime) -> None:
    """Mark a locked job done. Refuses while a chunk is open."""
    if job.chunks.filter(done_at=None).exists():
        raise Refusal(f"{job} still has open chunks; it closes when they are done.")
    Job.objects.filter(pk=job.pk).update(status=JobStatus.DONE, finished_at=now)


@dataclass(frozen=True)
class Due:
    """What the beat must ring: (task name, id) of open chunks and of jobs ready to close."""

    chunks: list[tuple[str, int]]
    closings: list[tuple[str, int]]


def due(*, job_id: int | None = None, rung_before: datetime | None = None) -> Due:
    """Open chunks, and open jobs whose chunks are all done.

    rung_before: leave out chunks whose bell was rung since; it may still be on its way
    Parks what failed MOST_ATTEMPTS times: its job is shown as stopped, with the error.
    """
    statements.stop_hopeless(most=MOST_ATTEMPTS)
    jobs = Job.objects.filter(status=JobStatus.OPEN)
    if job_id is not None:
        jobs = jobs.filter(pk=job_id)
    chunks = Chunk.objects.filter(job__in=jobs, done_at=None).order_by("job_id", "number")
    if rung_before is not None:
        chunks = chunks.filter(Q(rung_at=None) | Q(rung_at__lt=rung_before))
    ready = jobs.exclude(pk__in=Chunk.objects.filter(done_at=None).values("job_id"))
    return Due(
        chunks=[*chunks.values_list("job__chunk_task", "pk")[:MOST_RUNG]],
        closings=[*ready.values_list("closing_task", "pk")],
    )


def mark_rung(*, chunk_ids: Iterable[int], now: datetime | None) -> int:
    """Remember that bells were rung, or for None that they were not. A chunk that a worker holds
    is left as it is."""
    return statements.mark_rung(chunk_ids=[*chunk_ids], now=now)


@dataclass(frozen=True)
class Progress:
    """How far a job is. rate is in rows a second; left in seconds, None while unknown."""

    chunks: int
    done: int
    rows: int
    rate: float
    left: float | None
    status: str

    @property
    def percent(self) -> int:
        return 100 * self.done // self.chunks if self.chunks else 100


def progress(*, job: Job, now: datetime) -> Progress:
    """Count what is done and guess what is left from the speed so far."""
    sums = job.chunks.aggregate(
        chunks=Count("pk"),
        done=Count("pk", filter=Q(done_at__isnull=False)),
        rows=Sum("rows", default=0),
        last=Max("done_at"),
    )
    ended = sums["last"] if sums["done"] == sums["chunks"] and sums["last"] else now
    seconds = max((ended - job.created_at).total_seconds(), 0.001)
    done, chunks = sums["done"], sums["chunks"]
    left = seconds / done * (chunks - done) if done else None
    return Progress(
        chunks=chunks,
        done=done,
        rows=sums["rows"],
        rate=sums["rows"] / seconds,
        left=left,
        status=job.status,
    )
