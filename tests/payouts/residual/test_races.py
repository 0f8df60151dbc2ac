"""Two people at the same moment: money that is left goes one way, and the bank's word counts once.

Each test takes away what holds, layer by layer; the last has nothing left that holds, and fails as
it must.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from payouts.allocation import services as allocation
from payouts.allocation.models import Run, RunStatus
from payouts.ledger import services as ledger
from payouts.ledger.models import Balance, Entry
from payouts.payments import settling
from payouts.payments.models import Batch
from payouts.payments.services import approve_batch, bytes_of, make_batches
from payouts.residual.distributions import open_late
from payouts.residual.models import Disposal, DisposalKind
from payouts.residual.services import approve_disposal, make_disposal
from settlement import sql
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.terms import holding
from settlement.terms.models import Settlement
from tests import make
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import work_off
from tests.payouts.residual.carrying import approve, approved_run, case, pay

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = """
steps = ["cy_pres"]
cy_pres = [{ name = "Legal Aid", percent = "100" }]
reserve = "20.00"
"""
ORDER = "Order of June 1, Dkt. 410"


@pytest.fixture
def dora(transactional_db: None) -> User:
    """Approves as Bob does."""
    return make.user("finance approver", name="Dora")


def together(*verbs: Callable[[], object]) -> list[str]:
    """What came of each, when all start at the same moment."""
    start = Barrier(len(verbs))

    def one(verb: Callable[[], object]) -> str:
        start.wait(timeout=20)
        try:
            verb()
        except Refusal as refusal:
            return type(refusal).__name__
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as threads:
        return sorted(threads.map(one, verbs))


# One batch, settled by two people -----------------------------------------------------------------


@pytest.fixture
def batch(alice: User, bob: User, transactional_db: None) -> Batch:
    """A batch that the bank has; another of the same case is on its way too."""
    settlement = case(residual=STEPS)
    paying.approved_claim(settlement)
    batch = _at_the_bank(approved_run(settlement, maker=alice, approver=bob), alice, bob)
    paying.approved_claim(settlement)
    late = open_late(settlement=settlement, order=ORDER, by=alice, now=NOW)
    _at_the_bank(approve(late, by=bob), alice, bob)
    return batch


def _at_the_bank(run: Run, maker: User, approver: User) -> Batch:
    (batch,) = make_batches(run=run, by=maker, now=NOW, order=ORDER)
    approve_batch(batch=batch, sha256=batch.file_sha256, by=approver, now=NOW)
    bytes_of(batch=batch, by=approver, now=NOW)
    return batch


def both_settle(batch: Batch, *people: User) -> list[str]:
    def settle(by: User, number: int) -> Batch:
        return settling.settle_batch(
            batch=batch, returned={}, by=by, now=NOW, bank_reference=f"ACK-{number}"
        )

    return together(
        *(lambda by=by, number=number: settle(by, number) for number, by in enumerate(people))
    )


def cash_left(batch: Batch) -> int:
    return Balance.objects.get(settlement=batch.settlement, account="assets:fund").cents


def nothing_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read the batch before either changes it."""
    read = Barrier(2)

    def unlocked(batch: Batch) -> Batch:
        found = Batch.objects.select_related("settlement").get(pk=batch.pk)
        read.wait(timeout=20)
        return found

    monkeypatch.setattr(holding, "lock_case", lambda _settlement_id: None)
    monkeypatch.setattr(settling, "_locked", unlocked)


def test_a_batch_is_settled_once(batch: Batch, bob: User, dora: User) -> None:
    assert both_settle(batch, bob, dora) == ["WrongState", "done"]
    assert (Entry.objects.filter(kind="batch settled").count(), cash_left(batch)) == (1, 2000)


def test_without_locks_the_status_lets_one_settle(
    batch: Batch, bob: User, dora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing_locked(monkeypatch)

    assert both_settle(batch, bob, dora) == ["WrongState", "done"]
    assert cash_left(batch) == 2000


def test_the_control_without_status_and_reference_the_money_leaves_twice(
    batch: Batch, bob: User, dora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing_locked(monkeypatch)
    post = ledger.post_selected

    def as_another_entry(**values: Any) -> bool:
        return post(**values | {"ref": str(uuid4())})

    def blindly(batch: Batch, to: str, **_values: object) -> None:
        Batch.objects.filter(pk=batch.pk).update(status=to)
        batch.status = to

    monkeypatch.setattr(ledger, "post_selected", as_another_entry)
    monkeypatch.setattr(Batch, "move", blindly)
    with accounts_may_be_overdrawn():
        assert both_settle(batch, bob, dora) == ["done", "done"]
        assert cash_left(batch) == 2000 - 8000


# What is left, taken by two -----------------------------------------------------------------------


@pytest.fixture
def waiting(alice: User, bob: User, transactional_db: None) -> tuple[Run, Disposal]:
    """A late run and a gift to a recipient, both of which divide the same $20.00."""
    settlement = case(residual=STEPS)
    paying.approved_claim(settlement)
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)
    paying.approved_claim(settlement)
    run = open_late(settlement=settlement, order=ORDER, by=alice, now=NOW)
    work_off()
    run.refresh_from_db()
    assert run.status == RunStatus.CLOSED, run.refusal
    kind = DisposalKind.CY_PRES
    return run, make_disposal(settlement=settlement, kind=kind, by=alice, now=NOW)


def both_take(waiting: tuple[Run, Disposal], bob: User, dora: User) -> list[str]:
    run, disposal = waiting
    return together(
        lambda: allocation.approve_run(run=run, by=bob, now=NOW),
        lambda: approve_disposal(disposal=disposal, by=dora, now=NOW),
    )


def meet_before_posting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The case is not locked, and both have seen the money before either takes it."""
    seen, post = Barrier(2), ledger.post

    def waiting(**values: Any) -> bool:
        seen.wait(timeout=20)
        return post(**values)

    monkeypatch.setattr(holding, "lock_case", lambda _settlement_id: None)
    monkeypatch.setattr(ledger, "post", waiting)


def reserve_of(settlement: Settlement) -> int:
    return Balance.objects.get(settlement=settlement, account="reserve").cents


def test_what_is_left_is_taken_once(waiting: tuple[Run, Disposal], bob: User, dora: User) -> None:
    found = both_take(waiting, bob, dora)

    assert found.count("done") == 1
    assert reserve_of(waiting[0].settlement) == 0


def test_without_the_lock_the_reserves_balance_lets_one_take_it(
    waiting: tuple[Run, Disposal], bob: User, dora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_before_posting(monkeypatch)

    assert both_take(waiting, bob, dora) == ["Overdrawn", "done"]
    assert reserve_of(waiting[0].settlement) == 0


def test_the_control_without_the_balance_it_is_taken_twice(
    waiting: tuple[Run, Disposal], bob: User, dora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_before_posting(monkeypatch)
    with accounts_may_be_overdrawn():
        assert both_take(waiting, bob, dora) == ["done", "done"]
        assert reserve_of(waiting[0].settlement) == 2000


@contextmanager
def accounts_may_be_overdrawn() -> Iterator[None]:
    """Without the constraint; afterwards it is back, and no balance that breaks it."""
    definition = sql.value(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conname = 'balance_not_overdrawn'"
    ).replace("%", "%%")
    sql.run("ALTER TABLE payouts_balance DROP CONSTRAINT balance_not_overdrawn")
    try:
        yield
    finally:
        sql.run("TRUNCATE payouts_balance")
        sql.run(f"ALTER TABLE payouts_balance ADD CONSTRAINT balance_not_overdrawn {definition}")
