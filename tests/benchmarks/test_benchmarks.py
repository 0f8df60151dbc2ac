"""Each benchmark runs, small, and does the work that it says it measures."""

import pytest

from benchmarks import allocation, auditpack, fill, shadow, verification
from claims.filing.models import Claim
from payouts.allocation.models import Award
from payouts.estimates.models import ShadowRun


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


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("of_this_database")
def test_allocation_compares_sizes_with_the_first() -> None:
    report = allocation.run(sizes=[100, 300])

    assert Award.objects.count() == 400
    compared = {row.what: row for row in report.rows if row.reference}
    assert [*compared] == ["for each claim, 300 beside 100", "memory, 300 beside 100"]
    assert compared["memory, 300 beside 100"].value > 10  # MiB: a worker with Django in it


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("of_this_database")
def test_shadow_tries_a_plan_over_every_claim() -> None:
    report = shadow.run(members=1_000, claims=200)

    assert {each.claims for each in ShadowRun.objects.all()} == {200}
    assert report.rows[0].reference


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("of_this_database")
def test_an_audit_pack_is_written_and_found_equal() -> None:
    report = auditpack.run(members=1_000, claims=200)

    rows = {row.what: row for row in report.rows}
    assert rows["pack written"].reference
    assert rows["verify.py says equal"].reference
    assert rows["verify.py, peak memory"].value > 1  # MiB: a Python
