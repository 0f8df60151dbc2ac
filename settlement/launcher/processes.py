"""Processes known by number and birth, so that a number used again is not mistaken for ours."""

import functools
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from settlement.launcher.home import Home

# Each stage ends before the next is asked: workers may still ring, and web may still write.
STOP_STAGES = [["web", "beat", "worker-web", "worker-bulk"], ["valkey"], ["postgres"]]


@dataclass(frozen=True)
class Process:
    pid: int
    born: str
    port: int | None = None
    stop_signal: int = signal.SIGTERM
    patience: float = 15.0  # seconds it may take to stop before it is killed

    @property
    def lives(self) -> bool:
        return born(self.pid) == self.born

    def ends_within(self, seconds: float) -> bool:
        return wait_until(lambda: not self.lives, seconds=seconds)


def born(pid: int) -> str | None:
    """When the process was started, in words of the system; None where none lives (or a zombie)."""
    stat = Path(f"/proc/{pid}/stat")
    if not Path("/proc/self/stat").exists():
        return born_by_ps(pid)
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else f"{boot_id()} {fields[19]}"


@functools.cache
def boot_id() -> str:
    """Ticks are counted from the machine's start, so they mean something only with this."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def born_by_ps(pid: int) -> str | None:
    """The same where there is no /proc (macOS)."""
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, started = answer.stdout.strip().partition(" ")
    return None if not state or state.startswith("Z") else started.strip()


def remember(home: Home, name: str, process: Process) -> None:
    """Write the record whole, or not at all."""
    draft = home.run / f"{name}.draft"
    draft.write_text(json.dumps(asdict(process)))
    draft.replace(home.run / f"{name}.json")


def recall(home: Home, name: str) -> Process | None:
    """The process of that name if it still lives."""
    with suppress(FileNotFoundError, ValueError, TypeError):
        process = Process(**json.loads((home.run / f"{name}.json").read_text()))
        return process if process.lives else None
    return None


def forget(home: Home, name: str) -> None:
    (home.run / f"{name}.json").unlink(missing_ok=True)


def stop(home: Home, *names: str) -> None:
    """Ask those that live to stop, all at once; use force on those whose patience is over."""
    living = {name: process for name in names if (process := recall(home, name))}
    for process in living.values():
        with suppress(ProcessLookupError):
            os.kill(process.pid, process.stop_signal)
    for process in living.values():
        process.ends_within(process.patience)
        sweep(process)
    for name in names:
        forget(home, name)


def sweep(process: Process) -> None:
    """Kill what is left of a session whose first process just ended or would not end."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.ends_within(5)
    with suppress(ChildProcessError):  # it was not ours, but a killed launcher's
        os.waitpid(process.pid, os.WNOHANG)  # a zombie's number would look alive to PostgreSQL


def stop_all(home: Home) -> None:
    """Stop whatever lives of this home, web and workers first and the database last."""
    for stage in STOP_STAGES:
        stop(home, *stage)


def wait_until(done: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
