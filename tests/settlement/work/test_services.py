"""A chunk is done exactly once, whoever rings and however often."""

from datetime import timedelta

import pytest

from settlement.errors import Refusal
from settlement.work import services as work
from settlement.work.models import Chunk, Job
from tests.make import NOW


def test_a_chunk_rung_twice_is_done_once(job: Job) -> None:
    done: list[int] = []

    def do(chunk: Chunk) -> int:
        done.append(chunk.number)
        return 10

    first = job.chunks.get(number=1)
    for _delivery in range(2):
        assert work.once(chunk_id=first.pk, do=do, now=NOW) is None

    assert done == [1]


def test_the_last_chunk_hands_back_its_job(job: Job) -> None:
    one, two = job.chunks.order_by("number")

    assert work.once(chunk_id=one.pk, do=lambda _chunk: 1, now=NOW) is None
    assert work.once(chunk_id=two.pk, do=lambda _chunk: 1, now=NOW) == job.pk


def test_a_job_does_not_finish_while_a_chunk_is_open(job: Job) -> None:
    with pytest.raises(Refusal, match="open chunks"):
        work.finish(job=job, now=NOW)


def test_a_chunk_that_fails_leaves_its_error_and_stays_open(job: Job) -> None:
    chunk = job.chunks.get(number=1)

    def fail(_chunk: Chunk) -> int:
        raise ValueError("the disk is full")

    with pytest.raises(ValueError, match="disk"):
        work.once(chunk_id=chunk.pk, do=fail, now=NOW)

    chunk.refresh_from_db()
    assert (chunk.done_at, chunk.attempts, chunk.error) == (None, 1, "the disk is full")


def test_a_chunk_that_fails_again_and_again_stops_its_job(job: Job) -> None:
    job.chunks.filter(number=1).update(attempts=work.MOST_ATTEMPTS)

    due = work.due()

    job.refresh_from_db()
    assert job.status == "stopped"
    assert due.chunks == []


def test_the_beat_finds_open_chunks_and_jobs_ready_to_close(job: Job) -> None:
    assert [task for task, _id in work.due().chunks] == ["tests.chunk", "tests.chunk"]

    for chunk in job.chunks.all():
        work.once(chunk_id=chunk.pk, do=lambda _chunk: 5, now=NOW)

    assert work.due() == work.Due(chunks=[], closings=[("tests.close", job.pk)])
    assert work.progress(job=job, now=NOW).percent == 100


def test_the_beat_gives_a_bell_some_time_before_it_rings_again(job: Job) -> None:
    one, two = job.chunks.order_by("number")
    work.mark_rung(chunk_ids=[one.pk], now=NOW)

    just_rung = work.due(rung_before=NOW)
    later = work.due(rung_before=NOW + timedelta(seconds=1))

    assert [chunk_id for _task, chunk_id in just_rung.chunks] == [two.pk]
    assert [chunk_id for _task, chunk_id in later.chunks] == [one.pk, two.pk]
