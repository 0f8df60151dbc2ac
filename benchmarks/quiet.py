"""Waiting until the disk has nothing to write, so that what is measured next is not the disk's.

An import leaves gigabytes behind that PostgreSQL and the kernel write out for minutes; whoever
asks meanwhile waits behind them.
"""

import os
import re
import time
from pathlib import Path

from settlement import sql

MEMINFO = Path("/proc/meminfo")  # Linux only; elsewhere the sync alone has to do
QUIET_MB = 64
PATIENCE_SECONDS = 30.0  # after the sync, which has written all there was; others may write, too


def settle() -> None:
    """Have PostgreSQL and the kernel write down all they hold, and wait until that is done."""
    sql.run("CHECKPOINT")
    os.sync()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while unwritten_mb() > QUIET_MB and time.monotonic() < deadline:
        time.sleep(0.5)


def unwritten_mb() -> float:
    """What the kernel has still to write, in megabytes; 0 where it does not say."""
    if not MEMINFO.exists():
        return 0.0
    told = re.findall(r"^(?:Dirty|Writeback): +(\d+) kB", MEMINFO.read_text(), re.MULTILINE)
    return sum(map(int, told)) / 1024
