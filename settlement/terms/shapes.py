"""The kinds of value a settlement file holds: what each must look like, and what it becomes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from settlement.money import cents_of

_MONEY = re.compile(r"[0-9]+\.[0-9]{2}")
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,10})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_EARLIEST, _LATEST = date(1950, 1, 1), date(2199, 12, 31)  # so that no deadline can overflow


class Unfit(ValueError):
    """A value is not of the shape. Its text, if any, says more than "found …" would."""


@dataclass(frozen=True, slots=True)
class Shape[T]:
    """expected completes "expected …"; convert raises Unfit; blank stands in for a faulty value."""

    expected: str
    convert: Callable[[object], T]
    blank: T


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise Unfit
    return value


def _text(longest: int) -> Callable[[object], str]:
    def convert(value: object) -> str:
        text = _string(value)
        if not text.strip() or len(text) > longest or _CONTROL.search(text):
            raise Unfit
        return text

    return convert


def _matching(pattern: str) -> Callable[[object], str]:
    compiled = re.compile(pattern)

    def convert(value: object) -> str:
        text = _string(value)
        if not compiled.fullmatch(text):
            raise Unfit
        return text

    return convert


def _cents(value: object) -> int:
    text = _string(value)
    if not _MONEY.fullmatch(text):
        raise Unfit
    try:
        return cents_of(text)
    except ValueError as error:
        raise Unfit from error


def _decimal(above: int, at_most: int | None) -> Callable[[object], Fraction]:
    def convert(value: object) -> Fraction:
        text = _string(value)
        if not _DECIMAL.fullmatch(text):
            raise Unfit
        number = Fraction(text)
        if number <= above or (at_most is not None and number > at_most):
            raise Unfit
        return number

    return convert


def _day(value: object) -> date:
    # A datetime is a date to Python and is none to us: its hour would be lost.
    if type(value) is not date or not _EARLIEST <= value <= _LATEST:
        raise Unfit
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unfit
    return value


def words(longest: int = 300) -> Shape[str]:
    return Shape(
        f"a text in quotes on one line, of at most {longest} characters", _text(longest), "?"
    )


def key_like(pattern: str, expected: str) -> Shape[str]:
    return Shape(expected, _matching(pattern), "?")


def whole(lowest: int, highest: int) -> Shape[int]:
    """A whole number; true and false are none, though Python counts them as 1 and 0."""

    def convert(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
            raise Unfit
        return value

    return Shape(f"a whole number from {lowest:,} to {highest:,}", convert, lowest)


def one_of[E: StrEnum](choices: type[E]) -> Shape[E]:
    def convert(value: object) -> E:
        try:
            return choices(_string(value))
        except ValueError as error:
            raise Unfit from error

    quoted = [f'"{choice}"' for choice in choices]
    return Shape(f"one of {', '.join(quoted)}", convert, next(iter(choices)))


MONEY = Shape('an amount of dollars and cents in quotes, such as "92000000.00"', _cents, 0)
PERCENT = Shape(
    'a percentage above 0 and up to 100 in quotes, such as "31.5217"',
    _decimal(0, 100),
    Fraction(0),
)
SCALE_LIMIT = Shape('a decimal above 0 in quotes, such as "20"', _decimal(0, None), Fraction(1))
DAY = Shape("a day without quotes, such as 2022-03-01, from 1950 to 2199", _day, _EARLIEST)
TRUTH = Shape("true or false", _truth, False)
