"""`simulate` prints exactly the JSON of the settlement file's description, without a database."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.payouts.allocation.plans import text


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "plan.toml", tmp_path / "scenario.csv"


def simulate(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], *options: str
) -> dict[str, Any]:
    call_command("simulate", *map(str, files), "--json", *options)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


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


def test_a_refusal_is_one_sentence_and_exit_1(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    plan, scenario = files
    plan.write_text(text(net_cents=25, rounding="nearest"))
    scenario.write_text("count\n10\n")

    with pytest.raises(SystemExit, match="1"):
        simulate(files, capsys)
    refused = json.loads(capsys.readouterr().out)

    assert [*refused] == ["refused"]
    assert "would pay $0.30, more than the $0.25 there is" in refused["refused"]


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
