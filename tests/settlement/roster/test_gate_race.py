"""Who asks many times at once gets no more of the class list than who asks one by one."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.roster import gate
from settlement.terms.models import Settlement
from tests import make

TRIES, LEFT = 6, 2


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> gate.Reading:
    """A limit of two, and a count that takes long enough for others to come in between."""
    slow = gate.OTHERS_READ.replace("count(", "(pg_sleep(0.1))::text || count(")
    slow = slow.replace("SELECT (pg_sleep", "SELECT right((pg_sleep").replace(
        "ref) FROM", "ref), 1)::int FROM"
    )
    monkeypatch.setattr(gate, "OTHERS_READ", slow)
    return gate.Reading("roster.read", "member", most=LEFT)


def rush(reading: gate.Reading, settlement: Settlement, by: User) -> int:
    """Let one person read different records at once; return how many were let through."""
    together = Barrier(TRIES)

    def read(n: int) -> bool:
        together.wait()
        try:
            gate.pass_through(reading, settlement=settlement, refs=[f"{n}"], purpose="", by=by)
        except gate.TooManyReadings:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(TRIES) as pool:
        return sum(pool.map(read, range(TRIES)))


def test_no_more_are_let_through_at_once(transactional_db: None, reading: gate.Reading) -> None:
    assert rush(reading, make.settlement(), make.user()) == LEFT
    assert Event.objects.filter(kind=gate.REFUSED).count() == TRIES - LEFT


def test_without_waiting_for_each_other_more_are(
    transactional_db: None, reading: gate.Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: it is the lock that keeps one person's requests in a row."""
    monkeypatch.setattr(gate, "QUEUE_UP", "SELECT %(name)s")

    assert rush(reading, make.settlement(), make.user()) > LEFT
