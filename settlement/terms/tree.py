"""The parts of a parsed expression, and how each is evaluated: exactly, and no more than needed.

A node is made by `expressions.parse` alone, which has checked that its parts are of the right
kind. Chains (`a + b + c`, `a and b and c`, `A if C else B if D else E`) are one node each, so the
depth of a tree is bounded by its parentheses.
"""

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import cast

# A date is carried as "2021-09-30": its text sorts as the days do, and "" (no answer) comes first.
type Value = Fraction | bool | str
type Values = Mapping[str, Value]


class Kind(StrEnum):
    """What an expression gives; the value is how a message calls it."""

    NUMBER = "a number"
    BOOLEAN = "true or false"
    TEXT = "a text"
    DATE = "a date"


CARRIER: Mapping[Kind, type] = {
    Kind.NUMBER: Fraction,
    Kind.BOOLEAN: bool,
    Kind.TEXT: str,
    Kind.DATE: str,
}
NO_ANSWER: Mapping[Kind, Value] = {
    Kind.NUMBER: Fraction(0),
    Kind.BOOLEAN: False,
    Kind.TEXT: "",
    Kind.DATE: "",
}
ARITHMETIC: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,  # of two Fractions: exact
}
COMPARISONS: Mapping[str, Callable[[Value, Value], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Node[T: Value](ABC):
    """A part of an expression. `evaluate` raises ZeroDivisionError where it divides by zero."""

    kind: Kind

    @abstractmethod
    def evaluate(self, values: Values) -> T: ...


@dataclass(frozen=True)
class Literal[T: Value](Node[T]):
    kind: Kind
    value: T

    def evaluate(self, values: Values) -> T:
        return self.value


@dataclass(frozen=True)
class Name[T: Value](Node[T]):
    kind: Kind
    name: str

    def evaluate(self, values: Values) -> T:
        value = values[self.name]
        if not isinstance(value, CARRIER[self.kind]):
            # A float here would make money inexact without anybody noticing.
            raise TypeError(f"{self.name} is {value!r}, not {self.kind}")
        return cast(T, value)


@dataclass(frozen=True)
class Negative(Node[Fraction]):
    operand: Node[Fraction]
    kind = Kind.NUMBER

    def evaluate(self, values: Values) -> Fraction:
        return -self.operand.evaluate(values)


@dataclass(frozen=True)
class Arithmetic(Node[Fraction]):
    """first, then each operator with its operand, from left to right."""

    first: Node[Fraction]
    rest: tuple[tuple[str, Node[Fraction]], ...]
    kind = Kind.NUMBER

    def evaluate(self, values: Values) -> Fraction:
        result = self.first.evaluate(values)
        for sign, operand in self.rest:
            result = ARITHMETIC[sign](result, operand.evaluate(values))
        return result


@dataclass(frozen=True)
class Extreme(Node[Fraction]):
    """min(…) or max(…); all operands are evaluated."""

    which: str
    operands: tuple[Node[Fraction], ...]
    kind = Kind.NUMBER

    def evaluate(self, values: Values) -> Fraction:
        found = [operand.evaluate(values) for operand in self.operands]
        return min(found) if self.which == "min" else max(found)


@dataclass(frozen=True)
class Comparison(Node[bool]):
    """`a < b <= c` means `a < b and b <= c`; what follows the first miss is not evaluated."""

    first: Node[Value]
    rest: tuple[tuple[str, Node[Value]], ...]
    kind = Kind.BOOLEAN

    def evaluate(self, values: Values) -> bool:
        left = self.first.evaluate(values)
        for sign, operand in self.rest:
            right = operand.evaluate(values)
            if not COMPARISONS[sign](left, right):
                return False
            left = right
        return True


@dataclass(frozen=True)
class Not(Node[bool]):
    operand: Node[bool]
    kind = Kind.BOOLEAN

    def evaluate(self, values: Values) -> bool:
        return not self.operand.evaluate(values)


@dataclass(frozen=True)
class All(Node[bool]):
    """`a and b and c`: stops at the first false."""

    operands: tuple[Node[bool], ...]
    kind = Kind.BOOLEAN

    def evaluate(self, values: Values) -> bool:
        return all(operand.evaluate(values) for operand in self.operands)


@dataclass(frozen=True)
class AnyOf(Node[bool]):
    """`a or b or c`: stops at the first true."""

    operands: tuple[Node[bool], ...]
    kind = Kind.BOOLEAN

    def evaluate(self, values: Values) -> bool:
        return any(operand.evaluate(values) for operand in self.operands)


@dataclass(frozen=True)
class Conditional[T: Value](Node[T]):
    """`A if C else B if D else E`: (C, A), (D, B), otherwise E. Only the chosen is evaluated."""

    kind: Kind
    cases: tuple[tuple[Node[bool], Node[T]], ...]
    otherwise: Node[T]

    def evaluate(self, values: Values) -> T:
        for condition, chosen in self.cases:
            if condition.evaluate(values):
                return chosen.evaluate(values)
        return self.otherwise.evaluate(values)
