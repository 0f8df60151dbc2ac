"""Points and targets of one claim: rounded half up, in range, or refused with a reason."""

from fractions import Fraction

import pytest

from settlement.terms.expressions import Kind, parse
from settlement.terms.outcomes import Reason, Refused, amount_cents_of, holds, points_of

KINDS = {"x": Kind.NUMBER}


def of_x(text: str, x: str) -> tuple[Fraction | Refused, int | Refused]:
    expression, values = parse(text, KINDS), {"x": Fraction(x)}
    return points_of(expression, values), amount_cents_of(expression, values)


@pytest.mark.parametrize(
    ("x", "points", "cents"),
    [
        ("0", "0", 0),
        ("6", "6", 600),
        ("1/3", "0.3333", 33),
        ("2/3", "0.6667", 67),
        ("0.00005", "0.0001", 0),
        ("0.00004999", "0", 0),
        ("0.005", "0.005", 1),
        ("0.00499999", "0.0050", 0),
        ("1000000", "1000000", 100_000_000),
    ],
)
def test_points_have_four_decimals_and_targets_two_both_rounded_half_up(
    x: str, points: str, cents: int
) -> None:
    assert of_x("x", x) == (Fraction(points), cents)


@pytest.mark.parametrize(
    ("text", "x", "reason"),
    [
        ("1 / x", "0", Reason.DIVISION_BY_ZERO),
        ("x", "-1", Reason.NEGATIVE),
        ("x", "-0.000000001", Reason.NEGATIVE),  # would be nothing, were it rounded first
        ("x", "1000000000.000000001", Reason.OUT_OF_RANGE),
    ],
)
def test_a_result_that_cannot_be_used_is_judged_before_it_is_rounded(
    text: str, x: str, reason: Reason
) -> None:
    points, cents = of_x(text, x)

    assert points == cents == Refused(reason, text)


def test_points_end_at_a_million_and_targets_at_a_billion_dollars() -> None:
    points, cents = of_x("x", "1000000.00001")

    assert points == Refused(Reason.OUT_OF_RANGE, "x")
    assert cents == 100_000_000
    assert of_x("x", "1000000000")[1] == 100_000_000_000


def test_a_reason_reads_as_a_sentence() -> None:
    assert str(Refused(Reason.NEGATIVE, "x - 5")) == (
        'The expression "x - 5" gives less than zero for this claim\'s answers.'
    )


def test_a_condition_that_divides_by_zero_is_neither_true_nor_false() -> None:
    condition = parse("1 / x > 2", KINDS)

    assert holds(condition, {"x": Fraction(1, 3)}) is True
    assert holds(condition, {"x": Fraction(1)}) is False
    assert holds(condition, {"x": Fraction(0)}) == Refused(Reason.DIVISION_BY_ZERO, "1 / x > 2")
