"""Two verbs of a run that meet wait for each other: jobs are locked first, then the run."""

import time
from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection, transaction

from payouts.allocation import services, tasks
from payouts.allocation.models import Run
from settlement import sql
from settlement.accounts.models import User
from settlement.work.models import Chunk, Job
from tests import make
from tests.make import NOW
from tests.payouts.allocation.running import opened

WAIT_FOR_US = """
    SELECT count(*) FROM pg_locks
     WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""


def give_up(run: Run) -> None:
    by = User.objects.service("tests")
    services.give_up_run(run=run, why="The disk is full.", by=by, now=NOW)


def freeze(run: Run) -> None:
    tasks.freeze_run(chunk_id=Chunk.objects.get(job=run.job_id).pk)


@pytest.mark.parametrize("verb", [give_up, freeze])
def test_who_waits_for_a_job_does_not_hold_its_run(
    transactional_db: None, verb: Callable[[Run], None]
) -> None:
    run = opened(make.settlement())
    status = run.status

    def meanwhile() -> None:
        verb(run)
        connection.close()

    other = Thread(target=meanwhile)
    with transaction.atomic():
        Job.objects.select_for_update().get(pk=run.job_id)  # as closing a job does first
        other.start()
        deadline = time.monotonic() + 20
        while not sql.value(WAIT_FOR_US):
            assert time.monotonic() < deadline, "the other does not come to the lock"
            time.sleep(0.01)
        Run.objects.select_for_update(nowait=True).get(pk=run.pk)
    other.join(timeout=20)

    run.refresh_from_db()
    assert run.status != status
