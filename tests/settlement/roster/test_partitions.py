"""A list is replaced without look-ups waiting for whoever reads the old one for long."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models import Model

from settlement.roster import partitions
from settlement.roster.models import ClassMember, MemberDetail
from settlement.roster.partitions import ClassList
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster.listed import list_of

type Order = tuple[type[Model], type[Model]]

MEMBERS_FIRST: Order = (ClassMember, MemberDetail)
DETAILS_FIRST: Order = (MemberDetail, ClassMember)
LONG = 2.0  # seconds that the patient reader reads
QUICK = 1.2  # seconds that a look-up takes at most, the wait of one try included


@pytest.fixture
def listed(transactional_db: None) -> tuple[Settlement, ClassList]:
    settlement = make.settlement()
    row = list_of(settlement, [{"email": 1}])
    return settlement, ClassList(settlement.pk, row.pk)


@contextmanager
def read_for_long(settlement: Settlement, order: Order) -> Iterator[Future[None]]:
    """Somebody who reads both tables of the list in one transaction, and takes long about it."""
    begun = Event()

    def read() -> None:
        first, second = order
        try:
            with transaction.atomic():
                first._default_manager.filter(settlement=settlement).count()
                begun.set()
                time.sleep(LONG)
                second._default_manager.filter(settlement=settlement).count()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        begun.wait()
        yield reading


def slowest_look_up(settlement: Settlement, until: Future[None]) -> float:
    slowest = 0.0
    while not until.done():
        began = time.monotonic()
        ClassMember.objects.filter(settlement=settlement).count()
        slowest = max(slowest, time.monotonic() - began)
        time.sleep(0.05)
    return slowest


def detach(made: ClassList) -> None:
    try:
        with transaction.atomic():
            made.detach()
    finally:
        connection.close()


def measured(listed: tuple[Settlement, ClassList], order: Order) -> float:
    """The slowest look-up while the list is taken away and somebody reads it for long."""
    settlement, made = listed
    with read_for_long(settlement, order) as reading, ThreadPoolExecutor(1) as pool:
        detaching = pool.submit(detach, made)
        slowest = slowest_look_up(settlement, reading)
        reading.result()
        detaching.result()
    assert ClassMember.objects.filter(settlement=settlement).count() == 0
    return slowest


@pytest.mark.parametrize("order", [MEMBERS_FIRST, DETAILS_FIRST])
def test_look_ups_pass_while_the_list_waits_to_be_replaced(
    listed: tuple[Settlement, ClassList], order: Order
) -> None:
    assert measured(listed, order) < QUICK


def test_whoever_only_waited_would_let_all_look_ups_wait(
    listed: tuple[Settlement, ClassList], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the three really meet."""
    monkeypatch.setattr(partitions, "shut", lambda: None)

    assert measured(listed, MEMBERS_FIRST) > QUICK


def test_whoever_only_waited_would_be_waited_for_by_whom_he_waits_for(
    listed: tuple[Settlement, ClassList], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the other order."""
    monkeypatch.setattr(partitions, "shut", lambda: None)

    with pytest.raises(OperationalError, match="deadlock"):
        measured(listed, DETAILS_FIRST)
