"""What several tests of the allocation need."""

from pathlib import Path

import pytest


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Where a settlement file and a scenario may be written."""
    return tmp_path / "plan.toml", tmp_path / "scenario.csv"
