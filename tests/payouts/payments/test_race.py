"""Two makers at the same moment make the payments once. What holds, holds twice over."""

import itertools
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection

from claims.filing.models import Claim
from payouts.allocation.models import Run
from payouts.payments import numbers, statements
from payouts.payments.models import Batch, NumberLine, Payment
from payouts.payments.services import make_batches
from payouts.payments.statements import Selection
from settlement import sql
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.terms import holding
from tests.make import NOW

pytestmark = pytest.mark.django_db(transaction=True)

STOPPED = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""
UNIQUE = {
    "payouts_payment": (
        "payment_one_live_per_award",
        "payment_attempt_once",
        "payment_trace_once",
    ),
    "payouts_batch": ("batch_number_once", "batch_modifier_once_a_day"),
}


def test_the_case_is_locked_so_the_second_maker_finds_nothing_due(run: Run, alice: User) -> None:
    assert sorted(both_make(run, alice)) == ["Refusal", "made"]
    assert Payment.objects.count() == 3


def test_without_any_lock_the_database_still_refuses_the_second_payment(
    run: Run, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_the_locks_away(monkeypatch)
    meet(monkeypatch, before_paying=True)

    assert sorted(both_make(run, alice)) == ["IntegrityError", "made"]
    assert Payment.objects.count() == 3


def test_the_control_without_locks_and_constraints_everybody_is_paid_twice(
    run: Run, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_the_locks_away(monkeypatch)
    meet(monkeypatch, before_paying=False)
    with constraints_taken_away():
        both_make(run, alice)

        assert Payment.objects.filter(method="ach").count() == 4


def both_make(run: Run, by: User) -> list[str]:
    """What came of it for each of two threads that start together."""
    start = Barrier(2)

    def one(_number: int) -> str:
        start.wait(timeout=20)
        try:
            make_batches(run=run, by=by, now=NOW)
        except (Refusal, IntegrityError) as error:
            return "Refusal" if isinstance(error, Refusal) else "IntegrityError"
        else:
            return "made"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        return [*threads.map(one, range(2))]


def take_the_locks_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the case, nor the number line, nor the claims (frozen before) are locked."""
    line = NumberLine.objects.create(kind="test", name="test", last=0)
    given = itertools.count(1)
    monkeypatch.setattr(holding, "lock_case", lambda _settlement_id: None)
    monkeypatch.setattr(numbers, "lock", lambda _series: line)
    monkeypatch.setattr(numbers, "take", lambda _series, count: (line, 100 * next(given) + count))
    Claim.objects.update(frozen_at=NOW)


def meet(monkeypatch: pytest.MonkeyPatch, *, before_paying: bool) -> None:
    """Let each maker wait for the other before its bank transfers are inserted, and the first until
    the second is stopped by them; or after each method's payments are: else one commits while the
    other still counts what is due."""
    both = Barrier(2)
    pay = statements.pay

    def waiting(selection: Selection, **values: Any) -> int:
        if before_paying and selection.method == "ach":
            both.wait(timeout=20)
        paid = pay(selection, **values)
        if not before_paying:
            both.wait(timeout=20)
        elif selection.method == "ach":
            wait_until_another_is_stopped()
        return paid

    monkeypatch.setattr(statements, "pay", waiting)


def wait_until_another_is_stopped() -> None:
    deadline = time.monotonic() + 20
    while not sql.value(STOPPED):
        assert time.monotonic() < deadline, "nobody was stopped"
        time.sleep(0.01)


@contextmanager
def constraints_taken_away() -> Iterator[None]:
    """Drop what forbids a second payment, and put it back once the payments are gone."""
    with connection.cursor() as cursor:
        kept = [taken_away(table, name) for table, names in UNIQUE.items() for name in names]
        try:
            yield
        finally:
            cursor.execute("TRUNCATE payouts_payment, payouts_batch CASCADE")
            for statement in kept:
                cursor.execute(statement)


def taken_away(table: str, name: str) -> str:
    """Drop a unique constraint or index; return the statement that makes it again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef(%s::regclass)", [name])
        ((definition,),) = cursor.fetchall()
        cursor.execute("SELECT count(*) FROM pg_constraint WHERE conname = %s", [name])
        ((is_constraint,),) = cursor.fetchall()
        if not is_constraint:
            cursor.execute(f'DROP INDEX "{name}"')
            return str(definition)
        columns = definition[definition.index("(") :]
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        return f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE {columns}'


def test_what_was_taken_away_is_back(db: None) -> None:
    """The control must not weaken the tests after it."""
    names = [name for table in UNIQUE.values() for name in table]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname = ANY(%s)", [names])
        assert cursor.fetchone() == (len(names),)
    assert not Batch.objects.exists()
