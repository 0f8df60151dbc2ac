"""Each benchmark runs, small, and does the work that it says it measures."""

import os
from collections.abc import Iterator

import pytest
from django.db import connection

from benchmarks import allocation, fill, verification
from claims.filing.models import Claim
from payouts.allocation.models import Award
from settlement import sql
from settlement.roster.partitions import ClassList
from settlement.terms.models import Settlement


@pytest.fixture
def of_this_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The workers that a benchmark starts must find the test's database, and leave it clean."""
    settings = connection.settings_dict
    url = f"{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
    monkeypatch.setitem(os.environ, "DATABASE_URL", f"postgres://{url}/{settings['NAME']}")
    monkeypatch.setitem(os.environ, "DJANGO_SETTINGS_MODULE", "tests.settings")
    yield
    for settlement_id in Settlement.objects.values_list("pk", flat=True):
        ClassList(settlement_id, 0).drop()
    sql.run("DROP TABLE IF EXISTS bench_found, bench_award")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("of_this_database")
def test_verification_decides_every_claim() -> None:
    report = verification.run(members=1_000, claims=200)

    assert Claim.objects.filter(status="approved").count() == 200
    assert [row.value for row in report.rows if row.unit == "claims"] == [200]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("of_this_database")
def test_allocation_awards_every_claim_and_its_reference_the_same() -> None:
    report = allocation.run(members=1_000, claims=200)

    assert Award.objects.count() == 200 * allocation.TIMES
    assert report.rows[0].reference
    assert fill.WEIGHTED > 1
