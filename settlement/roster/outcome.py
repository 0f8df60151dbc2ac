"""Pure: what became of the lines of a delivery."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from settlement.roster.rejects import Reject


@dataclass(slots=True)
class Outcome:
    """Counts and rejects of some chunks, or of all.

    lines:    members' lines that came in, rejected ones included; blank lines are none
    unusable: by identifier, the cells from which none could be read; their lines are loaded
    last_no:  the greatest member number that the chunks may have used
    """

    lines: int = 0
    rejects: list[Reject] = field(default_factory=list)
    unusable: Counter[str] = field(default_factory=Counter)
    last_no: int = 0

    def reject_outside(self, rejects: Iterable[Reject]) -> None:
        """Count lines that stand in no chunk."""
        before = len(self.rejects)
        self.rejects += rejects
        self.lines += len(self.rejects) - before

    def add(self, other: "Outcome") -> None:
        self.lines += other.lines
        self.rejects += other.rejects
        self.unusable += other.unusable
        self.last_no = max(self.last_no, other.last_no)
