"""Celery workers of a benchmark's own, one process a core, as a site would have."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from celery import current_app

from settlement.errors import Refusal

START_SECONDS = 60.0
TICK = 0.02  # seconds between two looks at a job


@contextmanager
def working() -> Iterator[int]:
    """Workers run while the block does, and have answered before it begins. Yields the pid of the
    process that started them."""
    processes = os.cpu_count() or 1
    argv = [sys.executable, "-m", "celery", "--app=settlement", "worker", "--loglevel=WARNING"]
    options = ["--queues=web,bulk,bank", f"--concurrency={processes}", "--without-gossip"]
    with tempfile.TemporaryFile() as log:
        worker = subprocess.Popen(  # noqa: S603 - our own command
            [*argv, *options], stdout=log, stderr=log, start_new_session=True
        )
        try:
            wait_until(lambda: _answers(worker, log), what="a worker", seconds=START_SECONDS)
            yield worker.pid
        finally:
            worker.terminate()
            worker.wait(timeout=START_SECONDS)


def _answers(worker: subprocess.Popen[bytes], log: IO[bytes]) -> bool:
    if worker.poll() is not None:
        log.seek(0)
        raise Refusal(f"The workers did not start: {log.read().decode()[-2000:]}")
    return bool(current_app.control.ping(timeout=1.0))


def most_memory(pid: int) -> list[int]:
    """The most bytes of memory that each process which this one started has held so far; Linux
    alone tells, elsewhere the list is empty."""
    folder = Path("/proc")
    children = [
        status
        for status in map(_status, folder.glob("[0-9]*/status"))
        if status.get("PPid") == str(pid)
    ]
    return [1024 * int(status["VmHWM"].split()[0]) for status in children]


def _status(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text().splitlines()
    except OSError:  # it ended meanwhile
        return {}
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def wait_until(done: Callable[[], bool], *, what: str, seconds: float = 3600.0) -> None:
    """Look again and again until the work in other processes is done."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise Refusal(f"Waited {seconds:.0f} seconds for {what} in vain; is Redis there?")
        time.sleep(TICK)
