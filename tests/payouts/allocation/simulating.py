"""`simulate --json` over a settlement file and a scenario, for tests."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.payouts.allocation.plans import text

LOSSES = """
    [[pools.tranches]]
    key = "losses"
    applies_if = "years > 0"
    amount = "years"
    {rules}
"""


def planned(files: tuple[Path, Path], rules: str, scenario: str, *, net_cents: int) -> None:
    """A plan whose one tranche pays a dollar for each year, by these rules, and a scenario."""
    plan, csv = files
    plan.write_text(text(net_cents=net_cents, tranches=LOSSES.format(rules=rules)))
    csv.write_text(scenario)


def simulate(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], *options: str
) -> dict[str, Any]:
    call_command("simulate", *map(str, files), "--json", *options)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def refused(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence with which `simulate` ends, and nothing else."""
    with pytest.raises(SystemExit, match="1"):
        call_command("simulate", *map(str, files), "--json")
    found = json.loads(capsys.readouterr().out)
    assert [*found] == ["refused"]
    sentence: str = found["refused"]
    assert "\n" not in sentence
    return sentence
