"""The demo's checks report what does not hold; a claim that was lost does not stop them."""

import pytest

from payouts.demo.checks import Filed, claims_checks, statuses
from payouts.demo.claimants import Truth
from settlement.synthetic.synthetic_claims import Kind
from settlement.terms.models import Settlement
from tests import make


@pytest.fixture
def filed(settlement: Settlement) -> Filed:
    """An exact claim, approved, and an outsider's, denied."""
    numbers = {
        "1": make.claim(settlement, status="approved").number,
        "2": make.claim(settlement, status="denied").number,
    }
    truths = {"1": Truth("1", Kind.EXACT), "2": Truth("2", Kind.OUTSIDER)}
    return Filed(truths, numbers, verified=statuses(settlement))


def broken(settlement: Settlement, filed: Filed) -> dict[str, str]:
    checks = claims_checks(settlement, filed)
    return {check.promise: check.figures for check in checks if not check.holds}


def test_nothing_is_reported_where_everything_holds(settlement: Settlement, filed: Filed) -> None:
    assert broken(settlement, filed) == {}


def test_a_claim_that_got_no_number_is_reported(settlement: Settlement, filed: Filed) -> None:
    lost = {n: Truth(n, kind) for n, kind in (("3", Kind.EXACT), ("4", Kind.DUPLICATE))}

    found = broken(settlement, Filed({**filed.truths, **lost}, filed.numbers, filed.verified))

    assert found == {"Every claim sent in was filed": "2 of 4"}


def test_a_claim_that_got_a_number_and_is_gone_is_reported(
    settlement: Settlement, filed: Filed
) -> None:
    lost = {n: Truth(n, kind) for n, kind in (("3", Kind.EXACT), ("4", Kind.OUTSIDER))}
    numbers = {**filed.numbers, "3": "TST-GONE", "4": "TST-GONE-TOO"}

    found = broken(settlement, Filed({**filed.truths, **lost}, numbers, filed.verified))

    assert found["Every claim sent in was filed"] == "2 of 4"
    assert found["Every exact claim was approved without a person"] == "1 of 2"
