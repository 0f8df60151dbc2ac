"""The worked examples of docs/algorithms/residual.md, read from there and computed again."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.ledger.chart import NET, RESERVE, RESIDUAL, credit
from payouts.ledger.deductions import Overdrawn, balanced
from payouts.residual.shares import by_percent
from payouts.residual.steps import Facts, Standing, next_of, steps_of
from settlement.money import cents_of
from settlement.terms.schema import ResidualStep

DOCUMENT = (Path(__file__).parents[3] / "docs" / "algorithms" / "residual.md").read_text()


def rows(header: str) -> Iterator[list[str]]:
    """The rows below the table's first line that begins like this."""
    lines = iter(DOCUMENT.splitlines())
    next(line for line in lines if line.startswith(f"| {header} |"))
    for line in lines:
        if not line.startswith("|"):
            return
        if not line.startswith("|-"):
            yield [cell.strip() for cell in line[1:-1].split("|")]


def listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(",") if part.strip()]


def facts(cells: list[str]) -> Facts:
    steps, left, returned, payees, minimum, done = cells
    return Facts(
        steps=[ResidualStep(step) for step in listed(steps)],
        minimum_cents=cents_of(minimum) if minimum else None,
        left_cents=cents_of(left),
        returned_cents=cents_of(returned),
        payees=int(payees),
        done=frozenset(ResidualStep(step) for step in listed(done)),
    )


@pytest.mark.parametrize("row", [*rows("steps | left")])
def test_the_next_step_is_the_one_written(row: list[str]) -> None:
    *cells, written = row

    coming = next_of(facts(cells))

    assert (coming.step.value if coming else "none") == written


@pytest.mark.parametrize("row", [*rows("left | percent")])
def test_recipients_get_what_is_written(row: list[str]) -> None:
    left, percents, written = row

    shares = by_percent(cents_of(left), [Fraction(each) for each in listed(percents)])

    assert shares == [cents_of(each) for each in listed(written)]


@pytest.mark.parametrize("row", [*rows("net fund | residual")])
def test_raised_deductions_leave_what_is_written(row: list[str]) -> None:
    *held, raised, written = row
    left = dict(zip((NET, RESIDUAL, RESERVE), map(cents_of, held), strict=True))
    sides = [credit("deductions:fees", cents_of(raised))]

    if written == "refused":
        with pytest.raises(Overdrawn):
            balanced(sides, left)
        return
    for leg in balanced(sides, left)[1:]:
        left[leg.account] -= leg.cents
    assert [*left.values()] == [cents_of(each) for each in listed(written)]


def test_while_payments_are_under_way_no_step_is_judged() -> None:
    waiting = Facts(
        steps=[ResidualStep.SECOND_DISTRIBUTION, ResidualStep.CY_PRES],
        minimum_cents=500,
        left_cents=0,
        returned_cents=0,
        payees=0,
        waits="1 payment is under way.",
    )

    first, then = steps_of(waiting)

    assert (first.standing, first.why) == (Standing.NEXT, "1 payment is under way.")
    assert (then.standing, then.why) == (Standing.LATER, "")


@st.composite
def percentages(draw: st.DrawFn) -> list[Fraction]:
    parts = draw(st.lists(st.integers(1, 1_000), min_size=1, max_size=8))
    return [Fraction(100 * part, sum(parts)) for part in parts]


@given(cents=st.integers(0, 10**12), percents=percentages())
def test_recipients_get_all_and_each_within_a_cent_of_their_share(
    cents: int, percents: list[Fraction]
) -> None:
    shares = by_percent(cents, percents)

    assert sum(shares) == cents
    assert all(
        abs(share - cents * percent / 100) < 1
        for share, percent in zip(shares, percents, strict=True)
    )


def test_percentages_are_100_together() -> None:
    with pytest.raises(ValueError, match="100 together"):
        by_percent(100, [Fraction(99)])
