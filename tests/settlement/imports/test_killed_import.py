"""An import killed again and again, wherever it was, ends as one that nobody disturbed."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from settlement import sql
from settlement.accounts.models import User
from settlement.delivery import delivery
from settlement.imports import numbering, services
from settlement.imports.services import Interrupted, Wishes
from settlement.progress import Advance
from settlement.roster.details import open_details
from settlement.roster.models import ClassMember, ImportStatus, RosterImport
from settlement.roster.partitions import INDEXES
from settlement.synthetic import roster_file
from settlement.synthetic.synthetic import SyntheticClass
from settlement.terms.models import Settlement
from tests import make

MEMBERS = 20_000
BATCH = 1_024  # members; so that there are many places to be killed at
PATIENCE = 60.0  # seconds
SCRIPT = """
import sys
from pathlib import Path
import django
django.setup()
from django.utils import timezone
from settlement.accounts.models import User
from settlement.delivery import delivery
from settlement.imports import numbering, services
from settlement.terms.models import Settlement
delivery.CHUNK_RECORDS = numbering.BATCH_RECORDS = int(sys.argv[2])
services.import_roster(
    settlement=Settlement.objects.get(), paths=[Path(sys.argv[1])], now=timezone.now(),
    by=User.objects.service("tests"), wishes=services.Wishes(again=True, streams=2))
"""
BUILT = "SELECT count(*) FROM pg_class WHERE relkind = 'i' AND relname LIKE %(like)s"
END_THEM = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def by(transactional_db: None) -> User:
    return User.objects.service("tests")


@pytest.fixture
def case(by: User, monkeypatch: pytest.MonkeyPatch) -> Settlement:
    monkeypatch.setattr(delivery, "CHUNK_RECORDS", BATCH)
    monkeypatch.setattr(numbering, "BATCH_RECORDS", BATCH)
    return make.settlement()


@pytest.fixture
def path(tmp_path: Path, settings: Settings) -> Path:
    """A list with a line that is wrong, and with two members who stand on it twice."""
    settings.PRORATA_VAR = tmp_path / "var"
    path = tmp_path / "list.csv"
    roster_file.write(path, SyntheticClass(MEMBERS))
    lines = path.read_text().splitlines(keepends=True)
    lines[7_000:7_000] = [lines[3], "wrong,\n"]
    path.write_text("".join([*lines, lines[15_000]]))
    return path


def test_a_killed_import_goes_on_and_ends_the_same(
    case: Settlement, by: User, path: Path, tmp_path: Path
) -> None:
    undisturbed = services.import_roster(
        settlement=case, paths=[path], by=by, now=timezone.now(), wishes=Wishes(streams=2)
    )
    expected = _contents(undisturbed, by)

    dice = random.Random(f"{path.stat().st_mtime_ns}")  # noqa: S311 - any moment will do
    moments = [dice.randint(1, 19), 19 + dice.randint(1, len(INDEXES) - 1)]
    reached = [_killed_at(moment, case, path) for moment in moments]
    going_on = RosterImport.objects.get(status=ImportStatus.LOADING)
    _run(path).wait(timeout=PATIENCE)

    row = RosterImport.objects.get(status=ImportStatus.READY)
    assert row.pk == going_on.pk > undisturbed.pk, f"killed at {moments}, reached {reached}"
    assert (row.lines, row.loaded, row.rejected) == (MEMBERS + 3, MEMBERS, 3)
    assert _contents(row, by) == expected, f"killed at {moments}"
    assert row.batches.count() == undisturbed.batches.count()
    rejects = [
        one.rejects.order_by("line").values_list("line", "reason") for one in (row, undisturbed)
    ]
    assert [*rejects[0]] == [*rejects[1]]


def test_look_ups_find_the_old_list_while_a_killed_import_lies_about(
    case: Settlement, by: User, path: Path
) -> None:
    before = services.import_roster(
        settlement=case, paths=[path], by=by, now=timezone.now(), wishes=Wishes(streams=2)
    )

    _killed_at(5, case, path)

    assert ClassMember.objects.filter(settlement=case).count() == MEMBERS
    before.refresh_from_db()
    assert before.status == ImportStatus.READY


def test_an_import_whose_connections_break_says_so_and_goes_on(
    case: Settlement, by: User, path: Path
) -> None:
    told: list[int] = []

    def break_after_four(length: int) -> None:
        told.append(length)
        if len(told) == 4:
            sql.value(END_THEM)

    with pytest.raises(Interrupted, match="run the same command again"):
        _import(case, by, path, break_after_four)
    connection.close()  # ours was ended, too
    stopped = RosterImport.objects.get()
    assert (stopped.status, stopped.batches.count() >= 3) == (ImportStatus.LOADING, True)

    row = _import(case, by, path, lambda _length: None)

    assert (row.pk, row.status, row.loaded) == (stopped.pk, ImportStatus.READY, MEMBERS)


def test_a_full_disk_says_so_and_goes_on_once_there_is_room(
    case: Settlement, by: User, path: Path
) -> None:
    sql.run("""
        CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF (SELECT count(*) FROM settlement_importbatch) > 5 THEN
                RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full';
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER no_room AFTER INSERT ON settlement_importbatch
            FOR EACH ROW EXECUTE FUNCTION no_room()
    """)
    try:
        with pytest.raises(Interrupted, match="the disk of PostgreSQL is full"):
            _import(case, by, path, lambda _length: None)
    finally:
        sql.run("DROP FUNCTION no_room CASCADE")
    stopped = RosterImport.objects.get()

    row = _import(case, by, path, lambda _length: None)

    assert (row.pk, row.status, row.loaded) == (stopped.pk, ImportStatus.READY, MEMBERS)


def _import(case: Settlement, by: User, path: Path, loaded: Advance) -> RosterImport:
    return services.import_roster(
        settlement=case,
        paths=[path],
        by=by,
        now=timezone.now(),
        wishes=Wishes(streams=2),
        progress=services.Progress(loaded=loaded),
    )


def _contents(row: RosterImport, by: User) -> dict[str, object]:
    """By reference: who stands on the list, with what keys, and what is sealed about some."""
    shift = row.first_no - 1
    members = ClassMember.objects.filter(settlement=row.settlement).order_by("member_no")
    columns = ("flags", "state", "name_key", "notice_key", "code_key", "email_key", "ref_key")
    found: dict[str, object] = {
        str(no - shift): keys for no, *keys in members.values_list("member_no", *columns)
    }
    some = [shift + no for no in (1, 1_024, 7_003, 15_000)]
    found["details"] = open_details(
        settlement=row.settlement, member_nos=some, purpose="comparing", by=by
    )
    return found


def _run(path: Path) -> subprocess.Popen[bytes]:
    """The import in a process of its own, on the tests' database."""
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}"
    url = f"postgres://{login}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", SCRIPT, str(path), str(BATCH)],
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "settlement.settings"},
        cwd=Path(__file__).parents[3],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _killed_at(moment: int, case: Settlement, path: Path) -> int:
    """Start the import, kill it when so many batches and indexes stand; return how many do."""
    process = _run(path)
    deadline = time.monotonic() + PATIENCE
    try:
        while (reached := _reached(case)) < moment and process.poll() is None:
            assert time.monotonic() < deadline, "the import does not get on"
            time.sleep(0.002)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=PATIENCE)
    return reached


def _reached(case: Settlement) -> int:
    row = RosterImport.objects.filter(settlement=case, status=ImportStatus.LOADING).first()
    if row is None:
        return 0
    built = sql.value(BUILT, like=f"roster\\_members\\_{row.pk}\\_%")
    return row.batches.count() + int(built)
