"""Keeps a site's processes alive: whichever dies is started again."""

import time
from collections.abc import Iterable
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

    def __init__(self, home: Home) -> None:
        self._home = home
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
        for name in processes.STOP_ORDER:
            if name in self._own:
                processes.stop(self._home, name)

    def adopt(self, running: Iterable[Child]) -> None:
        """Keep what others started and will stop: the servers."""
        for child in running:
            process = processes.recall(self._home, child.name)
            if process is not None:
                self._kept.append(Kept(child, process, time.monotonic()))

    def start(self, site: Iterable[Child]) -> None:
        for child in site:
            self._own.append(child.name)
            process = children.start(self._home, child)
            self._kept.append(Kept(child, process, time.monotonic()))

    def heal(self) -> None:
        """Look at each once: note a death and say so, start again when its pause is over."""
        now = time.monotonic()
        for kept in self._kept:
            if kept.again_at is not None and now >= kept.again_at:
                kept.process = children.start(self._home, kept.child)
                kept.started_at, kept.again_at = now, None
            elif kept.again_at is None and not kept.process.lives:
                self._mourn(kept, now)

    def _mourn(self, kept: Kept, now: float) -> None:
        processes.sweep(kept.process)
        settled = now - kept.started_at > SETTLED
        kept.pause = FIRST_PAUSE if settled else min(kept.pause * 2, LONGEST_PAUSE)
        kept.again_at = now + kept.pause
        log = self._home.logs / f"{kept.child.name}.log"
        say(f"{kept.child.name} ended unexpectedly; starting it again. See {log}.")
