"""Two merges at once never make a chain, whatever the order in which they come."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import IntegrityError, connection

from settlement import sql
from settlement.accounts.models import User
from settlement.duplicates import aliases, merging
from settlement.roster.models import MemberAlias
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster.listed import list_of

PATIENCE = 1.0  # seconds that the first waits for the second, which may have to wait for it


@pytest.fixture
def listed(transactional_db: None) -> Settlement:
    settlement = make.settlement()
    list_of(settlement, [{"email": no} for no in range(1, 4)])
    return settlement


@pytest.fixture
def bob(transactional_db: None) -> User:
    return User.objects.service("tests")


def merge_at_once(
    settlement: Settlement,
    by: User,
    monkeypatch: pytest.MonkeyPatch,
    *,
    patience: float = PATIENCE,
) -> list[str]:
    """Merge 3 into 2 and 2 into 1, each written before either is committed, if that can be.
    Return what the database said to each."""
    together, tell = Barrier(2), aliases.tell

    def tell_late(**values: int) -> int:
        with suppress(BrokenBarrierError):
            together.wait(patience)
        return tell(**values)

    def work(pair: tuple[int, int]) -> str:
        one, other = pair
        try:
            merging.merge(settlement=settlement, one=one, other=other, by=by, why="One person")
        except IntegrityError as error:
            return str(error)
        finally:
            connection.close()
        return ""

    monkeypatch.setattr(aliases, "tell", tell_late)
    with ThreadPoolExecutor(2) as pool:
        return [*pool.map(work, [(3, 2), (2, 1)])]


def chains() -> int:
    stays = MemberAlias.objects.values("same_as")
    return MemberAlias.objects.filter(member_no__in=stays).count()


def test_the_second_merge_waits_for_the_first_and_follows_it(
    listed: Settlement, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert merge_at_once(listed, bob, monkeypatch) == ["", ""]

    assert dict(MemberAlias.objects.values_list("member_no", "same_as")) == {2: 1, 3: 1}


def test_who_forgets_the_lock_is_stopped_by_the_database(
    listed: Settlement, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "change_list", lambda **_case: None)

    failed = [error for error in merge_at_once(listed, bob, monkeypatch) if error]

    assert len(failed) == 1
    assert "who stays is never merged" in failed[0]
    assert chains() == 0


def test_with_neither_lock_nor_trigger_there_would_be_a_chain(
    listed: Settlement, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the two really meet."""
    monkeypatch.setattr(merging, "change_list", lambda **_case: None)
    sql.run("ALTER TABLE settlement_memberalias DISABLE TRIGGER USER")
    try:
        merge_at_once(listed, bob, monkeypatch, patience=30)
    finally:
        sql.run("ALTER TABLE settlement_memberalias ENABLE TRIGGER USER")

    assert chains() == 1
