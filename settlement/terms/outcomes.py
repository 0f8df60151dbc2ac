"""What an expression says about one claim, or why it takes the claim out of the division.

A result is judged before it is rounded: -0.00001 points are negative, not nothing.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import cast

from settlement.terms.expressions import Expression
from settlement.terms.tree import Values

MAX_POINTS = 1_000_000
MAX_DOLLARS = 1_000_000_000
POINT_UNITS = 10_000  # points have four decimals


class Reason(StrEnum):
    """Why a claim's expression gives no usable result."""

    DIVISION_BY_ZERO = "division_by_zero"
    NEGATIVE = "negative"
    OUT_OF_RANGE = "out_of_range"


_SENTENCES = {
    Reason.DIVISION_BY_ZERO: "divides by zero for this claim's answers",
    Reason.NEGATIVE: "gives less than zero for this claim's answers",
    Reason.OUT_OF_RANGE: "gives more than the settlement file's language allows",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """The claim is in no tranche of any pool. str() is the reason as a sentence."""

    reason: Reason
    expression: str

    def __str__(self) -> str:
        return f'The expression "{self.expression}" {_SENTENCES[self.reason]}.'


def holds(expression: Expression, values: Values) -> bool | Refused:
    """Whether a condition (`applies_if`, `show_if`) is true for these values."""
    try:
        return cast(bool, expression.evaluate(values))
    except ZeroDivisionError:
        return Refused(Reason.DIVISION_BY_ZERO, expression.text)


def points_of(expression: Expression, values: Values) -> Fraction | Refused:
    """A claim's points: 0 to 1,000,000, rounded half up to four decimals."""
    exact = _within(MAX_POINTS, expression, values)
    return (
        exact if isinstance(exact, Refused) else Fraction(_half_up(exact, POINT_UNITS), POINT_UNITS)
    )


def amount_cents_of(expression: Expression, values: Values) -> int | Refused:
    """A claim's target in whole cents: 0 to 1,000,000,000 dollars, rounded half up."""
    exact = _within(MAX_DOLLARS, expression, values)
    return exact if isinstance(exact, Refused) else _half_up(exact, 100)


def _within(highest: int, expression: Expression, values: Values) -> Fraction | Refused:
    try:
        exact = cast(Fraction, expression.evaluate(values))
    except ZeroDivisionError:
        return Refused(Reason.DIVISION_BY_ZERO, expression.text)
    if exact < 0:
        return Refused(Reason.NEGATIVE, expression.text)
    if exact > highest:
        return Refused(Reason.OUT_OF_RANGE, expression.text)
    return exact


def _half_up(exact: Fraction, units: int) -> int:
    return floor(exact * units + Fraction(1, 2))
