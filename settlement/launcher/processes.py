"""Processes known by number and birth, so that a number used again is not mistaken for ours."""

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

STOP_ORDER = ["web", "beat", "worker-web", "worker-bulk", "valkey", "postgres"]


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


def born(pid: int) -> str | None:
    """When the process was started, in words of the system; None where none lives (or a zombie)."""
    stat = Path(f"/proc/{pid}/stat")
    if not Path("/proc/self/stat").exists():
        return born_by_ps(pid)
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return None if fields[0] in "ZX" else f"{boot} {fields[19]}"


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


def stop(home: Home, name: str) -> None:
    """Stop the process if it lives: politely, and when its patience is over by force."""
    process = recall(home, name)
    if process is not None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, process.stop_signal)
        wait_until(lambda: not process.lives, seconds=process.patience)
        sweep(process)
    forget(home, name)


def sweep(process: Process) -> None:
    """Kill what is left of a session whose first process just ended or would not end."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    wait_until(lambda: not process.lives, seconds=5)


def stop_all(home: Home) -> list[str]:
    """Stop whatever lives of this home, web first and database last. Return the names found."""
    living = [name for name in STOP_ORDER if recall(home, name)]
    for name in STOP_ORDER:
        stop(home, name)
    return living


def wait_until(done: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
