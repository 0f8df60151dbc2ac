"""Two postings at the same time cannot overdraw an account together."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from payouts.ledger import services as ledger
from payouts.ledger.chart import AWARDS, CASH, FUND, NET, credit, debit
from payouts.ledger.deductions import Overdrawn
from payouts.ledger.models import Balance
from settlement import sql
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make

AT_ONCE, EACH_CENTS = 8, 400


@pytest.fixture
def funded(transactional_db: None) -> Settlement:
    settlement = make.settlement()
    by = User.objects.service("tests")
    for legs in (
        [debit(CASH, 1_000), credit(FUND, 1_000)],
        [debit(FUND, 1_000), credit(NET, 1_000)],
    ):
        ledger.post(
            settlement=settlement, kind="test", ref=legs[0].account, legs=legs, memo="", by=by
        )
    return settlement


@pytest.fixture
def unchecked(funded: Settlement) -> Iterator[Settlement]:
    """The database without the constraint, to show that the race is real and what stops it."""
    definition = sql.value(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conname = 'balance_not_overdrawn'"
    ).replace("%", "%%")
    sql.run("ALTER TABLE payouts_balance DROP CONSTRAINT balance_not_overdrawn")
    yield funded
    sql.run("TRUNCATE payouts_balance")
    sql.run(f"ALTER TABLE payouts_balance ADD CONSTRAINT balance_not_overdrawn {definition}")


def award(settlement: Settlement, ref: int) -> bool:
    try:
        return ledger.post(
            settlement=settlement,
            kind="run",
            ref=str(ref),
            legs=[debit(NET, EACH_CENTS), credit(AWARDS, EACH_CENTS)],
            memo="",
            by=User.objects.service("tests"),
        )
    except Overdrawn:
        return False
    finally:
        connection.close()


def race(settlement: Settlement) -> int:
    with ThreadPoolExecutor(AT_ONCE) as people:
        return sum(people.map(lambda ref: award(settlement, ref), range(AT_ONCE)))


def test_of_many_postings_only_as_many_succeed_as_there_is_money(funded: Settlement) -> None:
    assert race(funded) == 2
    assert Balance.objects.get(account=NET).cents == -200


def test_without_the_constraint_the_same_race_overdraws(unchecked: Settlement) -> None:
    assert race(unchecked) == AT_ONCE
