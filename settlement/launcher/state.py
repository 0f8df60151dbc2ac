"""`./run status` and `./run stop`: what runs of this checkout, and its end."""

import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import chain

from settlement.launcher import processes
from settlement.launcher.demo import LAUNCHER
from settlement.launcher.home import home_of
from settlement.launcher.locks import Use, alone
from settlement.launcher.terminal import answer, say

STOPPING_SECONDS = 180.0


def status(_args: Sequence[str], given: Mapping[str, str]) -> int:
    """Say what runs. Exit 0 if the site does, else 3, as service scripts do."""
    home = home_of(given)
    names = chain.from_iterable(processes.STOP_STAGES)
    living = {name: process for name in names if (process := processes.recall(home, name))}
    for name, process in living.items():
        at = f" at 127.0.0.1:{process.port}" if process.port else ""
        answer(f"{name} runs{at} (process {process.pid}).")
    if "web" not in living:
        answer("No site runs. Start one with `./run demo`.")
    return 0 if "web" in living else 3


def stop(_args: Sequence[str], given: Mapping[str, str]) -> int:
    """Ask a running demo to end; stop what a killed one left. Stopping twice changes nothing."""
    home = home_of(given)
    launcher = processes.recall(home, LAUNCHER)
    if launcher is not None:
        with suppress(ProcessLookupError):
            os.kill(launcher.pid, signal.SIGTERM)
        launcher.ends_within(STOPPING_SECONDS)
    with alone(home.run / "change.lock"), Use(home.run / "users.lock") as use:
        if not use.take_alone():
            say("A command still uses the servers; they stop with it.")
            return 1
        processes.stop_all(home)
    answer("Nothing of this folder runs any more.")
    return 0
