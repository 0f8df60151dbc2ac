"""A settlement file that uses the whole language, and a way to spoil one place of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from settlement.terms.faults import SettlementFileRefused
from settlement.terms.parse import parse_terms

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def every_key() -> str:
    return (HERE / "every_key.toml").read_text()


@pytest.fixture
def spoilt(every_key: str) -> Callable[[str, str], str]:
    """The whole file with one place replaced, which must be there."""

    def spoil(old: str, new: str) -> str:
        assert old in every_key, f"the test's file has no {old!r}"
        return every_key.replace(old, new, 1)

    return spoil


@pytest.fixture
def faults_of() -> Callable[[str], dict[str, str]]:
    """The faults of a file that must be refused: path -> what was expected."""

    def read(text: str) -> dict[str, str]:
        with pytest.raises(SettlementFileRefused) as caught:
            parse_terms(text, file_name="case.toml")
        return {fault.path: fault.expected for fault in caught.value.faults}

    return read
