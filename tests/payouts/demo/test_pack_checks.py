"""The demo has its run computed again by the audit pack's own program, and tells what it says."""

from pathlib import Path

import pytest

from payouts.demo.checks import pack_checks
from tests.payouts.allocation import running
from tests.payouts.auditpack.packed import case, claim, written


@pytest.fixture
def pack(db: None, tmp_path: Path) -> Path:
    settlement = case(net_cents=100)
    claim(settlement)
    return written(running.finished(settlement), tmp_path / "pack")


def test_a_pack_that_is_what_it_says_holds(pack: Path) -> None:
    (check,) = pack_checks(pack)

    assert check.holds
    assert check.figures == (
        "equal: run 1 of small awards $1.00 to 1 claims, and $0.00 of $1.00 is left."
    )


def test_an_altered_award_is_reported(pack: Path) -> None:
    claims = pack / "claims.csv"
    claims.write_text(claims.read_text().replace(",100,", ",101,"))

    (check,) = pack_checks(pack)

    assert not check.holds
    assert "claims.csv" in check.figures
