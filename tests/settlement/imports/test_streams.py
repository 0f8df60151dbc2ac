"""Several streams load the same list as one, and a killed import leaves nothing behind."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from settlement import sql
from settlement.accounts.models import User
from settlement.delivery import delivery
from settlement.errors import Refusal
from settlement.imports import numbering, services
from settlement.imports.alone import HOLD, alone, name_of
from settlement.roster.models import ClassMember, ImportStatus, RosterImport
from settlement.roster.partitions import TABLES, ClassList
from settlement.synthetic import roster_file
from settlement.synthetic.synthetic import SyntheticClass
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster.listing import ANA, import_, write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings) -> None:
    monkeypatch.setattr(delivery, "CHUNK_RECORDS", 1_024)
    monkeypatch.setattr(numbering, "BATCH_RECORDS", 1_024)
    settings.PRORATA_VAR = tmp_path / "var"


@pytest.fixture
def by(db: None) -> User:
    return User.objects.service("tests")


def _members(settlement: Settlement) -> list[tuple[object, ...]]:
    found = ClassMember.objects.filter(settlement=settlement).order_by("member_no")
    return list(found.values_list("member_no", "email_key", "phone_key", "name_key", "flags"))


def _tables_of(row: RosterImport) -> list[tuple[str]]:
    return sql.rows(TABLES, import_id=str(row.pk))


def test_two_streams_load_what_one_loads(by: User, tmp_path: Path) -> None:
    settlement = make.settlement()
    path = tmp_path / "list.csv"
    roster_file.write(path, SyntheticClass(6_000))
    with path.open("a") as file:
        file.write("M000000001,,,,,,,,,,,,,\n")  # stands twice

    loaded = []
    for streams in (0, 2):
        row = import_(settlement, path, by=by, wishes=services.Wishes(again=True, streams=streams))
        assert (row.loaded, row.rejected) == (6_000, 1)
        first, *others = _members(settlement)
        loaded.append(
            [(int(str(no)) - int(str(first[0])), *keys) for no, *keys in [first, *others]]
        )

    assert loaded[0] == loaded[1]
    assert len(loaded[0]) == 6_000


def test_a_small_import_that_stops_says_why_and_leaves_nothing_but_its_row(
    by: User, tmp_path: Path
) -> None:
    settlement = make.settlement()
    path = write(tmp_path / "list.csv", ANA, {})
    no_folder = write(tmp_path / "file", ANA)

    with pytest.raises(Refusal, match=r"stopped in the middle: File exists: .*file. Mend that"):
        import_(
            settlement, path, by=by, wishes=services.Wishes(rejects_path=no_folder / "rejects.csv")
        )

    row = RosterImport.objects.get()
    assert row.status == ImportStatus.FAILED
    assert _tables_of(row) == []


def test_what_was_loaded_before_a_failure_is_not_loaded_again(by: User, tmp_path: Path) -> None:
    settlement = make.settlement()
    path = tmp_path / "list.csv"
    roster_file.write(path, SyntheticClass(6_000))
    told: list[int] = []

    def full_after_two(length: int) -> None:
        told.append(length)
        if len(told) > 2:
            raise OSError(28, "No space left on device")

    def attempt(loaded: Callable[[int], None]) -> RosterImport:
        return services.import_roster(
            settlement=settlement,
            paths=[path],
            by=by,
            now=timezone.now(),
            wishes=services.Wishes(streams=2),
            progress=services.Progress(loaded=loaded),
        )

    with pytest.raises(services.Interrupted, match="No space left on device"):
        attempt(full_after_two)
    stopped = RosterImport.objects.get()
    before = set(stopped.batches.values_list("pk", flat=True))
    row = attempt(lambda _length: None)

    assert (stopped.status, row.pk, row.status) == (
        ImportStatus.LOADING,
        stopped.pk,
        ImportStatus.READY,
    )
    assert len(before) >= 2
    assert before < set(row.batches.values_list("pk", flat=True))
    assert (row.lines, row.loaded) == (6_000, 6_000)
    assert [no for no, *_ in _members(settlement)] == [*range(1, 6_001)]


def test_what_a_killed_import_left_is_cleared_by_the_next(by: User, tmp_path: Path) -> None:
    settlement = make.settlement()
    killed = RosterImport.objects.create(settlement=settlement, files=[], sha256="", made_by=by)
    ClassList(settlement.pk, killed.pk).make()
    assert len(_tables_of(killed)) == 2

    import_(settlement, write(tmp_path / "list.csv", ANA), by=by)

    killed.refresh_from_db()
    assert (killed.status, killed.error) == (ImportStatus.FAILED, "It was interrupted.")
    assert _tables_of(killed) == []


def test_two_imports_of_a_case_do_not_run_side_by_side(by: User, tmp_path: Path) -> None:
    settlement = make.settlement()
    other = connection.copy()
    try:
        with transaction.atomic(using="default"), other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(HOLD, [name_of(settlement.pk)])

            with pytest.raises(Refusal, match="under way"):
                import_(settlement, write(tmp_path / "list.csv", ANA), by=by)
    finally:
        other.close()

    assert not RosterImport.objects.exists()


def test_look_ups_see_the_old_list_until_the_new_one_is_complete(by: User, tmp_path: Path) -> None:
    settlement = make.settlement()
    import_(settlement, write(tmp_path / "one.csv", ANA), by=by)
    path, seen = tmp_path / "two.csv", []
    roster_file.write(path, SyntheticClass(1_500))

    def count(_length: int) -> None:
        seen.append(ClassMember.objects.filter(settlement=settlement).count())

    services.import_roster(
        settlement=settlement,
        paths=[path],
        by=by,
        now=timezone.now(),
        progress=services.Progress(loaded=count),
    )

    assert set(seen) == {1}
    assert ClassMember.objects.filter(settlement=settlement).count() == 1_500


def test_who_imports_alone_stays_alone_where_idle_transactions_are_ended(
    by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c idle_in_transaction_session_timeout=200ms")

    with alone(1):
        time.sleep(0.6)
        with pytest.raises(Refusal, match="under way"), alone(1):
            pass
