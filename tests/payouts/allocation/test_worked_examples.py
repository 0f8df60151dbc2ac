"""The worked examples of docs/algorithms/allocation.md, read from there and computed again."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

from payouts.allocation.plan import divide
from payouts.allocation.tranche import PlanRefused
from settlement.money import cents_of, dollars
from tests.payouts.allocation.plans import SHARES, group, terms

TIMES = " \N{MULTIPLICATION SIGN} "
DOCUMENT = Path(__file__).parents[3] / "docs" / "algorithms" / "allocation.md"


class Example(NamedTuple):
    money: str
    rounding: str
    claims: str
    value: str
    awards: str
    left: str

    def __str__(self) -> str:
        return f"{self.money} by {self.rounding} among {self.claims}"


def examples() -> Iterator[Example]:
    lines = iter(DOCUMENT.read_text().splitlines())
    for line in lines:
        if line.startswith("| money |"):
            break
    for line in lines:
        if not line.startswith("|"):
            return
        if not line.startswith("|-"):
            yield Example(*(cell.strip() for cell in line.strip("|").split("|")))


def test_the_document_shows_every_rounding() -> None:
    shown = {example.rounding for example in examples()}

    assert shown == {"unit-down", "down", "nearest", "largest-remainder"}


@pytest.mark.parametrize("example", [*examples()], ids=str)
def test_a_worked_example_comes_out_as_written(example: Example) -> None:
    plan = terms(net_cents=cents_of(example.money), rounding=example.rounding)
    groups = [
        group(Fraction(points), int(count))
        for points, _, count in (part.partition(TIMES) for part in example.claims.split(", "))
    ]

    if example.awards == "refused":
        with pytest.raises(PlanRefused, match="nearest cent"):
            divide(plan, groups)
        return
    division = divide(plan, groups)

    tranche = division.tranches[SHARES]
    awards = ", ".join(dollars(tranche.cents[place]) for place in range(len(groups)))
    assert awards == example.awards
    assert dollars(int(division.residual)) == example.left
    assert tranche.value == value_of(example.value)


def value_of(text: str) -> Fraction | None:
    """A mixed number as the document writes it: "11 1/9"."""
    return None if text == "none" else sum(map(Fraction, text.split()), Fraction(0))
