"""What a management command costs when it runs as a person would run it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from benchmarks import child
from settlement.errors import Refusal
from settlement.settings import BASE_DIR

GRACE_SECONDS = 8.0  # less than the launcher gives us


@dataclass(frozen=True)
class Cost:
    """peak: the most bytes of memory that the process held"""

    seconds: float
    peak: int


def manage(name: str, *arguments: object) -> Cost:
    """Run `manage.py NAME ARGUMENTS…` to its end. What it says goes to our standard error.

    raises: Refusal where it fails; what it said stands above
    """
    return program(name, [sys.executable, str(BASE_DIR / "manage.py"), name, *map(str, arguments)])


def program(name: str, command: Sequence[str]) -> Cost:
    """Run any program, likewise. name: what a refusal calls it"""
    starter = [sys.executable, "-S", "-E", str(child.__file__)]
    process = subprocess.Popen(  # noqa: S603 - our own commands
        [*starter, *command], stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        told, _ = process.communicate()
    except BaseException:
        _end(process, (signal.SIGTERM, signal.SIGKILL))
        raise
    if process.returncode:
        raise Refusal(f"{name} failed; what it said stands above.")
    return Cost(**json.loads(told))


def _end(process: subprocess.Popen[bytes], signals: Sequence[int]) -> None:
    """End the whole session: the command outlives neither us nor a Ctrl-C."""
    for number in signals:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
            return
