"""A class list made, imported and weighed, each command in a process of its own."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks import costs, space
from benchmarks.costs import Cost
from benchmarks.report import Row
from benchmarks.space import GB, Taken
from settlement.roster.models import ImportStatus, RosterImport
from settlement.roster.partitions import ClassList
from settlement.synthetic.synthetic import SyntheticClass
from settlement.terms.models import Settlement

FULL = 89_000_000  # members of the largest class, for which the aims were set
MAKE_SECONDS = 180 / FULL
MEMORY_GIB = 2.0
BYTES = 30 * GB / FULL
TO_REFERENCE = 1.3


@dataclass(frozen=True)
class Imported:
    """A class list in use, and what it took to make its file and to import it."""

    settlement: Settlement
    people: SyntheticClass
    listed: ClassList
    making: Cost
    importing: Cost
    taken: Taken

    @property
    def members(self) -> int:
        return self.people.members

    def drop(self) -> None:
        """Take the list from the look-ups' sight and from the disk."""
        self.listed.detach()
        self.listed.drop()


def import_list(settlement: Settlement, *, members: int, folder: Path) -> Imported:
    """Write a synthetic list, import it as the administrator would, and erase the file."""
    file = folder / f"{settlement.slug}-{members}.csv"
    try:
        making = costs.manage("make_roster", "--members", members, "--out", file)
        importing = costs.manage("import_roster", settlement.slug, file)
    finally:
        file.unlink(missing_ok=True)
    row = RosterImport.objects.get(settlement=settlement, status=ImportStatus.READY)
    if row.loaded != members:
        raise ValueError(f"Of {members} members {row.loaded} were loaded.")
    listed = ClassList(settlement.pk, row.pk)
    people = SyntheticClass(members)
    return Imported(settlement, people, listed, making, importing, space.taken(listed))


def rows(imported: Imported, *, reference: float) -> list[Row]:
    """reference: seconds"""
    members, making, importing = imported.members, imported.making, imported.importing
    weighed = imported.taken
    return [
        Row("make_roster", making.seconds, "s", most=MAKE_SECONDS * members),
        Row("make_roster, rate", members / making.seconds, "members/s"),
        Row("import, ready to look up", importing.seconds, "s", reference, TO_REFERENCE),
        Row("import, rate", members / importing.seconds, "members/s"),
        Row("import, most memory of its process", importing.peak / 2**30, "GiB", most=MEMORY_GIB),
        Row("on disk, hot table", weighed.hot_table / GB, "GB"),
        Row("on disk, its indexes", weighed.indexes / GB, "GB"),
        Row("on disk, sealed details", weighed.details / GB, "GB"),
        Row("on disk, together", weighed.together / GB, "GB", most=BYTES * members / GB),
        Row("on disk, for each member", weighed.together / members, "bytes", most=BYTES),
    ]
