"""`simulate` prints exactly the JSON of the settlement file's description, without a database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.payouts.allocation.plans import text
from tests.payouts.allocation.simulating import planned, simulate


def test_a_run_prints_its_figures(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    plan, scenario = files
    plan.write_text(
        text(
            net_cents=10_000,
            rounding="largest-remainder",
            points="6 if created_in_illinois else 1 / (3 - years)",
        )
    )
    scenario.write_text("count,created_in_illinois,years\n2,true,0\n4,,2\n1,,3\n0,true,0\n")

    assert simulate(files, capsys) == {
        "gross": "100.00",
        "deductions": "0.00",
        "net": "100.00",
        "paid": "100.00",
        "residual": "0.00",
        "pools": [
            {
                "key": "main",
                "available": "100.00",
                "paid": "100.00",
                "tranches": [
                    {
                        "key": "shares",
                        "available": "100.00",
                        "claims": 6,
                        "points": "16",
                        "point_value": "6.25",
                        "scale": None,
                        "exact_value": "625/1",
                        "paid": "100.00",
                    }
                ],
            }
        ],
        "rows": [
            {"count": 2, "award": "37.50", "awards": {"main.shares": "37.50"}, "extra_cents": 0},
            {"count": 4, "award": "6.25", "awards": {"main.shares": "6.25"}, "extra_cents": 0},
            {
                "count": 1,
                "award": "0.00",
                "awards": {"main.shares": "0.00"},
                "extra_cents": 0,
                "reason": 'The expression "6 if created_in_illinois else 1 / (3 - years)" divides'
                " by zero for this claim's answers.",
            },
            {"count": 0, "award": "0.00", "awards": {"main.shares": "0.00"}, "extra_cents": 0},
        ],
    }


def test_left_over_cents_go_to_the_first_rows(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    plan, scenario = files
    plan.write_text(text(net_cents=200, rounding="largest-remainder"))
    scenario.write_text("count\n1\n2\n4\n")

    rows = simulate(files, capsys)["rows"]

    assert [(row["award"], row["extra_cents"]) for row in rows] == [
        ("0.29", 0),  # what every claim of the row gets at least
        ("0.29", 0),
        ("0.28", 1),
    ]


def test_an_estimate_rounds_for_display_only(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    plan, scenario = files
    plan.write_text(text(net_cents=25, rounding="nearest"))
    scenario.write_text("count\n10\n")

    estimated = simulate(files, capsys, "--estimate")

    assert estimated["rows"][0]["award"] == "0.03"
    assert (estimated["paid"], estimated["residual"]) == ("0.25", "0.00")
    assert estimated["pools"][0]["tranches"][0]["point_value"] == "0.025"


@pytest.mark.parametrize("net_cents", [100, 0])
def test_a_point_below_a_cent_is_said(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], net_cents: int
) -> None:
    plan, scenario = files
    plan.write_text(text(net_cents=net_cents, rounding="unit-down"))
    scenario.write_text("count\n101\n")

    tranche = simulate(files, capsys)["pools"][0]["tranches"][0]

    assert tranche["note"] == "A point is worth less than a cent, so this tranche pays nobody."


def test_a_tranche_of_targets_has_a_scale_and_no_value_of_a_point(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    planned(files, 'scale = "both"\nmax_scale = "20"', "count,years\n3,2\n1,0\n", net_cents=2_000)

    found = simulate(files, capsys)

    assert found["pools"][0]["tranches"] == [
        {
            "key": "losses",
            "available": "20.00",
            "claims": 3,
            "points": "6",  # dollars of targets
            "point_value": None,
            "scale": "3.3333333333",
            "exact_value": "10/3",
            "paid": "19.98",
        }
    ]
    assert [row["award"] for row in found["rows"]] == ["6.66", "0.00"]
    assert found["rows"][1]["reason"] == "No part of the fund is for a claim with these answers."


def test_who_is_dropped_is_counted_and_shares_in_nothing(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    planned(files, 'minimum = "2.00"', "count,years\n3,2\n2,5\n", net_cents=700)

    found = simulate(files, capsys)
    tranche = found["pools"][0]["tranches"][0]

    assert (tranche["claims"], tranche["points"], tranche["dropped"]) == (2, "10", 3)
    assert [row["award"] for row in found["rows"]] == ["0.00", "3.50"]
    assert "note" not in tranche


def test_a_minimum_above_every_award_pays_nobody_and_says_so(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    planned(files, 'minimum = "6.00"', "count,years\n3,2\n2,5\n", net_cents=700)

    found = simulate(files, capsys)
    tranche = found["pools"][0]["tranches"][0]

    assert (found["paid"], found["residual"]) == ("0.00", "7.00")
    assert (tranche["claims"], tranche["points"], tranche["dropped"]) == (0, "0", 5)
    assert tranche["note"] == (
        "Every award would be below the minimum, $6.00, so this tranche pays nobody."
    )


def test_a_scale_below_a_hundredth_is_said(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    planned(files, 'rounding = "unit-down"', "count,years\n200,10\n", net_cents=1_000)

    tranche = simulate(files, capsys)["pools"][0]["tranches"][0]

    assert (tranche["scale"], tranche["paid"]) == ("0", "0.00")
    assert "less than a hundredth, so this tranche pays nobody" in tranche["note"]


def test_without_a_claim_nobody_is_paid_and_the_whole_says_so(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    planned(files, "", "count,years\n0,5\n9,0\n", net_cents=1_000)

    found = simulate(files, capsys)

    assert found["note"] == "No claim takes part in any tranche, so nobody is paid."
    assert (found["paid"], found["residual"]) == ("0.00", "10.00")
    assert "reserve" not in found


def test_an_estimate_holds_caps_and_drops_below_the_minimum(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    rules = 'scale = "both"\ncap_per_claim = "9.00"\nminimum = "2.50"'
    planned(files, rules, "count,years\n1,9\n3,3\n2,1\n", net_cents=2_000)

    found = simulate(files, capsys, "--estimate")
    tranche = found["pools"][0]["tranches"][0]

    assert [row["award"] for row in found["rows"]] == ["9.00", "3.67", "0.00"]
    assert (tranche["dropped"], tranche["exact_value"]) == (2, "11/9")
    assert (found["paid"], found["residual"]) == ("20.00", "0.00")


def test_an_estimate_of_targets_that_are_too_many_pays_them_and_says_what_a_run_does(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    planned(files, 'scale = "none"', "count,years\n3,2\n", net_cents=500)

    found = simulate(files, capsys, "--estimate")

    assert (found["paid"], found["residual"]) == ("6.00", "-1.00")
    assert found["pools"][0]["tranches"][0]["note"].startswith("A run would be refused. Tranche")


def test_people_read_a_table_or_one_sentence(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    plan, scenario = files
    plan.write_text(text(net_cents=100))
    scenario.write_text("count\n3\n")

    call_command("simulate", *map(str, files))
    assert "0.33" in capsys.readouterr().out

    with pytest.raises(CommandError, match=r"nowhere\.csv cannot be read: no such file"):
        call_command("simulate", str(plan), "nowhere.csv")


def test_people_read_what_must_be_said(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    planned(files, 'minimum = "6.00"', "count,years\n3,2\n", net_cents=700)
    call_command("simulate", *map(str, files))
    assert "main.losses: Every award would be below the minimum" in capsys.readouterr().out

    planned(files, "", "count,years\n", net_cents=700)
    call_command("simulate", *map(str, files), "--estimate")
    assert "nobody is paid.\nThis is an estimate." in capsys.readouterr().out


def test_it_runs_where_there_is_no_database(files: tuple[Path, Path]) -> None:
    plan, scenario = files
    plan.write_text(text())
    scenario.write_text("count\n3\n")
    nowhere = {"DATABASE_URL": "postgres://127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}

    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "manage.py", "simulate", str(plan), str(scenario), "--json"],
        env=os.environ | nowhere | {"DJANGO_SETTINGS_MODULE": "settlement.settings"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert json.loads(done.stdout)["paid"] == "99.99"
