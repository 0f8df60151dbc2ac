"""The file's expressions: what is allowed, what is refused and where, what they compute."""

import ast
import contextlib
import operator
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from settlement.terms.expressions import ExpressionError, Kind, UnknownName, parse
from settlement.terms.tree import Value

KINDS = {
    "a": Kind.NUMBER,
    "b": Kind.NUMBER,
    "p": Kind.BOOLEAN,
    "q": Kind.BOOLEAN,
    "t": Kind.TEXT,
    "day": Kind.DATE,
    "other_day": Kind.DATE,
    "paper": Kind.BOOLEAN,
}
VALUES: dict[str, Value] = {
    "a": Fraction(3),
    "b": Fraction(1, 2),
    "p": True,
    "q": False,
    "t": "gold",
    "day": "2021-09-30",
    "other_day": "2022-01-01",
    "paper": False,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6 if p else 1", 6),
        ("6 if q else 1", 1),
        ("1 / 3 + 1 / 3 + 1 / 3 == 1", True),
        ("0.1 + 0.2 == 0.3", True),
        ("a - 1 - 1", 1),
        ("12 / 2 / 3", 2),
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("-a * -2", 6),
        ("2 - -1", 3),
        ("+a", 3),
        ("min(a, b, 7)", Fraction(1, 2)),
        ("max(a, min(b, 9))", 3),
        ("min(a)", 3),
        ("not p or not q", True),
        ("not not p", True),
        ("p or q and q", True),
        ("(p or q) and q", False),
        ("not a == 3", False),
        ("1 < a <= 3", True),
        ("1 < a < 3", False),
        ("3 > b != 1", True),
        ("p == true", True),
        ("p != q", True),
        ("t == 'gold'", True),
        ('t != "tin"', True),
        ("t", "gold"),
        ("'' if p else t", ""),
        ("day < other_day", True),
        ("day == '2021-09-30'", True),
        ('"2021-10-01" <= day', False),
        ("1 if q else 2 if q else 3", 3),
        ("1 if p else 2 if q else 3", 1),
        ("1 if (q if p else p) else 2", 2),
        ("paper", False),
        ("\n1 +\t2\r\n", 3),
    ],
)
def test_an_expression_computes_exactly(text: str, value: Value) -> None:
    found = parse(text, KINDS).evaluate(VALUES)

    assert found == value
    assert type(found) in (Fraction, bool, str)


@pytest.mark.parametrize(
    "text",
    [
        "1 if true else 1 / 0",
        "1 / 0 if false else 1",
        "1 if p or 1 / 0 > 1 else 2",
        "2 if q and 1 / 0 > 1 else 1",
        "1 if not 3 < 2 < 1 / 0 else 2",
    ],
)
def test_what_is_not_needed_is_not_evaluated(text: str) -> None:
    assert parse(text, KINDS).evaluate(VALUES) == 1


@pytest.mark.parametrize("text", ["1 / (a - 3)", "min(1, 1 / 0)", "1 / 0 > 1 or p"])
def test_a_division_by_zero_that_is_needed_is_told(text: str) -> None:
    with pytest.raises(ZeroDivisionError):
        parse(text, KINDS).evaluate(VALUES)


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("", 1, "should stand here, not the end"),
        ("   ", 4, "should stand here, not the end"),
        ("1 +", 4, "should stand here, not the end"),
        ("1 2", 3, "an operator or the end"),
        ("1 if p", 7, '"else" should stand here'),
        ("if p", 1, "a value should stand here, not 'if'"),
        ("1 if p else", 12, "not the end"),
        ("(1", 3, '")" should stand here'),
        ("1)", 2, "not ')'"),
        ("min()", 5, "not ')'"),
        ("min(1,)", 7, "not ')'"),
        ("min", 4, '"(" should stand here'),
        ("p and", 6, "not the end"),
        ("a == not p", 6, "a value should stand here, not 'not'"),
        ("__import__('os')", 1, 'only min(…) and max(…) can be called, not "__import__"'),
        ("abs(a)", 1, "only min(…) and max(…) can be called"),
        ("a.real", 2, "there are no attributes"),
        (".5", 1, "between the digits of a number"),
        ("1.", 2, "between the digits of a number"),
        ("1e3", 2, "an operator or the end"),
        ("0x10", 2, "an operator or the end"),
        ("1_000", 2, "an operator or the end"),
        ("a ** 2", 4, "not '*'"),
        ("a // 2", 4, "not '/'"),
        ("a % 2", 3, "'%' has no meaning here"),
        ("a = 1", 3, 'two signs, "=="'),
        ("a <> 1", 4, "not '>'"),
        ("!p", 1, "'!' has no meaning"),
        ("a[0]", 2, "'[' has no meaning"),
        ("{a}", 1, "'{' has no meaning"),
        ("lambda: 1", 7, "':' has no meaning"),
        ("a; b", 2, "';' has no meaning"),
        ("a # b", 3, "'#' has no meaning"),
        ("f'x'", 1, "is no question"),
        ("t == 'gold", 6, "a quoted text is not closed"),
        ('t == "', 6, "a quoted text is not closed"),
        ("t == “gold”", 6, "'\\u201c' has no meaning"),
        ("\u0661 + 1", 1, "'\\u0661' has no meaning"),
        ("а + 1", 1, "'\\u0430' has no meaning"),  # noqa: RUF001 - a Cyrillic letter
        ("a\u00a0+ 1", 2, "'\\xa0' has no meaning"),
        ("a\x00", 2, "'\\x00' has no meaning"),
        ("True", 1, 'perhaps "true" is meant'),
        ("papper", 1, 'perhaps "paper" is meant'),
        ("c + 1", 1, '"c" is no question, no roster flag and not "paper"'),
    ],
)  # fmt: skip
def test_what_is_not_of_the_language_is_refused_with_its_place(
    text: str, position: int, message: str
) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, KINDS)

    assert message in caught.value.message
    assert caught.value.position == position


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("t + 1", "this is a text"),
        ("1 + t", "this is a text"),
        ("p * 2", "this is true or false"),
        ("'1' / 2", "this is a text"),
        ("-t", "this is a text"),
        ("-p", "this is true or false"),
        ("1 and p", "this is a number"),
        ("p or t", "this is a text"),
        ("not 1", "this is a number"),
        ("1 if 1 else 2", "a condition must be true or false"),
        ("1 if p else t", "the branches of a conditional must be alike"),
        ("1 if p else 2 if q else 'x'", "the branches of a conditional must be alike"),
        ("a == t", "cannot be compared"),
        ("p == 1", "cannot be compared"),
        ("t < 'gold'", "compares numbers or dates"),
        ("p < q", "compares numbers or dates"),
        ("day == t", "a date cannot be compared with a text"),
        ("day < 'tomorrow'", "a date cannot be compared with a text"),
        ("day < '2021-02-30'", "a date cannot be compared with a text"),
        ("day < '20210930'", "a date cannot be compared with a text"),
        ("day < 5", "a date cannot be compared with a number"),
        ("day + 1", "this is a date"),
        ("min(day, other_day)", "this is a date"),
        ("max(1, p)", "this is true or false"),
        ("1 < 2 == p", "cannot be compared"),
    ],
)
def test_kinds_that_do_not_fit_are_refused(text: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        parse(text, KINDS)


def test_five_hundred_characters_are_allowed_and_not_one_more() -> None:
    longest = "1+" * 249 + "11"

    assert parse(longest, {}).evaluate({}) == 249 + 11
    with pytest.raises(ExpressionError, match="at most 500 characters, and this has 501"):
        parse(longest + "1", {})
    with pytest.raises(ExpressionError, match="and this has 600"):
        parse("1" * 600, {})


@pytest.mark.parametrize("opening", ["(", "-(", "not(", "min(", "1+("])
def test_deep_nesting_is_refused_and_does_not_exhaust_the_stack(opening: str) -> None:
    depth = 490 // len(opening)

    with pytest.raises(ExpressionError, match=r"nested more than 20 deep|can be called"):
        parse(opening * depth, {})


def test_twenty_parentheses_and_long_chains_are_not_deep() -> None:
    assert parse("(" * 20 + "1" + ")" * 20, {}).evaluate({}) == 1
    assert parse("-" * 499 + "1", {}).evaluate({}) == -1
    assert parse("not " * 124 + "p", KINDS).evaluate(VALUES) is True
    assert parse("1 if q else " * 41 + "2", KINDS).evaluate(VALUES) == 2
    assert parse("p and " * 80 + "p", KINDS).evaluate(VALUES) is True


def test_an_expression_knows_its_kind_and_the_names_it_may_read() -> None:
    expression = parse("a if p and not q else b", KINDS)

    assert expression.kind is Kind.NUMBER
    assert expression.names == {"a", "b", "p", "q"}


@pytest.mark.parametrize("value", [3, 3.0, True, "3", None])
def test_a_value_of_another_kind_is_the_callers_mistake(value: object) -> None:
    with pytest.raises(TypeError):
        parse("a + 1", KINDS).evaluate({"a": value})  # type: ignore[dict-item]


def test_an_unknown_name_can_be_told_from_other_faults() -> None:
    with pytest.raises(UnknownName):
        parse("colour == 'red'", KINDS)


# A second opinion: Python's own grammar reads the same text, and the tree is computed naively.

_OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt,
    ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


class SecondOpinion(ast.NodeVisitor):
    """Computes Python's own tree of an expression, node by node, in fractions."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = {**values, "true": True, "false": False}

    def visit_Constant(self, node: ast.Constant) -> Any:
        return node.value if isinstance(node.value, str) else Fraction(str(node.value))

    def visit_Name(self, node: ast.Name) -> Any:
        return self.values[node.id]

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        operand = self.visit(node.operand)
        return not operand if isinstance(node.op, ast.Not) else -operand

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        return _OPERATORS[type(node.op)](self.visit(node.left), self.visit(node.right))

    def visit_BoolOp(self, node: ast.BoolOp) -> bool:
        join = all if isinstance(node.op, ast.And) else any
        return join(self.visit(each) for each in node.values)

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        return self.visit(node.body if self.visit(node.test) else node.orelse)

    def visit_Compare(self, node: ast.Compare) -> bool:
        left = self.visit(node.left)
        for sign, each in zip(node.ops, node.comparators, strict=True):
            left, before = self.visit(each), left
            if not _OPERATORS[type(sign)](before, left):
                return False
        return True

    def visit_Call(self, node: ast.Call) -> Any:
        function = {"min": min, "max": max}[ast.unparse(node.func)]
        return function(self.visit(each) for each in node.args)


def second_opinion(text: str, values: Mapping[str, Value]) -> Value:
    return cast(Value, SecondOpinion(values).visit(ast.parse(text, mode="eval").body))


@st.composite
def number(draw: st.DrawFn, depth: int = 3) -> str:
    """A sum, or a choice between sums, of what stands deeper."""
    if depth and draw(st.booleans()):
        return f"{draw(sums(depth))} if {draw(truth(depth - 1))} else {draw(number(depth - 1))}"
    return draw(sums(depth))


@st.composite
def sums(draw: st.DrawFn, depth: int) -> str:
    parts = [draw(signed(depth))]
    for _more in range(draw(st.integers(0, 2))):
        parts += [draw(st.sampled_from("+-*/")), draw(signed(depth))]
    return " ".join(parts)


@st.composite
def signed(draw: st.DrawFn, depth: int) -> str:
    simple = ["a", "b", "0", "1", "2", "10", "0.5", "3.25"]
    choice = draw(st.sampled_from([*simple, "(", "min", "max", "-"] if depth else simple))
    match choice:
        case "(":
            return f"({draw(number(depth - 1))})"
        case "min" | "max":
            inner = draw(st.lists(number(depth - 1), min_size=1, max_size=3))
            return f"{choice}({', '.join(inner)})"
        case "-":
            return f"-{draw(signed(depth - 1))}"
    return choice


@st.composite
def truth(draw: st.DrawFn, depth: int = 3) -> str:
    operands = draw(st.lists(negation(depth), min_size=1, max_size=3))
    text = operands[0]
    for operand in operands[1:]:
        text += f" {draw(st.sampled_from(['and', 'or']))} {operand}"
    return text


@st.composite
def negation(draw: st.DrawFn, depth: int) -> str:
    prefix = "not " * draw(st.integers(0, 2))
    simple = ["p", "q", "true", "false", "t == 'gold'", "t != ''", "day < other_day", "p == q"]
    choice = draw(st.sampled_from([*simple, "(", "<"] if depth else simple))
    if choice == "(":
        return f"{prefix}({draw(truth(depth - 1))})"
    if choice == "<":
        text = draw(sums(depth - 1))
        for _more in range(draw(st.integers(1, 2))):
            sign = draw(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
            text += f" {sign} {draw(sums(depth - 1))}"
        return prefix + text
    return prefix + choice


answers = st.fixed_dictionaries(
    {
        "a": st.fractions(-100, 100, max_denominator=100),
        "b": st.fractions(-100, 100, max_denominator=100),
        "p": st.booleans(),
        "q": st.booleans(),
        "t": st.sampled_from(["gold", "tin", ""]),
        "day": st.dates().map(str),
        "other_day": st.dates().map(str),
        "paper": st.booleans(),
    }
)


@given(text=st.one_of(number(), truth()), values=answers)
def test_a_second_opinion_computes_the_same(text: str, values: dict[str, Value]) -> None:
    assume(len(text) <= 500)
    try:
        expected = second_opinion(text, values)
    except ZeroDivisionError:
        with pytest.raises(ZeroDivisionError):
            parse(text, KINDS).evaluate(values)
        return

    found = parse(text, KINDS).evaluate(values)
    assert (found, type(found)) == (expected, type(expected))


PIECES = [
    *"+-*/()<>=.,'\"", "==", "<=", "and ", "or ", "not ", " if ", " else ", "min(", "max", "true",
    "a", "p", "t", "day", "1", "2.5", "'gold'", " ", "__class__", "\x00", "é",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_no_text_brings_more_than_a_refusal(text: str) -> None:
    with contextlib.suppress(ExpressionError, ZeroDivisionError):
        assert type(parse(text, KINDS).evaluate(VALUES)) in (Fraction, bool, str)
