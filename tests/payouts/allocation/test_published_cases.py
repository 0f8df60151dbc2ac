"""Numbers that courts, administrators or the press published."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from payouts.allocation.figures import figures, rows
from payouts.allocation.plan import divide
from payouts.allocation.tranche import PlanRefused
from tests.payouts.allocation.plans import group, terms, text

TIKTOK = terms(net_cents=9_200_000_000, rounding="nearest")
NOTICE = pytest.mark.parametrize(
    ("nationwide", "illinois", "award", "illinois_award"),
    [
        (87_600_000, 1_400_000, "0.96", "5.75"),
        (17_520_000, 280_000, "4.79", "28.75"),
        (1_314_000, 21_000, "63.89", "383.33"),
    ],
)
OVERSPENT = pytest.mark.parametrize(
    ("nationwide", "illinois", "paid"),
    [(87_600_000, 1_400_000, "$92,146,000.00"), (1_314_000, 21_000, "$92,001,390.00")],
)
FACEBOOK = {"net_cents": 6_112_441_587, "rounding": "down"}
FACEBOOK_CLAIMS = 1_558_805
GOOGLE = {"rounding": "down", "more": 'cap_per_claim = "12.00"'}
GOOGLE_CLAIMS = 1_720_029
GOOGLE_FUNDS = pytest.mark.parametrize(
    ("net_cents", "award", "residual"),
    [
        (369_806_235, "2.15", "0.00"),
        (371_526_263, "2.15", "17200.28"),
        (371_526_264, "2.16", "0.00"),
        (1_000_000_000, "5.81", "6631.51"),
        (3_000_000_000, "12.00", "9359652.00"),
    ],
)


@pytest.fixture
def simulated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """What `simulate --json` prints for a plan and a scenario, or what it refuses with."""

    def simulate(plan: dict[str, Any], scenario: str, *options: str) -> Any:
        files = tmp_path / "plan.toml", tmp_path / "scenario.csv"
        for file, content in zip(files, (text(**plan), scenario), strict=True):
            file.write_text(content)
        with suppress(SystemExit):  # after a refusal
            call_command("simulate", *map(str, files), "--json", *options)
        return json.loads(capsys.readouterr().out)

    return simulate


def tiktok(nationwide: int, illinois: int) -> tuple[dict[str, Any], str]:
    plan = {
        "net_cents": 9_200_000_000,
        "rounding": "nearest",
        "points": "6 if created_in_illinois else 1",
    }
    return plan, f"count,illinois_creator\n{nationwide},false\n{illinois},true\n"


@NOTICE
def test_the_tiktok_notice_estimated_what_an_estimate_gives(
    nationwide: int, illinois: int, award: str, illinois_award: str
) -> None:
    groups = [group(1, nationwide), group(6, illinois)]

    estimated = divide(TIKTOK, groups, estimate=True)

    assert [row["award"] for row in rows(estimated, groups)] == [award, illinois_award]
    assert figures(estimated)["paid"] == "92000000.00"


@NOTICE
def test_simulate_estimates_what_the_notice_did(
    simulated: Any, nationwide: int, illinois: int, award: str, illinois_award: str
) -> None:
    found = simulated(*tiktok(nationwide, illinois), "--estimate")

    assert [row["award"] for row in found["rows"]] == [award, illinois_award]


@OVERSPENT
def test_a_run_refuses_the_estimates_that_would_pay_more_than_there_is(
    nationwide: int, illinois: int, paid: str
) -> None:
    with pytest.raises(PlanRefused) as refused:
        divide(TIKTOK, [group(1, nationwide), group(6, illinois)])

    assert f"would pay {paid}, more than the $92,000,000.00 there is" in str(refused.value)


@OVERSPENT
def test_simulate_refuses_them_and_its_estimate_says_so(
    simulated: Any, nationwide: int, illinois: int, paid: str
) -> None:
    refused = simulated(*tiktok(nationwide, illinois))
    estimated = simulated(*tiktok(nationwide, illinois), "--estimate")

    assert [*refused] == ["refused"]
    assert paid in refused["refused"]
    note = estimated["pools"][0]["tranches"][0]["note"]
    assert note == f"A run would be refused. {refused['refused']}"


def test_what_the_notice_said_of_a_fifth_could_be_paid(simulated: Any) -> None:
    """$4.79 and $28.75 sum up to less than the fund: `nearest` may be run there."""
    found = simulated(*tiktok(17_520_000, 280_000))

    assert [row["award"] for row in found["rows"]] == ["4.79", "28.75"]
    assert found["residual"] == "29200.00"


def test_facebook_internet_tracking_paid_39_dollars_21(simulated: Any) -> None:
    groups = [group(1, FACEBOOK_CLAIMS)]
    division = divide(terms(**FACEBOOK), groups)
    found = simulated(FACEBOOK, f"count\n{FACEBOOK_CLAIMS}\n")

    for row, figure in (
        (rows(division, groups)[0], figures(division)),
        (found["rows"][0], found),
    ):
        assert (row["award"], figure["residual"]) == ("39.21", "3671.82")


@GOOGLE_FUNDS
def test_google_plus_paid_each_up_to_12_dollars(
    simulated: Any, net_cents: int, award: str, residual: str
) -> None:
    groups = [group(1, GOOGLE_CLAIMS)]
    division = divide(terms(net_cents=net_cents, **GOOGLE), groups)
    found = simulated({"net_cents": net_cents, **GOOGLE}, f"count\n{GOOGLE_CLAIMS}\n")

    for row, figure in (
        (rows(division, groups)[0], figures(division)),
        (found["rows"][0], found),
    ):
        assert (row["award"], figure["residual"]) == (award, residual)


def test_tiktok_paid_in_illinois_exactly_six_times_the_published_value() -> None:
    """The fund is not published; any between 2,784 and 2,785 cents a point gives these."""
    groups = [group(1, 1_000_000), group(6, 200_000)]

    division = divide(terms(net_cents=2_784_500_000 * 22 // 10, rounding="unit-down"), groups)

    assert [row["award"] for row in rows(division, groups)] == ["27.84", "167.04"]
    assert figures(division)["pools"][0]["tranches"][0]["point_value"] == "27.84"
