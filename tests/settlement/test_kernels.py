"""Compiled kernels are kept where somebody may write, so that a second start is quick."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from settlement.kernels import PROJECT, kernel

PRINT_FOLDER = "import settlement.kernels, numba; print(numba.config.CACHE_DIR)"


@kernel
def _total(numbers: np.ndarray) -> int:
    total = 0
    for number in numbers:
        total += number
    return total


def _folder(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return subprocess.run(  # noqa: S603 - our own interpreter and our own line
        [sys.executable, "-c", PRINT_FOLDER],
        env=kept | environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_kernel_computes_what_the_function_says() -> None:
    assert _total(np.array([1, 2, 39])) == 42


def test_they_are_kept_under_the_project() -> None:
    assert _folder().stdout.strip() == str(PROJECT / "var" / "numba")


def test_a_folder_that_is_named_is_taken_and_made(tmp_path: Path) -> None:
    named = tmp_path / "deep" / "cache"

    assert _folder(NUMBA_CACHE_DIR=str(named)).stdout.strip() == str(named)
    assert named.is_dir()


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    failed = _folder(NUMBA_CACHE_DIR=str(tmp_path / "file" / "cache"))

    assert failed.returncode != 0
    assert "set NUMBA_CACHE_DIR" in failed.stderr
