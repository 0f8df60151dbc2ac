"""A pack as a folder: whole under its name, or not there at all."""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from settlement.errors import Refusal


class NotEmpty(Refusal):
    """A pack is written where nothing is, so that nothing of another is taken for a part of it."""


def write(folder: Path, files: Iterable[tuple[str, Iterable[bytes]]]) -> int:
    """Write the files into a new or empty folder; return how many bytes.

    raises: NotEmpty, and OSError where it cannot be written; then nothing is there
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(f"{folder} is not empty. Name a folder that is new, or has nothing in it.")
    size = 0
    with _hidden(folder) as hidden:
        for name, pieces in files:
            with (hidden / name).open("xb") as file:
                size += sum(file.write(piece) for piece in pieces)
                file.flush()
                os.fsync(file.fileno())
    return size


@contextmanager
def _hidden(folder: Path) -> Iterator[Path]:
    """A folder beside, that gets its name when all went well."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    hidden = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(hidden, ignore_errors=True)  # left by who was killed
    hidden.mkdir()
    try:
        yield hidden
        hidden.rename(folder)
    except BaseException:
        shutil.rmtree(hidden, ignore_errors=True)
        raise
