"""Compiles number-crunching functions with numba and keeps the machine code between starts.

A kernel works on NumPy arrays alone and releases the interpreter lock, so that two threads are
two cores. The machine code is kept under NUMBA_CACHE_DIR, else under the project's `var/numba`:
without it every command would compile for seconds before it starts.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import numba

PROJECT = Path(__file__).resolve().parent.parent


def _cache_dir() -> Path:
    """The first folder of ours that can be written; numba refuses to start without one."""
    for folder in _folders():
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    raise RuntimeError("No folder for compiled kernels can be written; set NUMBA_CACHE_DIR.")


def _folders() -> Iterator[Path]:
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(named)
        return
    yield PROJECT / "var" / "numba"
    if var := os.environ.get("PRORATA_VAR"):  # where the project itself is read-only
        yield Path(var) / "numba"
    yield Path(tempfile.gettempdir()) / f"prorata-numba-{os.getuid()}"


# numba makes its settings when it is imported, so no checker can see them.
numba.config.CACHE_DIR = str(_cache_dir())  # type: ignore[attr-defined]


def kernel[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function on first use, for whatever types it is then given."""
    return cast("Callable[P, R]", numba.njit(function, cache=True, nogil=True))
