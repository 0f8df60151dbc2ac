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
    """One figure, in `unit`, and the one it is compared with.

    aim:   value / reference is at most this
    most:  the value itself is at most this, whatever the machine
    alike: value and reference differ by at most this share of either
    """

    what: str
    value: float
    unit: str
    reference: float | None = None
    aim: float | None = None
    most: float | None = None
    alike: float | None = None

    @property
    def ratio(self) -> float | None:
        return round(self.value / self.reference, 3) if self.reference else None

    @property
    def met(self) -> bool | None:
        """Whether every aim is met; None for a figure without one."""
        met = [] if self.most is None else [self.value <= self.most]
        if self.ratio is not None and self.aim is not None:
            met.append(self.ratio <= self.aim)
        if self.ratio is not None and self.alike is not None:
            met.append(1 / (1 + self.alike) <= self.ratio <= 1 + self.alike)
        return all(met) if met else None

    @property
    def aims(self) -> str:
        """What is aimed at, in words."""
        said = []
        if self.aim is not None:
            said.append(f"{self.aim:g} x")
        if self.most is not None:
            said.append(f"{self.most:,.4g} {self.unit}")
        if self.alike is not None:
            said.append(f"± {self.alike:.0%}")
        return ", ".join(said)


@dataclass
class Report:
    """A benchmark's rows, with the machine they were measured on and the size.

    wrong: sentences about what came out wrong, however fast; the benchmark then fails
    """

    benchmark: str
    size: dict[str, int]
    rows: list[Row] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

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
                row.aims,
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


def quantile(times: list[float], share: float) -> float:
    """The time that `share` of the calls stay within: the median for 0.5."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def machine() -> str:
    """The machine, the versions and the date, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB; "
        f"PostgreSQL {sql.value('SHOW server_version')}, Python {platform.python_version()}, "
        f"Django {django.__version__}, NumPy {np.__version__}; {time.strftime('%Y-%m-%d')}"
    )
