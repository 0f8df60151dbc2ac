"""The table of keys is written anew without anybody waiting for whoever reads it for long."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from settlement import sql
from settlement.custody import ending
from settlement.keys.models import CaseKey
from tests import make

LONG = 2.0  # seconds that the patient reader reads
QUICK = 1.2  # seconds that others take at most, whatever else goes on
FILE = "SELECT pg_relation_filenode('settlement_casekey')"


def read_for_long(begun: Event) -> None:
    try:
        with transaction.atomic():
            CaseKey.objects.count()
            begun.set()
            time.sleep(LONG)
    finally:
        connection.close()


def forget() -> None:
    try:
        ending.forget_wrapped_keys()
    finally:
        connection.close()


def slowest_reading() -> float:
    """The slowest of the other readings while somebody reads the keys for long."""
    begun, slowest = Event(), 0.0
    with ThreadPoolExecutor(2) as pool:
        reading = pool.submit(read_for_long, begun)
        begun.wait()
        forgetting = pool.submit(forget)
        while not reading.done():
            start = time.monotonic()
            CaseKey.objects.count()
            slowest = max(slowest, time.monotonic() - start)
            time.sleep(0.05)
        forgetting.result()
    return slowest


@pytest.mark.django_db(transaction=True)
def test_others_read_keys_while_the_table_waits_to_be_written_anew() -> None:
    make.settlement()
    before = sql.value(FILE)

    assert slowest_reading() < QUICK

    assert sql.value(FILE) != before


@pytest.mark.django_db(transaction=True)
def test_where_it_waited_they_would_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the three really meet."""
    make.settlement()
    monkeypatch.setattr(ending, "WRITE_KEYS_ANEW", "VACUUM (FULL) settlement_casekey")

    assert slowest_reading() > QUICK
