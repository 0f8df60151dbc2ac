"""How far a command is: a bar with rate and time left on a terminal, plain lines otherwise."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

type Advance = Callable[[int], None]

LINES = 10  # without a terminal: one line for each tenth of the work


@dataclass(slots=True)
class _Count:
    """Counts what is done, from any thread, and says the rate."""

    total: int
    unit: str
    done: int = 0
    began: float = field(default_factory=time.monotonic)
    lock: Lock = field(default_factory=Lock)

    def add(self, more: int) -> tuple[int, int]:
        """Count; return which tenth of the work was done before, and which is done now."""
        with self.lock:
            before, self.done = self.done, self.done + more
        total = max(1, self.total)
        return before * LINES // total, self.done * LINES // total

    def rate(self) -> str:
        seconds = max(time.monotonic() - self.began, 0.001)
        return f"{self.done / seconds:,.0f} {self.unit}/s"


class Add(Protocol):
    """Begin to show one piece of work; the answer is told how much more of it is done."""

    def __call__(self, what: str, *, total: int, unit: str) -> Advance: ...


@contextmanager
def shown(out: TextIO) -> Iterator[Add]:
    """Show how pieces of work advance, until the block ends.

    out: where; a command's standard error, so that its output stays readable to programs
    """
    if out.isatty():
        with _bars(out) as add:
            yield add
    else:
        yield partial(_lines, out)


def _lines(out: TextIO, what: str, *, total: int, unit: str) -> Advance:
    count = _Count(total, unit)

    def advance(more: int) -> None:
        before, now = count.add(more)
        if now > before:
            out.write(f"{what}: {now * 100 // LINES} %, {count.rate()}\n")

    return advance


@contextmanager
def _bars(out: TextIO) -> Iterator[Add]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(file=out)) as progress:

        def add(what: str, *, total: int, unit: str) -> Advance:
            count = _Count(total, unit)
            task = progress.add_task(what, total=total, rate="")

            def advance(more: int) -> None:
                count.add(more)
                progress.update(task, advance=more, rate=count.rate())

            return advance

        yield add
