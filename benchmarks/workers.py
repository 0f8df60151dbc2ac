"""Celery workers of a benchmark's own, one process a core, as a site would have."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from celery import current_app

from settlement.errors import Refusal

START_SECONDS = 60.0
TICK = 0.02  # seconds between two looks at a job


@contextmanager
def working() -> Iterator[None]:
    """Workers run while the block does, and have answered before it begins."""
    processes = os.cpu_count() or 1
    argv = [sys.executable, "-m", "celery", "--app=settlement", "worker", "--loglevel=WARNING"]
    options = ["--queues=web,bulk,bank", f"--concurrency={processes}", "--without-gossip"]
    with tempfile.TemporaryFile() as log:
        worker = subprocess.Popen(  # noqa: S603 - our own command
            [*argv, *options], stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_until(lambda: _answers(worker, log), what="a worker", seconds=START_SECONDS)
            yield
        finally:
            worker.terminate()
            worker.wait(timeout=START_SECONDS)


def _answers(worker: subprocess.Popen[bytes], log: IO[bytes]) -> bool:
    if worker.poll() is not None:
        log.seek(0)
        raise Refusal(f"The workers did not start: {log.read().decode()[-2000:]}")
    return bool(current_app.control.ping(timeout=1.0))


def wait_until(done: Callable[[], bool], *, what: str, seconds: float = 3600.0) -> None:
    """Look again and again until the work in other processes is done."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise Refusal(f"Waited {seconds:.0f} seconds for {what} in vain; is Redis there?")
        time.sleep(TICK)
