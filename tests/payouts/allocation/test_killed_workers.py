"""A real worker killed in the middle of a run, and another in its place: the same figures."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from redis import Redis

from payouts.allocation import services
from payouts.allocation.models import Run, RunStatus
from settlement import sql
from settlement.terms.models import Settlement
from settlement.work.models import Chunk
from settlement.work.tasks import ring
from tests import make
from tests.payouts.allocation.plans import text
from tests.payouts.allocation.running import approved, awards_of, finished, freeze, opened

CLAIMS, CHUNK = 120, 6
PATIENCE = 180.0  # seconds; on a busy machine a worker needs half a minute to start
# Each with left-over cents of its own; nobody is below the minimum, and the cap holds some.
TRANCHES = """
[[pools.tranches]]
key = "capped"
applies_if = "created_in_illinois"
amount = "11.11"
scale = "both"
max_scale = "1.37"
cap_per_claim = "15.00"
rounding = "largest-remainder"
[[pools.tranches]]
key = "shares"
applies_if = "true"
points = "6.7 if created_in_illinois else 1.3"
minimum = "1.00"
rounding = "largest-remainder"
"""
CUT_CONNECTIONS = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def case(transactional_db: None) -> Settlement:
    with Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        broker.delete("bulk", "web")  # bells of earlier tests, whose chunks are gone
    made = make.settlement(text=text(net_cents=100_003, tranches=TRANCHES))
    for place in range(CLAIMS):
        approved(made, {"created_in_illinois": place % 7 == 0})
    return made


def test_a_killed_worker_changes_nothing(case: Settlement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CHUNK", CHUNK)
    undisturbed = finished(case)
    run = freeze(opened(case))
    chunks = Chunk.objects.filter(job=run.job_id)

    with held(chunks.order_by("number")[CLAIMS // CHUNK - 1]), worker() as doomed:
        wait_for(lambda: chunks.filter(done_at__isnull=False).count() > 5, run)
        os.killpg(doomed.pid, signal.SIGKILL)
        doomed.wait(timeout=PATIENCE)
        done = chunks.filter(done_at__isnull=False).count()

    assert 5 < done < CLAIMS // CHUNK
    with worker():
        wait_for(lambda: Run.objects.get(pk=run.pk).status != RunStatus.FROZEN, run)
    run.refresh_from_db()
    assert run.status == RunStatus.CLOSED
    assert awards_of(run) == awards_of(undisturbed)
    assert (run.figures, run.snapshot_sha256) == (
        undisturbed.figures,
        undisturbed.snapshot_sha256,
    )


def test_database_and_broker_that_go_away_anywhere_change_nothing(
    case: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every connection to PostgreSQL is cut again and again, and the bells are lost, from the
    freeze to the close; the workers go on by themselves."""
    monkeypatch.setattr(services, "CHUNK", CHUNK)
    undisturbed = finished(case)
    run = opened(case)
    dice = random.Random(1)  # noqa: S311 - moments, no secret
    cuts = 0

    with worker(), Redis.from_url(settings.CELERY_BROKER_URL) as broker:

        def is_computed() -> bool:
            nonlocal cuts
            # At every look at first, so that no quick run escapes; then by chance.
            if cuts < 5 or (cuts < 12 and dice.random() < 0.3):
                cuts += int(sql.value(CUT_CONNECTIONS) > 0)
                broker.delete("bulk", "web")
                Chunk.objects.filter(done_at=None).update(attempts=0)  # not hopeless: only unlucky
            return Run.objects.get(pk=run.pk).status in (RunStatus.CLOSED, RunStatus.REFUSED)

        wait_for(is_computed, run)

    run.refresh_from_db()
    assert cuts > 3
    assert (run.status, run.refusal) == (RunStatus.CLOSED, "")
    assert awards_of(run) == awards_of(undisturbed)
    assert (run.figures, run.snapshot_sha256) == (
        undisturbed.figures,
        undisturbed.snapshot_sha256,
    )


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker with two processes on the tests' database, ended with the block."""
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}"
    url = f"postgres://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    process = subprocess.Popen(  # noqa: S603 - our own command
        [
            *(sys.executable, "-m", "celery", "--app=settlement", "worker", "--concurrency=2"),
            *("--queues=web,bulk", "--without-gossip", "--without-mingle", "--loglevel=ERROR"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ
        | {
            "DATABASE_URL": url,
            "REDIS_URL": settings.CELERY_BROKER_URL,
            "DJANGO_SETTINGS_MODULE": "settlement.settings",
        },
        cwd=Path(__file__).parents[3],
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


@contextmanager
def held(chunk: Chunk) -> Iterator[None]:
    """A chunk that another holds, so that the run cannot be finished meanwhile."""
    parameters = connection.get_connection_params()
    known = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port")}
    with psycopg.connect(**known) as other:
        other.execute("SELECT FROM settlement_chunk WHERE id = %s FOR UPDATE", [chunk.pk])
        yield
        other.rollback()


def wait_for(done: Callable[[], bool], run: Run) -> None:
    """Ring as the beat does, though oftener, until it is done."""
    deadline = time.monotonic() + PATIENCE
    rung = 0.0
    while not done():
        assert time.monotonic() < deadline, "the workers do not get on"
        if time.monotonic() - rung > 1:
            run.refresh_from_db(fields=["job"])  # another once it is frozen
            assert run.job_id is not None
            ring(job_id=run.job_id)
            rung = time.monotonic()
        time.sleep(0.02)
