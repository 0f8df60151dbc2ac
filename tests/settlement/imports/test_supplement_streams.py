"""A large supplement is loaded by streams, and goes on after it was interrupted."""

from pathlib import Path

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from settlement import sql
from settlement.accounts.models import User
from settlement.imports import supplement
from settlement.imports.services import Interrupted, Progress, Wishes, import_roster
from settlement.roster.models import ClassMember, ImportStatus, RosterImport
from settlement.roster.partitions import ClassList
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster.listing import ANA, BEN, NAMES, import_, write

SIZE, HALF = 3_000, 1_500


@pytest.fixture
def case(transactional_db: None, tmp_path: Path) -> Settlement:
    settlement = make.settlement()
    import_(settlement, write(tmp_path / "list.csv", ANA, BEN), by=User.objects.service("tests"))
    return settlement


READ_BY_NUMBER = """
    EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF)
    SELECT flags FROM {members} WHERE settlement_id = {case} AND member_no BETWEEN 1 AND 2
"""


def test_look_ups_read_indexes_alone_after_a_trial(case: Settlement, tmp_path: Path) -> None:
    path = write(tmp_path / "more.csv", ANA | {"email": "new@example.org"}, BEN)

    import_(
        case,
        path,
        by=User.objects.service("tests"),
        wishes=Wishes(supplement=True, dry_run=True),
    )

    listed = ClassList(case.pk, RosterImport.objects.get(status=ImportStatus.READY).pk)
    with transaction.atomic():
        sql.run("SET LOCAL enable_seqscan = off")
        sql.run("SET LOCAL enable_bitmapscan = off")
        plan = str(sql.rows(listed.named(READ_BY_NUMBER)))
    assert "Index Only Scan" in plan
    assert "Heap Fetches: 0" in plan


def test_what_was_loaded_before_the_interruption_is_not_loaded_again(
    case: Settlement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [ANA | {"member_ref": f"S{n}", "notice_id": ""} for n in range(SIZE)]
    files = (
        write(tmp_path / "1.csv", *lines[:HALF], {"member_ref": "A-1002", "action": "remove"},
              names=(*NAMES, "action")),
        write(tmp_path / "2.csv", *lines[HALF:], lines[0], names=(*NAMES, "action")),
    )  # fmt: skip
    loaded: list[int] = []

    def bring() -> RosterImport:
        return import_roster(
            settlement=case,
            paths=files,
            by=User.objects.service("tests"),
            now=timezone.now(),
            wishes=Wishes(supplement=True, streams=2),
            progress=Progress(loaded=loaded.append),
        )

    def dies(**_arguments: object) -> None:
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(supplement, "merge", dies)
        with pytest.raises(Interrupted):
            bring()
    assert ClassMember.objects.count() == 2
    stopped = RosterImport.objects.get(supplement=True)
    batches = [*stopped.batches.values_list("pk", flat=True)]
    assert len(batches) == len(files)

    row = bring()

    assert (row, row.status) == (stopped, ImportStatus.MERGED)
    assert (row.lines, row.added, row.removed, row.rejected) == (SIZE + 2, SIZE, 1, 1)
    assert row.rejects.get().reason == "member_ref stands before in line 2 of 1.csv"
    assert ClassMember.objects.count() == SIZE + 1
    assert [*row.batches.values_list("pk", flat=True)] == batches
