"""The published cases that are fully specified, in full size, as verify.py divides them."""

import pytest

from payouts.auditpack import verify
from tests.payouts.allocation import plans

CAP = 'cap_per_claim = "12.00"'


def served(net_cents: int, claims: dict[int, int], **plan: str) -> verify.Served:
    """What one tranche gives; claims: points to how many claims have them"""
    read = verify.Plan(plans.text(net_cents=net_cents, **plan))
    measures = verify.Histogram(read)
    for points, count in claims.items():
        measures.add(count, {plans.SHARES: points * verify.POINT}, {})
    return verify.divided(read, measures, None)[plans.SHARES]


@pytest.mark.parametrize(
    ("net_cents", "claims", "more", "award", "residual_cents"),
    [
        (6_112_441_587, 1_558_805, "", 3_921, 367_182),
        (369_806_235, 1_720_029, CAP, 215, 0),
        (371_526_263, 1_720_029, CAP, 215, 1_720_028),
        (1_000_000_000, 1_720_029, CAP, 581, 663_151),
        (3_000_000_000, 1_720_029, CAP, 1_200, 935_965_200),
    ],
)
def test_a_share_for_each_comes_out_to_the_cent(
    net_cents: int, claims: int, more: str, award: int, residual_cents: int
) -> None:
    found = served(net_cents, {1: claims}, more=more)

    assert [*found.cents] == [award]
    assert net_cents - found.paid == residual_cents


def test_tiktok_paid_in_illinois_exactly_six_times_the_published_value() -> None:
    found = served(6_126_000_000, {1: 1_000_000, 6: 200_000}, rounding="unit-down")

    assert [*found.cents] == [2_784, 16_704]


@pytest.mark.parametrize("claims", [{1: 87_600_000, 6: 1_400_000}, {1: 1_314_000, 6: 21_000}])
def test_the_notices_rows_are_no_run_where_they_would_overspend(claims: dict[int, int]) -> None:
    with pytest.raises(verify.Different, match="The settlement file refuses this run"):
        served(9_200_000_000, claims, rounding="nearest")


def test_the_notices_row_that_does_not_overspend_comes_out_as_it_says() -> None:
    found = served(9_200_000_000, {1: 17_520_000, 6: 280_000}, rounding="nearest")

    assert [*found.cents] == [479, 2_875]
