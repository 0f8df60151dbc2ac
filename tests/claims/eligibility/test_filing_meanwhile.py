"""Claims are filed while a new key, or the list's end, waits for somebody who reads the list."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from claims.eligibility import services
from claims.eligibility.rekey import rekey_roster
from claims.filing.models import Claim
from settlement import sql
from settlement.accounts.models import User
from settlement.custody import ending
from settlement.keys import services as keys
from settlement.roster import partitions
from settlement.roster.models import ClassMember
from settlement.terms.models import Settlement
from tests import make
from tests.claims.eligibility.conftest import work_off
from tests.settlement.roster.listing import ANA, BEN, import_, write

type Change = Callable[[Settlement], object]

PATIENCE = 60.0  # seconds
SOON = "SET LOCAL lock_timeout = '1s'"  # who files is not to wait at all


@pytest.fixture
def listed(transactional_db: None, tmp_path: Path) -> Settlement:
    settlement = make.settlement()
    path = write(tmp_path / "list.csv", ANA, BEN)
    import_(settlement, path, by=User.objects.service("tests"))
    return settlement


def rekey(settlement: Settlement) -> object:
    by = User.objects.service("tests")
    return rekey_roster(settlement=settlement, why="a leak", by=by, now=timezone.now())


def end_list(settlement: Settlement) -> object:
    return ending.destroy(
        settlement=settlement,
        roster_only=True,
        order="Order of March 1, 2027",
        stays={},
        by=User.objects.service("tests"),
        now=timezone.now(),
    )


@contextmanager
def waiting(
    settlement: Settlement, change: Change, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Future[object]]:
    """Somebody reads the list until the block ends, and the change waits for that."""
    reads, asked, done = Event(), Event(), Event()
    shut = partitions._shut

    def tell() -> None:
        asked.set()
        shut()

    def read() -> None:
        with transaction.atomic():
            ClassMember.objects.filter(settlement=settlement).count()
            reads.set()
            done.wait(PATIENCE)

    def closing(do: Callable[[], object]) -> object:
        try:
            return do()
        finally:
            connection.close()

    monkeypatch.setattr(partitions, "_shut", tell)
    with ThreadPoolExecutor(2) as pool:
        reading = pool.submit(closing, read)
        try:
            assert reads.wait(PATIENCE)
            changing = pool.submit(closing, lambda: change(settlement))
            deadline = time.monotonic() + PATIENCE
            while not asked.wait(0.05) and not changing.done():
                assert time.monotonic() < deadline
            assert not changing.done(), changing.exception()
            yield changing
            assert not changing.done()  # it waited all the while
        finally:
            done.set()
        reading.result()
        changing.result()


def file(settlement: Settlement) -> Claim:
    with transaction.atomic():
        sql.run(SOON)
        return make.filed(settlement, first_name="Ben", last_name="Brown", email="ben@example.org")


def test_a_claim_is_filed_while_a_new_key_waits_and_verified_afterwards(
    listed: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    with waiting(listed, rekey, monkeypatch):
        claim = file(listed)
        assert claim.key_version == 1

    work_off()
    assert keys.roster_version(listed.pk) == 2
    services.verify_one(claim=claim, by=User.objects.service("tests"), now=make.NOW)
    claim.refresh_from_db()
    assert (claim.key_version, claim.member_no) == (2, 2)


def test_a_claim_is_filed_while_the_end_of_the_list_waits(
    listed: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    with waiting(listed, end_list, monkeypatch):
        claim = file(listed)

    with pytest.raises(keys.KeyDestroyed):
        keys.roster_version(listed.pk)
    assert Claim.objects.get() == claim


@pytest.mark.parametrize("change", [rekey, end_list])
def test_where_the_case_s_key_is_locked_whoever_files_waits(
    listed: Settlement, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    """The negative control: the filing and the wait really meet."""
    lock = partitions.shut

    def lock_all() -> None:
        Settlement.objects.select_for_update().get(pk=listed.pk)
        lock()

    monkeypatch.setattr(partitions, "shut", lock_all)
    monkeypatch.setattr(ending, "shut", lock_all)

    with waiting(listed, change, monkeypatch), pytest.raises(OperationalError, match="timeout"):
        file(listed)
