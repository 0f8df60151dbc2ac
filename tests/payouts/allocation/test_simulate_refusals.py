"""What is no lawful plan or scenario gets one sentence from `simulate`, and no figures."""

from pathlib import Path

import pytest

from tests.payouts.allocation.plans import text
from tests.payouts.allocation.simulating import planned, refused, simulate


def test_a_rounding_that_overspends_is_refused(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    plan, scenario = files
    plan.write_text(text(net_cents=25, rounding="nearest"))
    scenario.write_text("count\n10\n")

    assert "would pay $0.30, more than the $0.25 there is" in refused(files, capsys)


def test_targets_that_cannot_be_paid_in_full_are_refused(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    planned(files, 'scale = "none"', "count,years\n3,2\n", net_cents=500)

    assert refused(files, capsys).startswith(
        "Tranche main.losses pays every target in full, $6.00 together, more than the $5.00 there"
    )


def test_targets_that_are_too_many_but_for_the_minimum_are_paid(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    rules = 'scale = "none"\nminimum = "5.00"'
    planned(files, rules, "count,years\n3,2\n1,5\n", net_cents=500)

    assert [row["award"] for row in simulate(files, capsys)["rows"]] == ["0.00", "5.00"]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "[roster]",
            '[[fund.deductions]]\nkey = "fees"\ntitle = "Fees"\namount = "10.01"\n[roster]',
            "fund.deductions: expected deductions of at most the gross fund, $10.00",
        ),
        (
            'title = "Fund"\n',
            'title = "Fund"\namount = "10.01"\n',
            "pools[0].amount: expected fixed pools of at most the net fund, $10.00; together",
        ),
        (
            'title = "Fund"\n',
            'title = "Fund"\namount = "5.01"\n',
            "pools[0].amount: expected fixed pools of at most the net fund less the reserve, $5.00",
        ),
        ("count,", "counts,", 'Line 1 of the scenario has no column "count".'),
        ("count,years", "count,age", 'the column "age", which is no question and no flag'),
        (
            "3,2",
            "-3,2",
            'Line 2 of the scenario: "-3" is no count; write a whole number, 0 or more.',
        ),
        ("3,2", "3.5,2", '"3.5" is no count'),
    ],
    ids=["deductions", "pools", "reserve", "no count", "unknown column", "negative", "fraction"],
)
def test_what_is_no_lawful_plan_or_scenario_is_refused_in_one_sentence(
    files: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    old: str,
    new: str,
    sentence: str,
) -> None:
    reserve = 'reserve = "5.00"' if "reserve" in sentence else ""
    for file, content in zip(
        files, (text(net_cents=1_000, residual=reserve), "count,years\n3,2\n"), strict=True
    ):
        file.write_text(content.replace(old, new, 1))

    assert sentence in refused(files, capsys)
