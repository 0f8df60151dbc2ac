"""Numbers that courts, administrators or the press published."""

import pytest

from payouts.allocation.figures import figures, rows
from payouts.allocation.plan import divide
from payouts.allocation.tranche import PlanRefused
from tests.payouts.allocation.plans import group, terms

TIKTOK = terms(net_cents=9_200_000_000, rounding="nearest")


@pytest.mark.parametrize(
    ("nationwide", "illinois", "award", "illinois_award"),
    [
        (87_600_000, 1_400_000, "0.96", "5.75"),
        (17_520_000, 280_000, "4.79", "28.75"),
        (1_314_000, 21_000, "63.89", "383.33"),
    ],
)
def test_the_tiktok_notice_estimated_what_an_estimate_gives(
    nationwide: int, illinois: int, award: str, illinois_award: str
) -> None:
    groups = [group(1, nationwide), group(6, illinois)]

    estimated = divide(TIKTOK, groups, estimate=True)

    assert [row["award"] for row in rows(estimated, groups)] == [award, illinois_award]
    assert figures(estimated)["paid"] == "92000000.00"


@pytest.mark.parametrize(
    ("nationwide", "illinois", "paid"),
    [(87_600_000, 1_400_000, r"\$92,146,000\.00"), (1_314_000, 21_000, r"\$92,001,390\.00")],
)
def test_a_run_refuses_the_estimates_that_would_pay_more_than_there_is(
    nationwide: int, illinois: int, paid: str
) -> None:
    with pytest.raises(PlanRefused, match=paid):
        divide(TIKTOK, [group(1, nationwide), group(6, illinois)])


def test_facebook_internet_tracking_paid_39_dollars_21() -> None:
    groups = [group(1, 1_558_805)]

    division = divide(terms(net_cents=6_112_441_587, rounding="down"), groups)

    assert rows(division, groups)[0]["award"] == "39.21"
    assert figures(division)["residual"] == "3671.82"


def test_tiktok_paid_in_illinois_exactly_six_times_the_published_value() -> None:
    """The fund is not published; any between 2,784 and 2,785 cents a point gives these."""
    groups = [group(1, 1_000_000), group(6, 200_000)]

    division = divide(terms(net_cents=2_784_500_000 * 22 // 10, rounding="unit-down"), groups)

    assert [row["award"] for row in rows(division, groups)] == ["27.84", "167.04"]
    assert figures(division)["pools"][0]["tranches"][0]["point_value"] == "27.84"
