"""A home for one run (tests, a benchmark), removed afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from settlement.launcher import processes
from settlement.launcher.home import Home
from settlement.launcher.locks import Use, alone


@contextmanager
def home_for(name: str, *, within: Home, durable: bool) -> Iterator[Home]:
    """A new home. Those of runs that were killed are removed first, with what still runs there."""
    shelf = within.folder / "throwaway"
    with alone(within.run / "throwaway.lock"):
        shelf.mkdir(mode=0o711, exist_ok=True)
        for folder in shelf.iterdir():
            remove_if_left(Home(folder))
        home = Home(Path(tempfile.mkdtemp(prefix=f"{name}-", dir=shelf)), durable=durable)
        home.folder.chmod(0o711)
        owner = Use(home.run / "owner.lock")
        owner.share()
    with owner:
        try:
            yield home
        finally:
            remove(home)


def remove_if_left(home: Home) -> None:
    with Use(home.run / "owner.lock") as owner:
        if owner.take_alone():
            remove(home)


def remove(home: Home) -> None:
    processes.stop_all(home)
    shutil.rmtree(home.folder, ignore_errors=True)
