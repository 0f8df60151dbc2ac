"""The examples in the docstrings of the class list's pure modules hold."""

import doctest
from types import ModuleType

import pytest

from settlement import csvfile
from settlement.identifiers import identifiers, masking, normalise, notice_ids, states
from settlement.roster import blocks


@pytest.mark.parametrize(
    "module",
    [csvfile, blocks, identifiers, masking, normalise, notice_ids, states],
    ids=lambda module: str(module.__name__),
)
def test_the_examples_hold(module: ModuleType) -> None:
    results = doctest.testmod(module)

    assert results.attempted
    assert not results.failed
