"""A process that outlives the launcher's call: in its own session, with a record and a log."""

import signal
import socket
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from settlement.errors import Refusal
from settlement.launcher import processes
from settlement.launcher.home import BASE_DIR, Home
from settlement.launcher.processes import Process


@dataclass(frozen=True)
class Child:
    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(repr=False)
    port: int | None = None
    stop_signal: int = signal.SIGTERM
    patience: float = 15.0


@dataclass(frozen=True)
class Server:
    """A child that others reach at a URL, and the variable in which they look for it."""

    name: str
    variable: str
    url: Callable[[Home, int], str]
    child: Callable[[Home, int], Child]
    is_ready: Callable[[Home, int], bool]


def start(home: Home, child: Child) -> Process:
    """Start it in a session of its own, so that a Ctrl-C reaches us and not it.

    One of the same name that a killed launcher left behind is stopped first.
    """
    processes.stop(home, child.name)
    with (home.logs / f"{child.name}.log").open("ab") as log:
        started = subprocess.Popen(
            child.argv,
            env=child.env,
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    started.returncode = 0  # it may outlive us: spare Python the wait and the warning
    process = Process(
        pid=started.pid,
        born=processes.born(started.pid) or "ended",
        port=child.port,
        stop_signal=child.stop_signal,
        patience=child.patience,
    )
    processes.remember(home, child.name, process)
    return process


def did_not_start(home: Home, name: str) -> Refusal:
    log = home.logs / f"{name}.log"
    return Refusal(f"{name} did not start. The end of {log}:\n{last_lines(log)}")


def last_lines(path: Path, *, count: int = 12) -> str:
    with path.open(errors="replace") as file:
        return "".join(deque(file, maxlen=count)).rstrip()


def free_port(wanted: int = 0) -> int:
    """The wanted port of this machine, else the next free one; any free one for 0."""
    for port in range(wanted, wanted + 100) if wanted else [0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise Refusal(f"No port from {wanted} to {wanted + 99} is free. Set PORT to another.")


def answers(port: int) -> bool:
    """Whether something listens at that port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0
