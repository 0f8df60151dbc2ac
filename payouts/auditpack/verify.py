"""Check an audit pack: compute every award again from the settlement file and the answers.

    python3 verify.py DIR                       is the pack equal to what its own file gives?
    python3 verify.py DIR --proof CLAIM         print a claim's proof of inclusion
    python3 verify.py --check PROOF.json ROOT   is this award in the run with this root?

It says "equal" with the figures and ends with 0, or names the first difference and ends with 1.
It needs Python 3.9 or later and nothing else, reads only the pack, and shares no line with the
software that made the pack. docs/formats/audit-pack.md and the pack's README say what is in it.

Numbers are whole or exact fractions, never binary floating point.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
import sys
from array import array
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import groupby
from math import floor
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib

PACK_FORMAT = "prorata audit pack 1"
PROOF_FORMAT = "prorata proof 1"
POINT = 10_000  # a point's units: points are counted in ten-thousandths
CENT = 100  # a dollar's


# What Python says of files that were never an audit pack.
UNREADABLE = (
    *(ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError),
    csv.Error,
)


class Different(Exception):
    """The pack is not what it should be. The text says what, where, and what it should be."""


def dollars(cents: int) -> str:
    """Cents as people read them: $1,234.56."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def cents_of(text: str) -> int:
    """An amount of the settlement file, "1234.56" or "1234", in cents."""
    found = re.fullmatch(r"([0-9]+)(?:\.([0-9]{2}))?", str(text))
    if not found:
        raise Different(f"{text!r} should be an amount in dollars and cents.")
    return int(found[1]) * 100 + int(found[2] or 0)


# The settlement file's TOML ----------------------------------------------------------------------


class Toml:
    """Reads the TOML that settlement files are written in: everything but times and floats."""

    ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}
    WORD = re.compile(r"[A-Za-z0-9_-]+")
    SCALAR = re.compile(r"[A-Za-z0-9_+:.-]+")
    BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
    SPACE = re.compile(r"[ \t]*")

    def __init__(self, text: str) -> None:
        self.text, self.at = text.replace("\r\n", "\n"), 0

    def tables(self) -> dict[str, Any]:
        top: dict[str, Any] = {}
        table = top
        self.skip(self.BLANK)
        while self.at < len(self.text):
            if self.peek("["):
                table = self.header(top)
            else:
                self.pair(table)
            self.skip(self.BLANK)
        return top

    def header(self, top: dict[str, Any]) -> dict[str, Any]:
        many = self.peek("[[")
        self.take("[[" if many else "[")
        *parents, last = self.keys()
        self.take("]]" if many else "]")
        table = self.inside(top, parents)
        if many:
            table.setdefault(last, []).append({})
        return self.inside(table, [last])

    @staticmethod
    def inside(table: dict[str, Any], names: list[str]) -> dict[str, Any]:
        for name in names:
            found = table.setdefault(name, {})
            table = found[-1] if isinstance(found, list) else found
        return table

    def pair(self, table: dict[str, Any]) -> None:
        *parents, last = self.keys()
        self.take("=")
        self.inside(table, parents)[last] = self.value()

    def keys(self) -> list[str]:
        keys = [self.key()]
        while self.peek("."):
            self.take(".")
            keys.append(self.key())
        return keys

    def key(self) -> str:
        self.skip(self.SPACE)
        key = self.string() if self.text[self.at] in "\"'" else self.match(self.WORD)
        self.skip(self.SPACE)
        return key

    def value(self) -> Any:
        self.skip(self.SPACE)
        mark = self.text[self.at]
        if mark in "\"'":
            return self.string()
        if mark == "[":
            return [*self.items("[", "]", self.value, self.BLANK)]
        if mark == "{":
            table: dict[str, Any] = {}
            for _each in self.items("{", "}", lambda: self.pair(table), self.SPACE):
                pass
            return table
        word = self.match(self.SCALAR)
        if word in ("true", "false"):
            return word == "true"
        return int(word.replace("_", "")) if re.fullmatch(r"[+-]?[0-9_]+", word) else word

    def items(self, first: str, last: str, item: Callable[[], Any], blank: Any) -> Iterator[Any]:
        self.take(first)
        self.skip(blank)
        while not self.peek(last):
            yield item()
            self.skip(blank)
            if self.peek(","):
                self.take(",")
                self.skip(blank)
        self.take(last)

    def string(self) -> str:
        quote = self.text[self.at]
        if self.peek(quote * 3):
            self.take(quote * 3)
            self.at += self.peek("\n")
            found = self.match(re.compile(rf"(?:\\.|[^\\])*?{quote * 3}(?!{quote})", re.DOTALL))
            body = found[:-3]
        else:
            self.take(quote)
            body = self.match(re.compile(r'(?:\\.|[^"\\\n])*"' if quote == '"' else r"[^'\n]*'"))[
                :-1
            ]
        return self.unescaped(body) if quote == '"' else body

    def unescaped(self, body: str) -> str:
        def one(found: Any) -> str:
            code = str(found[1])
            if code[0] in "uU":
                return chr(int(code[1:], 16))
            return self.ESCAPES.get(code, "")  # a line's end behind a backslash is nothing

        return re.sub(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[ \t]*\n\s*|.)", one, body)

    def skip(self, blank: Any) -> None:
        self.at = blank.match(self.text, self.at).end()

    def peek(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def take(self, mark: str) -> None:
        self.skip(self.SPACE)
        if not self.peek(mark):
            line = self.text.count("\n", 0, self.at) + 1
            raise Different(f"settlement.toml, line {line}: {mark!r} should stand here.")
        self.at += len(mark)

    def match(self, pattern: Any) -> str:
        found = pattern.match(self.text, self.at)
        if not found:
            line = self.text.count("\n", 0, self.at) + 1
            raise Different(f"settlement.toml, line {line}: it cannot be read.")
        self.at = found.end()
        return str(found[0])


if sys.version_info >= (3, 11):
    toml_of = tomllib.loads
else:

    def toml_of(text: str) -> dict[str, Any]:
        """The file's tables."""
        return Toml(text).tables()


# Expressions -------------------------------------------------------------------------------------

Values = dict[str, Any]
Evaluate = Callable[[Values], Any]
NUMBER, TRUTH, TEXT, DAY, QUOTED_DAY = "number", "truth", "text", "day", "quoted day"
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: Fraction(a) / b,
}
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
NO_ANSWER = {NUMBER: 0, TRUTH: False, TEXT: "", DAY: ""}


class Expression:
    """One expression of the settlement file, read into functions of a claim's values.

    kinds: the kind of each name that it may read; `names` are those that it does
    """

    TOKEN = re.compile(
        r"[ \t\r\n]*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
        r"|(?P<text>\"[^\"]*\"|'[^']*')|(?P<mark>==|!=|<=|>=|[-+*/<>(),])|(?P<end>$))"
    )

    def __init__(self, text: str, kinds: dict[str, str]) -> None:
        self.text, self.kinds, self.at = text, kinds, 0
        self.type, self.word = "", ""  # of what comes next
        self.names: set[str] = set()
        self.advance()
        self.kind, self.evaluate = self.conditional()
        if self.type != "end":
            self.wrong()

    def advance(self) -> str:
        """Step to the next token; return the one before."""
        taken = self.word
        found = self.TOKEN.match(self.text, self.at)
        if not found:
            self.wrong()
        else:
            self.at, self.type = found.end(), str(found.lastgroup)
            self.word = found[self.type]
        return taken

    def wrong(self) -> None:
        raise Different(f"settlement.toml: the expression {self.text!r} is not of the language.")

    def accept(self, *words: str) -> str:
        """The token, if it is one of these and no quoted text, and step over it."""
        return self.advance() if self.type != "text" and self.word in words else ""

    def of(self, kind: str, part: tuple[str, Evaluate]) -> Evaluate:
        if part[0] != kind:
            self.wrong()
        return part[1]

    def conditional(self) -> tuple[str, Evaluate]:
        kind, value = self.either()
        if not self.accept("if"):
            return kind, value
        condition = self.of(TRUTH, self.either())
        if not self.accept("else"):
            self.wrong()
        other = self.of(kind, self.conditional())
        return kind, lambda values: value(values) if condition(values) else other(values)

    def either(self) -> tuple[str, Evaluate]:
        return self.joined("or", self.both, lambda a, b: lambda values: a(values) or b(values))

    def both(self) -> tuple[str, Evaluate]:
        return self.joined(
            "and", self.negation, lambda a, b: lambda values: a(values) and b(values)
        )

    def joined(self, word: str, part: Any, join: Any) -> tuple[str, Evaluate]:
        kind, left = part()
        while self.accept(word):
            left = join(self.of(TRUTH, (kind, left)), self.of(TRUTH, part()))
        return kind, left

    def negation(self) -> tuple[str, Evaluate]:
        if not self.accept("not"):
            return self.comparison()
        operand = self.of(TRUTH, self.negation())
        return TRUTH, lambda values: not operand(values)

    def comparison(self) -> tuple[str, Evaluate]:
        first = left = self.sum()
        rest: list[tuple[Callable[[Any, Any], bool], Evaluate]] = []
        while sign := self.accept(*COMPARISONS):
            right = self.sum()
            kinds = {left[0], right[0]}
            alike = len(kinds) == 1 or kinds <= {TEXT, QUOTED_DAY} or kinds <= {DAY, QUOTED_DAY}
            if not alike or (sign not in "== !=" and not kinds & {NUMBER, DAY}):
                self.wrong()
            rest.append((COMPARISONS[sign], right[1]))
            left = right
        return (TRUTH, chain(first[1], rest)) if rest else first

    def sum(self) -> tuple[str, Evaluate]:
        return self.arithmetic(("+", "-"), self.product)

    def product(self) -> tuple[str, Evaluate]:
        return self.arithmetic(("*", "/"), self.signed)

    def arithmetic(self, signs: tuple[str, str], part: Any) -> tuple[str, Evaluate]:
        kind, left = part()
        while sign := self.accept(*signs):
            left = applied(ARITHMETIC[sign], self.of(NUMBER, (kind, left)), self.of(NUMBER, part()))
        return kind, left

    def signed(self) -> tuple[str, Evaluate]:
        if not (sign := self.accept("+", "-")):
            return self.atom()
        operand = self.of(NUMBER, self.signed())
        return NUMBER, operand if sign == "+" else lambda values: -operand(values)

    def atom(self) -> tuple[str, Evaluate]:
        kind, token = self.type, self.advance()
        if kind == "number":
            return NUMBER, constant(whole_where_it_is(Fraction(token)))
        if kind == "text":
            day = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", token[1:-1])
            return QUOTED_DAY if day else TEXT, constant(token[1:-1])
        if token in ("true", "false"):
            return TRUTH, constant(token == "true")
        if token in ("min", "max"):
            return NUMBER, extreme(token, self.operands())
        if token == "(":
            inner = self.conditional()
            if not self.accept(")"):
                self.wrong()
            return inner
        if token not in self.kinds:
            self.wrong()
        self.names.add(token)
        return self.kinds[token], lambda values: values[token]

    def operands(self) -> list[Evaluate]:
        operands = []
        mark = self.accept("(")
        while mark and mark != ")":
            operands.append(self.of(NUMBER, self.conditional()))
            mark = self.accept(",", ")")
        if not operands or mark != ")":
            self.wrong()
        return operands


def constant(value: Any) -> Evaluate:
    return lambda values: value


def applied(function: Callable[[Any, Any], Any], left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda values: function(left(values), right(values))


def extreme(which: str, operands: list[Evaluate]) -> Evaluate:
    choose: Any = min if which == "min" else max
    return lambda values: choose([operand(values) for operand in operands])


def chain(first: Evaluate, rest: list[tuple[Callable[[Any, Any], bool], Evaluate]]) -> Evaluate:
    """a < b <= c: what stands behind the first miss is not evaluated."""

    def compare(values: Values) -> bool:
        left = first(values)
        for holds, operand in rest:
            right = operand(values)
            if not holds(left, right):
                return False
            left = right
        return True

    return compare


def whole_where_it_is(number: Fraction) -> Any:
    """Whole numbers as such: Python computes with them faster, and as exactly."""
    return number.numerator if number.denominator == 1 else number


# The plan ----------------------------------------------------------------------------------------


class Tranche:
    """One tranche's rules. Money is in cents; `bound` is the highest value of a point or scale."""

    def __init__(self, pool: str, table: dict[str, Any], kinds: dict[str, str]) -> None:
        def money(key: str) -> int | None:
            return cents_of(table[key]) if key in table else None

        self.name = f"{pool}.{table['key']}"
        self.applies = Expression(table["applies_if"], kinds)
        self.by_points = "points" in table
        self.measure = Expression(table["points" if self.by_points else "amount"], kinds)
        self.most = 1_000_000 if self.by_points else 1_000_000_000
        self.unit = POINT if self.by_points else CENT  # units of a point, or of a dollar
        self.scale = "" if self.by_points else table.get("scale", "down")
        self.cap, self.minimum = money("cap_per_claim"), money("minimum")
        self.rounding = table.get("rounding", "down")
        self.bound: Fraction | None = None
        if "cap_per_point" in table:
            self.bound = Fraction(cents_of(table["cap_per_point"]))
        elif self.scale in ("none", "down"):
            self.bound = Fraction(1)
        elif "max_scale" in table:
            self.bound = Fraction(table["max_scale"])

    @property
    def names(self) -> set[str]:
        return self.applies.names | self.measure.names

    def units(self, values: Values) -> int | None:
        """What the claim is measured by, in units; None where the tranche is not for it.

        raises: ZeroDivisionError, or ValueError for a result below zero or out of range
        """
        if not self.applies.evaluate(values):
            return None
        exact: Fraction = self.measure.evaluate(values)
        if exact < 0 or exact > self.most:
            raise ValueError
        return floor(exact * self.unit + Fraction(1, 2))


class Plan:
    """What the settlement file says about the money."""

    KINDS = {
        "boolean": TRUTH,
        "integer": NUMBER,
        "money": NUMBER,
        "choice": TEXT,
        "text": TEXT,
        "date": DAY,
    }

    def __init__(self, text: str) -> None:
        file = toml_of(text)
        fund, questions = file["fund"], file.get("questions", [])
        self.case = {name: file["case"][name] for name in ("slug", "name", "court", "number")}
        self.slug = self.case["slug"]
        self.gross = cents_of(fund["gross"])
        self.deductions = sum(self.deducted(each) for each in fund.get("deductions", []))
        self.reserve = cents_of(file["residual"].get("reserve", "0.00"))
        self.money = {each["key"] for each in questions if each["kind"] == "money"}
        self.kinds = {"paper": TRUTH}
        self.kinds.update((flag, TRUTH) for flag in file.get("roster", {}).get("flags", []))
        self.kinds.update((each["key"], self.KINDS[each["kind"]]) for each in questions)
        self.pools = [
            (
                pool["key"],
                cents_of(pool["amount"]) if "amount" in pool else None,
                [Tranche(pool["key"], table, self.kinds) for table in pool["tranches"]],
            )
            for pool in file["pools"]
        ]
        self.tranches = [tranche for _key, _amount, served in self.pools for tranche in served]
        self.names = sorted(set().union(*(tranche.names for tranche in self.tranches)))

    def deducted(self, table: dict[str, Any]) -> int:
        if "amount" in table:
            return cents_of(table["amount"])
        return floor(self.gross * Fraction(table["percent_of_gross"]) / 100 + Fraction(1, 2))

    @property
    def net(self) -> int:
        return self.gross - self.deductions

    def values(self, answers: dict[str, Any]) -> Values:
        """A measure's answers as the expressions read them."""
        if sorted(answers) != self.names:
            raise Different(
                f"its answers are {', '.join(sorted(answers)) or 'none'}, and the plan reads"
                f" {', '.join(self.names) or 'none'}."
            )
        return {name: self.value(name, answer) for name, answer in answers.items()}

    def value(self, name: str, answer: Any) -> Any:
        kind = self.kinds[name]
        if name in self.money:
            return whole_where_it_is(Fraction(cents_of(answer or "0"), 100))
        fits = {NUMBER: int, TRUTH: bool, TEXT: str, DAY: str}[kind]
        if type(answer) is not fits:
            raise Different(f"its answer to {name} is {answer!r}, which is no {kind}.")
        return answer

    def units(self, values: Values) -> dict[str, int] | None:
        """By tranche, for the tranches that the claim is in; None where an expression has no
        usable result, which takes it out of all."""
        found = {}
        try:
            for tranche in self.tranches:
                units = tranche.units(values)
                if units is not None:
                    found[tranche.name] = units
        except (ZeroDivisionError, ValueError):
            return None
        return found


# Dividing ----------------------------------------------------------------------------------------


class Histogram:
    """All measures of the run, by their places from 0: how many claims each has, and for each
    tranche its units (NONE where the tranche is not for it) and the cents it had before."""

    NONE = -1

    def __init__(self, plan: Plan) -> None:
        names = [tranche.name for tranche in plan.tranches]
        self.claims = array("q")
        self.refused = bytearray()
        self.units = {name: array("q") for name in names}
        self.before = {name: array("q") for name in names}

    def add(self, claims: int, units: dict[str, int] | None, before: dict[str, int]) -> None:
        self.claims.append(claims)
        self.refused.append(not units)
        for name, column in self.units.items():
            column.append((units or {}).get(name, self.NONE))
            self.before[name].append(before.get(name, 0))


Row = tuple[int, int, int, int]  # a measure's place, units, cents it had before, claims


class Level:
    """The value of one unit in cents, exact, or None where every claim is at its cap.

    total: what a claim of a row has had and gets altogether, over `per`
    """

    def __init__(self, value: Fraction | None, cap: int | None) -> None:
        self.value, self.cap = value, cap
        self.of, self.per = (value.numerator, value.denominator) if value is not None else (0, 1)
        self.top = None if cap is None else cap * self.per

    def total(self, row: Row) -> int:
        _place, units, before, _claims = row
        if self.value is None:
            due = (self.cap or 0) if units else 0
        else:
            due = units * self.of
            if self.top is not None and due > self.top:
                due = self.top
        return max(due, before * self.per)

    def holds_down(self, row: Row) -> bool:
        """Whether the cap gives less than the points would."""
        return self.value is None or (self.top is not None and row[1] * self.of > self.top)

    def fresh(self, rows: list[Row]) -> Fraction:
        """What all of them get beyond what they had."""
        total = sum(row[3] * self.total(row) for row in rows)
        return Fraction(total, self.per) - sum(row[3] * row[2] for row in rows)


def level_of(
    rows: list[Row], cents: int, cap: int | None, bound: Fraction | None
) -> Fraction | None:
    """The largest value of a unit at which these rows together get no more than `cents`.

    rows:    each with units above 0
    returns: None where no value is the largest: all are at their caps, or there is nobody
    """
    if bound is not None and Level(bound, cap).fresh(rows) <= cents:
        return bound
    if not rows:
        return None
    if cap is not None and Level(None, cap).fresh(rows) <= cents:
        return None
    if any(row[2] for row in rows):
        return sought(rows, cents, cap)
    return poured(rows, cents, cap)


def poured(rows: list[Row], cents: int, cap: int | None) -> Fraction:
    """The level where nobody had anything before: whoever has most units meets the cap first."""
    left, units = cents, sum(units * claims for _place, units, _had, claims in rows)
    for _place, most, _had, claims in sorted(rows, key=lambda row: -row[1]):
        if cap is None or left * most <= cap * units:
            break
        left -= cap * claims
        units -= most * claims
    return Fraction(left, units)


def sought(rows: list[Row], cents: int, cap: int | None) -> Fraction:
    """The level where some had something before, which they must exceed to get more.

    The sum grows along straight lines between the values where somebody starts to get more, or
    meets the cap. Those are ordered by their binary approximations; the level found is then
    proven exactly, and where the approximation misled, they are ordered exactly.
    """
    corners = {(0, 1)}
    for _place, units, had, _claims in rows:
        corners.add((had, units))
        if cap is not None:
            corners.add((cap, units))
    level = between(sorted(corners, key=lambda corner: corner[0] / corner[1]), rows, cents, cap)
    if level is None:
        exact = sorted({Fraction(*corner) for corner in corners})
        ordered = [(corner.numerator, corner.denominator) for corner in exact]
        level = between(ordered, rows, cents, cap)
    if level is None:
        raise Different("The value of a point could not be found.")
    return level


def between(
    corners: list[tuple[int, int]], rows: list[Row], cents: int, cap: int | None
) -> Fraction | None:
    """The level, from the last corner that the money reaches; None where that is not proven."""
    low, high = 0, len(corners)
    while high - low > 1:
        middle = (low + high) // 2
        reaches = Level(Fraction(*corners[middle]), cap).fresh(rows) <= cents
        low, high = (middle, high) if reaches else (low, middle)
    base = Level(Fraction(*corners[low]), cap)
    rising = sum(
        row[1] * row[3]
        for row in rows
        if row[2] * base.per <= row[1] * base.of
        and (base.top is None or row[1] * base.of < base.top)
    )
    if not rising:
        return None
    found = Fraction(*corners[low]) + (cents - base.fresh(rows)) / rising
    return found if Level(found, cap).fresh(rows) == cents else None


class Served:
    """What a tranche gives: for each measure's place the cents of every claim, and the few claims
    with the lowest numbers that get a cent more."""

    def __init__(self, tranche: Tranche, cents: int, all_rows: list[Row], size: int, bound: Any):
        self.tranche, self.available = tranche, cents
        self.cents = array("q", bytes(8 * size))
        self.cut: set[int] = set()  # places of which only some claims get a cent more
        self.more = 0  # how many do
        self.rows = [row for row in all_rows if row[1]]
        exact, self.level = self.levels(bound)
        if self.drop():
            exact, self.level = self.levels(bound)
        for row in self.rows:
            self.cents[row[0]] = self.rounded(self.level, row)
        if tranche.rounding == "largest-remainder":
            self.hand_out(exact)
        self.paid = sum(row[3] * self.cents[row[0]] for row in self.rows) + self.more
        self.check_refused(exact)

    def drop(self) -> bool:
        """Drop whoever would get less than the minimum; say whether anybody."""
        least = self.tranche.minimum or 0
        self.dropped = {row[0] for row in self.rows if self.rounded(self.level, row) < least}
        self.rows = [row for row in self.rows if row[0] not in self.dropped]
        return bool(self.dropped)

    def levels(self, bound: Fraction | None) -> tuple[Level, Level]:
        """The exact level, and the one that is used: cut under "unit-down"."""
        tranche = self.tranche
        most = bound / POINT if bound is not None and tranche.by_points else bound
        value = most
        if tranche.scale != "none":
            value = level_of(self.rows, self.available, tranche.cap, most)
        exact = Level(value, tranche.cap)
        if tranche.rounding != "unit-down" or exact.value is None:
            return exact, exact
        steps = POINT if tranche.by_points else 100  # whole cents of a point; hundredths of scale
        return exact, Level(Fraction(floor(exact.value * steps), steps), tranche.cap)

    def rounded(self, level: Level, row: Row) -> int:
        """What every claim of a row gets beyond what it had, before left-over cents."""
        total = level.total(row)
        if self.tranche.rounding == "nearest":
            return (2 * total + level.per) // (2 * level.per) - row[2]
        return total // level.per - row[2]

    def hand_out(self, level: Level) -> None:
        """The left-over cents, to the largest remainders."""
        left = floor(level.fresh(self.rows))
        groups: dict[int, list[Row]] = {}
        for row in self.rows:
            left -= row[3] * self.cents[row[0]]
            groups.setdefault(level.total(row) % level.per, []).append(row)
        for remainder in sorted(groups, reverse=True):
            claims = sum(row[3] for row in groups[remainder])
            if left < claims:
                self.more, self.cut = left, {row[0] for row in groups[remainder]} if left else set()
                return
            left -= claims
            for row in groups[remainder]:
                self.cents[row[0]] += 1

    def check_refused(self, level: Level) -> None:
        short = self.tranche.scale == "none" and level.fresh(self.rows) > self.available
        if short or self.paid > self.available:
            raise Different(
                f"The settlement file refuses this run: tranche {self.tranche.name} would pay"
                f" {dollars(self.paid)} of {dollars(self.available)}."
            )

    def outcome(self, place: int, row: Row) -> str:
        if place in self.dropped:
            return "dropped"
        return (
            "capped"
            if row[1] and self.tranche.cap is not None and self.level.holds_down(row)
            else ""
        )

    @property
    def value(self) -> Fraction | None:
        """Of a point in cents, or the scale, as it was used."""
        if self.level.value is None:
            return None
        return self.level.value * (POINT if self.tranche.by_points else 1)


def divided(plan: Plan, measures: Histogram, later: dict[str, Any] | None) -> dict[str, Served]:
    """Serve every tranche of every pool."""
    served: dict[str, Served] = {}
    at_most = {name: Fraction(text) for name, text in (later or {}).get("at_most", {}).items()}
    for (_key, _amount, tranches), money in zip(plan.pools, moneys(plan, later)):
        left = money
        for tranche in tranches:
            bounds = [
                each for each in (tranche.bound, at_most.get(tranche.name)) if each is not None
            ]
            rows = rows_of(tranche.name, measures)
            each = Served(tranche, left, rows, len(measures.claims), min(bounds, default=None))
            served[tranche.name] = each
            left -= each.paid
    return served


def rows_of(name: str, measures: Histogram) -> list[Row]:
    columns = zip(measures.units[name], measures.before[name], measures.claims)
    return [
        (place, units, before, claims)
        for place, (units, before, claims) in enumerate(columns)
        if units != Histogram.NONE
    ]


def moneys(plan: Plan, later: dict[str, Any] | None) -> list[int]:
    """What each pool has to give, in cents: later a fixed one no more of its amount than was not
    awarded before, to whomever."""
    left = plan.net - plan.reserve if later is None else later["fresh_cents"]
    given = []
    for key, amount, _tranches in plan.pools:
        before = 0 if amount is None or later is None else later["awarded"][key]
        given.append(0 if amount is None else min(max(0, amount - before), left))
        left -= given[-1]
    return [left if pool[1] is None else money for pool, money in zip(plan.pools, given)]


# The tree ----------------------------------------------------------------------------------------

Node = tuple[bytes, int]  # a hash, and the cents below it
PROOF_KEYS = [
    *("format", "case", "run", "snapshot_sha256", "claim", "cents", "salt"),
    *("place", "leaves", "path", "sum_cents", "root"),
]


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def eight(number: int) -> bytes:
    """A count or a sum of cents as 8 bytes."""
    if type(number) is not int or not 0 <= number < 1 << 63:
        raise Different(f"{number!r} should be a whole number of at most 63 bits.")
    return number.to_bytes(8, "big")


def salt_of(seed: bytes, claim: str) -> bytes:
    return sha256(b"\x03" + seed + claim.encode())[:16]


def leaf(salt: bytes, claim: str, cents: int) -> Node:
    return sha256(b"\x00" + salt + eight(cents) + claim.encode()), cents


def joined(left: Node, right: Node) -> Node:
    inside = b"\x01" + left[0] + eight(left[1]) + right[0] + eight(right[1])
    return sha256(inside), left[1] + right[1]


def root_of(top: Node, leaves: int, snapshot: str, case: str, run: int) -> str:
    """The root, which commits to the number of leaves, their sum, the snapshot and the run."""
    inside = b"\x02" + eight(leaves) + eight(top[1]) + top[0]
    return sha256(inside + bytes.fromhex(snapshot) + f"{case}/{run}".encode()).hex()


class Tree:
    """Takes the leaves one by one, in claim-number order; keeps one node a level.

    watched: the claim whose way to the top is kept in `path`
    """

    def __init__(self, watched: str = "") -> None:
        self.nodes: list[tuple[int, Node, bool]] = []  # height, node, whether it is on the way
        self.leaves, self.place, self.watched = 0, -1, watched
        self.path: list[Node] = []

    def add(self, claim: str, node: Node) -> None:
        found = claim == self.watched
        if found:
            self.place = self.leaves
        self.leaves += 1
        entry = (0, node, found)
        while self.nodes and self.nodes[-1][0] == entry[0]:
            entry = self.over(self.nodes.pop(), entry)
        self.nodes.append(entry)

    def over(
        self, left: tuple[int, Node, bool], right: tuple[int, Node, bool]
    ) -> tuple[int, Node, bool]:
        if left[2] or right[2]:
            self.path.append(right[1] if left[2] else left[1])
        return left[0] + 1, joined(left[1], right[1]), left[2] or right[2]

    def top(self) -> Node:
        """The node over all; a last one without a neighbour rises as it is."""
        if not self.nodes:
            return sha256(b""), 0
        entry = self.nodes.pop()
        while self.nodes:
            entry = self.over(self.nodes.pop(), entry)
        return entry[1]


def check_proof(proof: Any, root: str) -> dict[str, Any]:
    """Return the proof where it leads to this root; else raise Different."""
    try:
        found = led_to(proof)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Different("The proof is not a whole proof of inclusion.") from error
    if found != root.lower() or proof["root"] != found:
        raise Different(f"The proof leads to the root {found}, and not to {root}.")
    return dict(proof)


def led_to(proof: Any) -> str:
    """The root that a proof leads to."""
    if sorted(proof) != sorted(PROOF_KEYS) or proof["format"] != PROOF_FORMAT:
        raise ValueError
    place, last = proof["place"], proof["leaves"] - 1
    salt, snapshot = bytes.fromhex(proof["salt"]), bytes.fromhex(proof["snapshot_sha256"])
    whole = type(place) is int and type(proof["run"]) is int
    if len(salt) != 16 or len(snapshot) != 32 or not whole or not 0 <= place <= last:
        raise ValueError
    node = leaf(salt, proof["claim"], proof["cents"])
    for each in proof["path"]:
        beside = (bytes.fromhex(each["hash"]), each["cents"])
        if len(beside[0]) != 32 or sorted(each) != ["cents", "hash"] or not last:
            raise ValueError
        if place % 2 or place == last:
            node = joined(beside, node)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            node = joined(node, beside)
        place, last = place // 2, last // 2
    if last or node[1] != proof["sum_cents"]:
        raise ValueError
    return root_of(node, proof["leaves"], proof["snapshot_sha256"], proof["case"], proof["run"])


# The pack ----------------------------------------------------------------------------------------

DATA = ("settlement.toml", "measures.csv", "schedule.csv", "claims.csv", "figures.json")
MEASURES = ["measure", "claims", "cents", "reason", "answers", "counted"]
SCHEDULE = ["measure", "tranche", "points", "counted", "cents", "extra_until", "outcome"]
CLAIMS = ["claim", "measure", "cents", "extra"]
CLAIM_NUMBER = re.compile(r"[0-9A-Za-z-]+")  # no line feed: the snapshot has one behind each


class Pack:
    """The files of an audit pack."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = self.json("manifest.json")
        if self.manifest.get("format") != PACK_FORMAT:
            raise Different(f"manifest.json should say that this is a {PACK_FORMAT}.")
        self.run = self.manifest["run"]
        self.later = self.manifest["later"]
        if (self.later is None) != (self.run["kind"] == "first"):
            raise Different("manifest.json: a later distribution, and no other, states `later`.")
        self.tree = self.manifest["tree"]

    def path(self, name: str) -> Path:
        path = self.folder / name
        if not path.is_file():
            raise Different(f"The pack has no file {name}.")
        return path

    def json(self, name: str) -> dict[str, Any]:
        try:
            return dict(json.loads(self.path(name).read_text(encoding="utf-8")))
        except ValueError as error:
            raise Different(f"{name} cannot be read: {error}.") from error

    def lines(self, name: str, columns: list[str]) -> Iterator[list[str]]:
        with self.path(name).open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            if next(lines, None) != columns:
                raise Different(f"{name} should begin with the line {','.join(columns)}.")
            for line in lines:
                if len(line) != len(columns):
                    raise Different(f"{name}, line {lines.line_num}: it has {len(line)} cells.")
                yield line

    def check_files(self) -> None:
        files = self.manifest["files"]
        for name in DATA:
            if name not in files:
                raise Different(f"manifest.json does not name {name}.")
        for name, expected in sorted(files.items()):
            digest, size = hashlib.sha256(), 0
            with self.path(name).open("rb") as file:
                for block in iter(lambda: file.read(1 << 20), b""):
                    digest.update(block)
                    size += len(block)
            if size != expected["bytes"] or digest.hexdigest() != expected["sha256"]:
                raise Different(
                    f"{name} was altered: its SHA-256 is {digest.hexdigest()}, and should be"
                    f" {expected['sha256']}."
                )

    def plan(self) -> Plan:
        text = self.path("settlement.toml").read_bytes()
        same("manifest.json, terms.sha256", self.manifest["terms"]["sha256"], sha256(text).hex())
        plan = Plan(text.decode("utf-8"))
        for name, due in plan.case.items():
            same(f"manifest.json, case.{name}", self.manifest["case"].get(name), due)
        if self.later is not None:
            check_awarded(self.later.get("awarded"), plan)
        return plan


def check_awarded(awarded: Any, plan: Plan) -> None:
    """A later distribution states, of each pool with a fixed amount, the cents awarded before."""
    fixed = [key for key, amount, _tranches in plan.pools if amount is not None]
    if not isinstance(awarded, dict) or sorted(awarded) != sorted(fixed):
        raise Different(
            "manifest.json, later.awarded: it should state what was awarded before of"
            f" {', '.join(fixed) or 'no pool'}, and of nothing else."
        )
    for key, cents in awarded.items():
        if type(cents) is not int or cents < 0:
            raise Different(
                f"manifest.json, later.awarded, {key}: it is {cents!r}, and should be whole cents,"
                " 0 or more."
            )


def same(what: str, found: Any, expected: Any) -> None:
    if found != expected:
        raise Different(f"{what}: it is {found}, and should be {expected}.")


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def measured(pack: Pack, plan: Plan) -> Histogram:
    """Evaluate the plan for each measure's answers."""
    measures = Histogram(plan)
    last = ""
    for place, line in enumerate(pack.lines("measures.csv", MEASURES)):
        number, claims, _cents, reason, answers, counted = line
        where = f"measures.csv, measure {number}"
        same(f"measures.csv, line {place + 2}: the measure's number", number, str(place + 1))
        try:
            units = plan.units(plan.values(said(answers)))
            before = had(counted, pack.later is not None)
        except ValueError as error:
            raise Different(f"{where}: its answers cannot be read.") from error
        except Different as error:
            raise Different(f"{where}: {error}") from error
        if answers + "\t" + counted <= last and place:
            raise Different(f"{where}: it should stand before the one before it.")
        last = answers + "\t" + counted
        check_reason(where, units, reason)
        measures.add(int(claims), units, before)
    return measures


def said(text: str) -> dict[str, Any]:
    """A cell's JSON. In one form only, so that the same answers are one measure and one hash."""
    value = dict(json.loads(text))
    if canonical(value) != text:
        raise Different(f"it should say {canonical(value)}, in this form, where it says {text}.")
    return value


def had(text: str, later: bool) -> dict[str, int]:
    """What its claims were awarded before, by tranche: of a first distribution nothing, since there
    it would lower or raise awards and stand in no hash."""
    before = said(text)
    if before and not later:
        raise Different(f"nothing was awarded before a first distribution, and it says {text}.")
    for cents in before.values():
        eight(cents)
    return before


def check_counts(pack: Pack, measures: Histogram) -> None:
    """Count each measure's claims again: what they share depends on how many they are."""
    counted = array("q", bytes(8 * len(measures.claims)))
    for claim, measure, _cents, _extra in pack.lines("claims.csv", CLAIMS):
        place = int(measure) - 1 if measure.isdigit() else -1
        if not 0 <= place < len(counted) or measure != str(place + 1):
            raise Different(f"claim {claim}: there is no measure {measure}.")
        if not CLAIM_NUMBER.fullmatch(claim):
            raise Different(f"claims.csv: {claim!r} is no claim number.")
        counted[place] += 1
    for place, claims in enumerate(counted):
        same(f"measures.csv, measure {place + 1}, claims", measures.claims[place], claims)


def check_reason(where: str, units: dict[str, int] | None, reason: str) -> None:
    if units and reason:
        raise Different(f"{where}: it should be in the division, and is said to be out: {reason}")
    if not units and not reason:
        raise Different(f"{where}: its claims are out of the division, and no reason is given.")


def check_schedule(pack: Pack, plan: Plan, measures: Histogram, served: dict[str, Served]) -> None:
    """Compare what each tranche gives each measure."""
    lines = groupby(pack.lines("schedule.csv", SCHEDULE), key=lambda line: line[0])
    number, given = next(lines, ("", iter(())))
    for place in range(len(measures.claims)):
        found = {}
        if number == str(place + 1):
            found = by_tranche(given)
            number, given = next(lines, ("", iter(())))
        due = {
            tranche.name: share(tranche, measures, served[tranche.name], place)
            for tranche in plan.tranches
            if measures.units[tranche.name][place] != Histogram.NONE
        }
        for name in sorted({*found, *due}):
            compare_share(
                f"schedule.csv, measure {place + 1}, {name}", found.get(name), due.get(name)
            )
    if number:
        raise Different(f"schedule.csv: there is no measure {number} in measures.csv.")


def by_tranche(lines: Iterator[list[str]]) -> dict[str, list[str]]:
    """One measure's lines of the schedule."""
    found: dict[str, list[str]] = {}
    for number, name, *rest in lines:
        if name in found:
            raise Different(f"schedule.csv, measure {number}: {name} should stand there once.")
        found[name] = rest
    return found


def share(tranche: Tranche, measures: Histogram, served: Served, place: int) -> list[str]:
    units = measures.units[tranche.name][place]
    before = measures.before[tranche.name][place]
    outcome = served.outcome(place, (place, units, before, 0))
    points = f"{Fraction(units, tranche.unit)}"
    return [points, str(before), str(served.cents[place]), str(place in served.cut), outcome]


def compare_share(where: str, found: list[str] | None, due: list[str] | None) -> None:
    if found is None or due is None:
        raise Different(f"{where}: the tranche {'gives' if due else 'does not give'} it a share.")
    points, counted, cents, until, outcome = found
    said = [f"{Fraction(points)}", counted, cents, str(bool(until)), outcome]
    names = ("points or target", "counted", "cents", "a cent more for some", "outcome")
    for name, is_, should_be in zip(names, said, due):
        same(f"{where}, {name}", is_, should_be)


class Cut:
    """Left-over cents of a tranche that are too few for all who may have one.

    places: of the measures that may; left: how many there still are; until: who had the last one
    """

    def __init__(self, name: str, served: Served) -> None:
        self.name, self.places, self.left, self.until = name, served.cut, served.more, ""


class Claims:
    """Goes through claims.csv once: awards, numbers of each measure, the tree."""

    def __init__(self, plan: Plan, measures: Histogram, served: dict[str, Served], seed: bytes):
        self.cents = [
            sum(served[tranche.name].cents[place] for tranche in plan.tranches)
            for place in range(len(measures.claims))
        ]
        self.cuts = [Cut(name, each) for name, each in served.items() if each.more]
        self.numbers: list[bytearray | None] = [None] * len(measures.claims)
        self.tree, self.seed, self.sum = Tree(), seed, 0

    def read(self, lines: Iterator[list[str]]) -> None:
        last = ""
        for claim, measure, cents, extra in lines:
            if claim <= last:
                raise Different(f"claims.csv: claim {claim} should stand before claim {last}.")
            last = claim
            place = int(measure) - 1
            self.note(claim, place)
            more = self.more(claim, place)
            due = self.cents[place] + more
            if cents != str(due):
                raise Different(
                    f"claim {claim}: it is awarded {told(cents)}, and should be awarded"
                    f" {dollars(due)} ({due} cents), as measure {measure}."
                )
            same(f"claim {claim}, extra", extra, str(more))
            self.sum += due
            self.tree.add(claim, leaf(salt_of(self.seed, claim), claim, due))

    def note(self, claim: str, place: int) -> None:
        """Keep the claim's number, for the snapshot's hash."""
        numbers = self.numbers[place]
        if numbers is None:
            numbers = self.numbers[place] = bytearray()
        numbers += claim.encode() + b"\n"

    def more(self, claim: str, place: int) -> int:
        """How many left-over cents it gets: of the claims that may, the first ones."""
        more = 0
        for cut in self.cuts:
            if cut.left and place in cut.places:
                cut.left, cut.until = cut.left - 1, claim
                more += 1
        return more


def told(cents: str) -> str:
    return f"{dollars(int(cents))} ({cents} cents)" if cents.isdigit() else "nothing at all"


def check_until(pack: Pack, claims: Claims) -> None:
    """Compare up to which claim number the schedule gives a cent more."""
    until = {cut.name: cut.until for cut in claims.cuts}
    if until:
        for line in pack.lines("schedule.csv", SCHEDULE):
            if line[5]:
                same(
                    f"schedule.csv, measure {line[0]}, {line[1]}, extra_until",
                    line[5],
                    until[line[1]],
                )


def check_measures(pack: Pack, measures: Histogram, claims: Claims) -> str:
    """Compare each measure's claims and cents; return the snapshot's SHA-256."""
    manifest = pack.manifest
    digest = hashlib.sha256(
        f"prorata snapshot {2 if pack.later else 1}\nsettlement\t{manifest['case']['slug']}\n"
        f"terms\t{manifest['terms']['sha256']}\ndistribution\t{pack.run['distribution']}\n".encode()
    )
    for place, line in enumerate(pack.lines("measures.csv", MEASURES)):
        number, count, cents, _reason, answers, counted = line
        numbers = claims.numbers[place] or b""
        same(f"measures.csv, measure {number}, claims", count, str(measures.claims[place]))
        same(f"measures.csv, measure {number}, cents", cents, str(claims.cents[place]))
        more = f"\t{counted}" if pack.later else ""
        digest.update(f"measure\t{number}\t{count}\t{answers}{more}\n".encode() + numbers)
    return digest.hexdigest()


# Figures -----------------------------------------------------------------------------------------


def plain(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def decimal(number: Fraction | None) -> str | None:
    """A number cut after ten places, without zeros at its end."""
    if number is None:
        return None
    text = str(floor(number * 10**10)).rjust(11, "0")
    return f"{text[:-10]}.{text[-10:]}".rstrip("0").rstrip(".")


def tranche_figures(served: Served, measures: Histogram) -> dict[str, Any]:
    tranche, value = served.tranche, served.value
    dropped = sum(measures.claims[place] for place in served.dropped)
    return {
        "key": tranche.name.split(".")[-1],
        "available": plain(served.available),
        "claims": sum(row[3] for row in served.rows),
        "points": decimal(Fraction(sum(row[1] * row[3] for row in served.rows), tranche.unit)),
        "point_value": decimal(value / 100) if tranche.by_points and value is not None else None,
        "scale": None if tranche.by_points else decimal(value),
        "exact_value": None if value is None else f"{value.numerator}/{value.denominator}",
        "paid": plain(served.paid),
        "dropped": dropped or None,
    }


def check_figures(pack: Pack, plan: Plan, measures: Histogram, served: dict[str, Served]) -> None:
    """Compare the run's figures and sums; sentences are for people and are not compared."""
    file = pack.json("figures.json")
    paid = sum(each.paid for each in served.values())
    net = pack.later["fresh_cents"] if pack.later else plan.net
    reserve = 0 if pack.later else plan.reserve
    for name, due in {
        "claims": sum(measures.claims),
        "net_cents": net,
        "awarded_cents": paid,
        "residual_cents": net - paid,
    }.items():
        same(f"figures.json, sums.{name}", file["sums"][name], due)
    if not pack.later:
        same("figures.json, sums.reserve_cents", file["sums"]["reserve_cents"], reserve)
    figures = file["figures"]
    top = {"gross": plan.gross, "deductions": plan.deductions, "net": net, "paid": paid}
    for name, cents in {**top, "residual": net - paid}.items():
        same(f"figures.json, {name}", figures[name], plain(cents))
    if pack.later:
        same("figures.json, at_most", figures.get("at_most", {}), pack.later["at_most"])
        awarded = {key: plain(cents) for key, cents in pack.later["awarded"].items()}
        same("figures.json, awarded", figures.get("awarded", {}), awarded)
    else:
        same("figures.json, reserve", figures.get("reserve"), plain(reserve) if reserve else None)
    check_pools(figures["pools"], plan, measures, served, moneys(plan, pack.later))


def check_pools(
    found: list[Any], plan: Plan, measures: Histogram, served: dict[str, Served], given: list[int]
) -> None:
    """Compare the figures of every pool and tranche. given: the pools' money, in cents"""
    same("figures.json, pools", [pool["key"] for pool in found], [pool[0] for pool in plan.pools])
    for (key, _amount, tranches), pool, money in zip(plan.pools, found, given):
        paid = sum(served[tranche.name].paid for tranche in tranches)
        same(f"figures.json, pool {key}, available", pool["available"], plain(money))
        same(f"figures.json, pool {key}, paid", pool["paid"], plain(paid))
        names = [f"{key}.{each['key']}" for each in pool["tranches"]]
        same(f"figures.json, pool {key}, tranches", names, [each.name for each in tranches])
        for tranche, figures in zip(tranches, pool["tranches"]):
            for name, due in tranche_figures(served[tranche.name], measures).items():
                same(f"figures.json, {tranche.name}, {name}", figures.get(name), due)


# The whole ---------------------------------------------------------------------------------------


def verify(folder: Path) -> str:
    """The sentence that says that all is equal; raises Different otherwise."""
    pack = Pack(folder)
    pack.check_files()
    plan = pack.plan()
    measures = measured(pack, plan)
    check_counts(pack, measures)
    served = divided(plan, measures, pack.later)
    check_schedule(pack, plan, measures, served)
    claims = Claims(plan, measures, served, bytes.fromhex(pack.tree["seed"]))
    claims.read(pack.lines("claims.csv", CLAIMS))
    check_until(pack, claims)
    snapshot = check_measures(pack, measures, claims)
    same("manifest.json, snapshot_sha256", pack.manifest["snapshot_sha256"], snapshot)
    check_figures(pack, plan, measures, served)
    leaves, top = claims.tree.leaves, claims.tree.top()
    root = root_of(top, leaves, snapshot, plan.slug, pack.run["number"])
    same("manifest.json, tree.leaves", pack.tree["leaves"], leaves)
    same("manifest.json, tree.sum_cents", pack.tree["sum_cents"], claims.sum)
    same("manifest.json, tree.root", pack.tree["root"], root)
    net = pack.later["fresh_cents"] if pack.later else plan.net
    return (
        f"equal: run {pack.run['number']} of {plan.slug} awards {dollars(claims.sum)} to"
        f" {leaves:,} claims, and {dollars(net - claims.sum)} of {dollars(net)} is left.\n"
        f"{'' if pack.later is None else stated(pack.later)}"
        f"file     {pack.manifest['terms']['sha256']}\nsnapshot {snapshot}\nroot     {root}"
    )


def stated(later: dict[str, Any]) -> str:
    """What a later distribution takes from the earlier ones, which are not in its pack."""
    bounds = "".join(f", {name} at most {value}" for name, value in later["at_most"].items())
    before = "".join(
        f", {dollars(cents)} of pool {key} awarded before"
        for key, cents in later["awarded"].items()
    )
    return (
        f"stated   {dollars(later['fresh_cents'])} to divide{bounds}{before}: compare this with"
        " what the earlier runs left and awarded\n"
    )


def proof_of(folder: Path, claim: str) -> dict[str, Any]:
    """A claim's proof, from the pack's claims."""
    pack = Pack(folder)
    seed, tree, own = bytes.fromhex(pack.tree["seed"]), Tree(watched=claim), ""
    for number, _measure, cents, _extra in pack.lines("claims.csv", CLAIMS):
        own = cents if number == claim else own
        tree.add(number, leaf(salt_of(seed, number), number, int(cents)))
    if tree.place < 0:
        raise Different(f"There is no claim {claim} in this run.")
    top, snapshot = tree.top(), pack.manifest["snapshot_sha256"]
    slug, run = pack.manifest["case"]["slug"], pack.run["number"]
    root = root_of(top, tree.leaves, snapshot, slug, run)
    same("manifest.json, tree.root", pack.tree["root"], root)
    return {
        "format": PROOF_FORMAT,
        "case": slug,
        "run": run,
        "snapshot_sha256": snapshot,
        "claim": claim,
        "cents": int(own),
        "salt": salt_of(seed, claim).hex(),
        "place": tree.place,
        "leaves": tree.leaves,
        "path": [{"hash": each.hex(), "cents": cents} for each, cents in tree.path],
        "sum_cents": top[1],
        "root": root,
    }


def checked(path: Path, root: str) -> str:
    data = path.read_bytes()
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")  # as ">" writes it in a PowerShell of Windows
    proof = check_proof(json.loads(data.decode("utf-16" if wide else "utf-8-sig")), root)
    return (
        f"equal: claim {proof['claim']} is awarded {dollars(proof['cents'])} in run"
        f" {proof['run']} of {proof['case']}, whose {proof['leaves']:,} awards sum to"
        f" {dollars(proof['sum_cents'])}."
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Check an audit pack, or a proof of inclusion.")
    parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="the unpacked pack")
    parser.add_argument("--proof", metavar="CLAIM", help="print this claim's proof of inclusion")
    parser.add_argument("--check", nargs=2, metavar=("PROOF.json", "ROOT"), help="check a proof")
    options = parser.parse_args()
    if bool(options.folder) == bool(options.check):
        parser.error("name the pack's folder, or a proof and a root with --check")
    try:
        if options.check:
            answer = checked(Path(options.check[0]), options.check[1])
        elif options.proof:
            answer = json.dumps(proof_of(options.folder, options.proof), indent=1)
        else:
            answer = verify(options.folder)
    except (Different, OSError) as error:
        return told_to(f"different: {error}", 1)
    except KeyError as error:
        return told_to(f"different: {error.args[0]!r} is missing.", 1)
    except UNREADABLE as error:
        return told_to(f"different: something cannot be read: {error}", 1)
    return told_to(answer, 0)


def told_to(text: str, status: int) -> int:
    """Write the answer; what the screen's letters cannot show is written as its number."""
    letters = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(letters, "backslashreplace").decode(letters) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
