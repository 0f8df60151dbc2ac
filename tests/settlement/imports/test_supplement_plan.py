"""A small supplement to a large list reads the list by its indexes alone."""

from pathlib import Path

from settlement import sql
from settlement.accounts.models import User
from settlement.imports.services import Wishes
from settlement.roster.models import RosterImport
from settlement.terms.models import Settlement
from tests.settlement.roster.listing import import_, write

NAMES = ("member_ref", "notice_id", "email", "illinois_creator", "action")
SCANS = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = %(name)s"


def scans(of: RosterImport) -> int:
    """How often our transaction read the list's members from end to end."""
    return int(sql.value(SCANS, name=f"roster_members_{of.pk}"))


def test_the_list_is_not_read_from_end_to_end(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    lines = [{"member_ref": f"R{n}", "email": f"m{n}@example.org"} for n in range(30_000)]
    listed = import_(settlement, write(tmp_path / "list.csv", *lines, names=NAMES[:-1]), by=alice)
    before = scans(listed)

    path = write(
        tmp_path / "more.csv",
        {"member_ref": "R7", "action": "remove"},
        {"member_ref": "R8", "notice_id": "ABC-8", "email": "eight@example.org"},
        {"member_ref": "R9", "notice_id": "ABC-9"},
        {"member_ref": "S1", "notice_id": "ABC-9"},
        {"member_ref": "S2", "email": "two@example.org"},
        names=NAMES,
    )
    row = import_(settlement, path, by=alice, wishes=Wishes(supplement=True))

    assert (row.added, row.changed, row.removed, row.rejected) == (1, 2, 1, 1)
    assert scans(listed) == before
