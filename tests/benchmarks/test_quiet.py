"""A benchmark waits until the disk has written what came before."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks import quiet

MEMINFO = "MemTotal: 9000000 kB\nDirty: {dirty} kB\nWriteback: {writeback} kB\nWritebackTmp: 7 kB\n"


@pytest.fixture
def meminfo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "meminfo"
    monkeypatch.setattr(quiet, "MEMINFO", path)
    return path


def test_what_is_dirty_and_what_is_being_written_count_together(meminfo: Path) -> None:
    meminfo.write_text(MEMINFO.format(dirty=2_048, writeback=1_024))

    assert quiet.unwritten_mb() == 3


def test_where_the_kernel_does_not_say_nothing_is_waited_for(meminfo: Path) -> None:
    assert quiet.unwritten_mb() == 0


@pytest.mark.django_db
def test_settling_ends_when_little_is_left_to_write(meminfo: Path) -> None:
    meminfo.write_text(MEMINFO.format(dirty=500_000, writeback=0))

    def write_down() -> float:
        time.sleep(0.3)
        written = time.monotonic()
        meminfo.write_text(MEMINFO.format(dirty=100, writeback=0))
        return written

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_down)
        quiet.settle()
        assert time.monotonic() > writing.result()
