"""Locks between launchers of one home. The kernel lets them go however a process ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until nobody else is inside this lock, and keep others out."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Use:
    """Counts users without a counter: each holds a shared lock, so a killed one counts no more."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._file.close()

    def share(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def take_alone(self) -> bool:
        """Hold it alone if nobody else does. Where somebody does, our own share is given up."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
