"""Commands that a person waits for, and what Ctrl-C or a kill does meanwhile."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Never

CTRL_C_SECONDS = 3.0  # a terminal's Ctrl-C reached the command too: let it end by itself
GRACE_SECONDS = 10.0
LOOK_EVERY_SECONDS = 0.2


class Interrupted(BaseException):
    """We are asked to stop. Raised once: what follows is the orderly end, undisturbed."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.by_ctrl_c = number == signal.SIGINT
        self.status = 128 + number


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C and a polite kill raise Interrupted, once."""

    asked: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        asked.append(number)
        if len(asked) == 1:
            raise Interrupted(number)

    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # started under nohup
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def ctrl_c_is_for_the_command() -> Iterator[None]:
    """A shell or psql takes a Ctrl-C from the terminal itself, and lives on."""
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def run(
    argv: Sequence[str], env: Mapping[str, str], *, meanwhile: Callable[[], None] = lambda: None
) -> int:
    """Run to the end, calling `meanwhile` a few times a second. Return the exit status."""
    process = subprocess.Popen(argv, env=env)
    try:
        while not has_ended(process, within=LOOK_EVERY_SECONDS):
            meanwhile()
    except BaseException as error:
        if isinstance(error, Interrupted) and error.by_ctrl_c:
            has_ended(process, within=CTRL_C_SECONDS)
        end(process)
        raise
    status = process.returncode
    return status if status >= 0 else 128 - status


def has_ended(process: subprocess.Popen[bytes], *, within: float) -> bool:
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        return False
    return True


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    if not has_ended(process, within=GRACE_SECONDS):
        process.kill()
        process.wait()


def wait_forever(*, meanwhile: Callable[[], None]) -> Never:
    while True:
        meanwhile()
        time.sleep(LOOK_EVERY_SECONDS)
