"""Keeps a site's processes alive: whichever dies is started again."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from settlement.launcher import children, processes
from settlement.launcher.children import Child
from settlement.launcher.home import Home
from settlement.launcher.processes import Process
from settlement.launcher.terminal import say

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds; doubled at each death in a row
SETTLED = 60.0  # one that lived so long begins again with the first pause


@dataclass
class Kept:
    child: Child
    process: Process
    started_at: float
    pause: float = FIRST_PAUSE
    again_at: float | None = None


class Keeper:
    """Starts children and starts the dead again; stops its own when left."""

    def __init__(self, home: Home, clock: Callable[[], float] = time.monotonic) -> None:
        self._home = home
        self._clock = clock
        self._kept: list[Kept] = []
        self._own: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        processes.stop(self._home, *self._own)

    def adopt(self, running: Iterable[Child]) -> None:
        """Keep what others started and will stop: the servers."""
        for child in running:
            process = processes.recall(self._home, child.name)
            if process is not None:
                self._kept.append(Kept(child, process, self._clock()))

    def start(self, site: Iterable[Child]) -> None:
        for child in site:
            self._own.append(child.name)
            process = children.start(self._home, child)
            self._kept.append(Kept(child, process, self._clock()))

    def heal(self) -> None:
        """Look at each once: note a death and say so, start again when its pause is over."""
        now = self._clock()
        for kept in self._kept:
            if kept.again_at is not None and now >= kept.again_at:
                kept.process = children.start(self._home, kept.child)
                kept.started_at, kept.again_at = now, None
            elif kept.again_at is None and not kept.process.lives:
                self._mourn(kept, now)

    def _mourn(self, kept: Kept, now: float) -> None:
        processes.sweep(kept.process)
        if now - kept.started_at > SETTLED:
            kept.pause = FIRST_PAUSE
        kept.again_at = now + kept.pause
        kept.pause = min(kept.pause * 2, LONGEST_PAUSE)
        log = self._home.logs / f"{kept.child.name}.log"
        say(f"{kept.child.name} ended unexpectedly; starting it again. See {log}.")
