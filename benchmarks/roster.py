"""The class list: made, imported, looked up, visited, and all claims verified against it.

The reference of the import is what PostgreSQL alone needs for the same hot rows (`reference`).
With --growth the import and the look-ups run at smaller sizes first, so that one sees how they
grow.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from benchmarks import (
    bulk_create,
    fill,
    growth,
    importing,
    lookups,
    reference,
    space,
    verification,
    visitors,
)
from benchmarks.importing import Imported
from benchmarks.report import Report
from settlement.errors import Refusal
from settlement.launcher.home import Home

CLAIMS_ONE_IN = 63  # members; 1.4 million claims of 89 million members


@dataclass(frozen=True)
class Effort:
    """How much is asked of what does not hang on the size of the list.

    warm_up, bulk: members; look_ups: of each kind; rate: visitors a second, for so many seconds
    """

    warm_up: int = 1_000
    bulk: int = 200_000
    look_ups: int = 2_000
    rate: float = 15.0
    seconds: float = 60.0


USUAL = Effort()


def run(
    *,
    members: int = 1_000_000,
    claims: int = 0,
    sizes: Sequence[int] = (),
    effort: Effort = USUAL,
) -> Report:
    """claims: 0 for one of CLAIMS_ONE_IN members; sizes: smaller ones, to see the growth"""
    claims = claims or max(1, members // CLAIMS_ONE_IN)
    if claims > members or any(size >= members for size in sizes):
        raise Refusal("Ask for no more claims than members, and for growth from smaller sizes.")
    folder = Path(settings.PRORATA_VAR)
    folder.mkdir(parents=True, exist_ok=True)
    space.refuse_if_short(folder, members=members)
    report = Report("roster", {"members": members, "claims": claims})
    with tempfile.TemporaryDirectory(prefix="roster-", dir=folder) as scratch:
        measured = _Measuring(Path(scratch), effort)
        measured.small(sizes)
        measured.full(report, members, claims)
    return report


@dataclass
class _Measuring:
    """The phases in their order; each leaves no more on the disk than the next one needs."""

    folder: Path
    effort: Effort
    smaller: Sequence[growth.Size] = ()

    def small(self, sizes: Sequence[int]) -> None:
        """Smaller lists, one after another; first a tiny one, whose import is not measured:
        compiled kernels are kept between starts, and who imports does not wait for the compiler."""
        self._import(self.effort.warm_up).drop()
        self.smaller = [self._dropped(size) for size in sorted(sizes)]

    def full(self, report: Report, members: int, claims: int) -> None:
        effort, settlement = self.effort, fill.open_case("roster")
        _say(f"The reference: {members:,} rows by COPY, and their indexes.")
        of_reference = reference.measure(settlement, members=members, folder=self.folder)
        _say(f"A class list of {members:,}: made and imported.")
        imported = importing.import_list(settlement, members=members, folder=self.folder)
        report.rows += importing.rows(imported, reference=of_reference[0].value)
        report.rows += of_reference
        _say("Bulk_create.")
        rate = members / imported.importing.seconds
        report.rows.append(bulk_create.measure(members=effort.bulk, rate=rate))
        _say("Look-ups.")
        looked_up = lookups.measure(imported, times=effort.look_ups)
        report.rows += lookups.rows(looked_up)
        report.rows += growth.rows([*self.smaller, growth.of(imported, looked_up)])
        _say("Visitors.")
        home = Home(Path(settings.PRORATA_VAR))
        times = visitors.measure(imported, home=home, rate=effort.rate, seconds=effort.seconds)
        report.rows += visitors.rows(times, rate=effort.rate)
        _say(f"{claims:,} claims: filed and verified.")
        fill.claims_of_list(settlement, members=members, claims=claims)
        report.rows += verification.measure(settlement, claims)

    def _dropped(self, members: int) -> growth.Size:
        imported = self._import(members)
        try:
            return growth.of(imported, lookups.measure(imported, times=self.effort.look_ups))
        finally:
            imported.drop()

    def _import(self, members: int) -> Imported:
        _say(f"A smaller class list, of {members:,}: made, imported and dropped.")
        settlement = fill.open_case(f"roster-{members}")
        return importing.import_list(settlement, members=members, folder=self.folder)


def _say(what: str) -> None:
    """Tell who waits; standard output is for the figures."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}\n")
