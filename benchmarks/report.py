"""What a benchmark says: rows with a value, a reference measured in the same run, and an aim."""

import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

import django
import numpy as np
from rich.console import Console
from rich.table import Table

from settlement import sql


@dataclass(frozen=True)
class Row:
    """One figure. ratio: value / reference, both in `unit`; aim: the ratio is at most this."""

    what: str
    value: float
    unit: str
    reference: float | None = None
    aim: float | None = None

    @property
    def ratio(self) -> float | None:
        return round(self.value / self.reference, 3) if self.reference else None

    @property
    def met(self) -> bool | None:
        return None if self.aim is None or self.ratio is None else self.ratio <= self.aim


@dataclass
class Report:
    """A benchmark's rows, with the machine they were measured on and the size."""

    benchmark: str
    size: dict[str, int]
    rows: list[Row] = field(default_factory=list)

    def as_json(self) -> str:
        rows = [asdict(row) | {"ratio": row.ratio, "met": row.met} for row in self.rows]
        return json.dumps(
            {"benchmark": self.benchmark, "machine": machine(), "size": self.size, "rows": rows}
        )

    def show(self) -> None:
        """Print a table for people."""
        size = ", ".join(f"{number:,} {what}" for what, number in self.size.items())
        table = Table(title=f"{self.benchmark}: {size}", caption=machine(), caption_justify="left")
        for heading in ("what", "value", "unit", "reference", "ratio", "aim", "met"):
            table.add_column(heading, justify="left" if heading == "what" else "right")
        for row in self.rows:
            table.add_row(
                row.what,
                f"{row.value:,.3f}",
                row.unit,
                "" if row.reference is None else f"{row.reference:,.3f}",
                "" if row.ratio is None else f"{row.ratio:.2f} x",
                "" if row.aim is None else f"{row.aim:g} x",
                {None: "", True: "yes", False: "no"}[row.met],
            )
        Console(width=120).print(table)


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes on the wall's clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def median(times: int, work: Callable[[], object], *, before: Callable[[], object]) -> float:
    """The median of several calls, each with its untimed preparation; machines are noisy."""
    measured = []
    for _ in range(times):
        before()
        measured.append(seconds(work))
    return statistics.median(measured)


def machine() -> str:
    """The machine, the versions and the date, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB; "
        f"PostgreSQL {sql.value('SHOW server_version')}, Python {platform.python_version()}, "
        f"Django {django.__version__}, NumPy {np.__version__}; {time.strftime('%Y-%m-%d')}"
    )
