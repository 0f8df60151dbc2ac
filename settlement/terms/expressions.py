"""The settlement file's expressions: read into a tree of our own, kinds checked, nothing run.

either      both ("or" both)*                       A if C else B stands below all of these
both        negation ("and" negation)*
negation    "not"* comparison
comparison  sum (("==" | "!=" | "<" | "<=" | ">" | ">=") sum)*
sum         product (("+" | "-") product)*
product     signed (("*" | "/") signed)*
signed      ("+" | "-")* atom
atom        number | text | true | false | name | min(…) | max(…) | "(" expression ")"
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import cast

from settlement.terms.compared import Side, text_comparisons
from settlement.terms.tokens import ExpressionError, Token, tokens_of
from settlement.terms.tree import (
    COMPARISONS,
    All,
    AnyOf,
    Arithmetic,
    Comparison,
    Conditional,
    Extreme,
    Kind,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Value,
    Values,
)

__all__ = ["RESERVED", "Expression", "ExpressionError", "Kind", "UnknownName", "Value", "parse"]

MAX_DEPTH = 20  # parentheses within parentheses
RESERVED = frozenset({"true", "false", "and", "or", "not", "if", "else", "min", "max", "paper"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class UnknownName(ExpressionError):
    """An expression names something that is no question, no flag and not "paper"."""


@dataclass(frozen=True)
class Expression:
    """A checked expression.

    names:       that it may read
    comparisons: of texts, each by what may stand on its sides
    """

    text: str
    kind: Kind
    names: frozenset[str]
    root: Node[Value] = field(repr=False, compare=False)
    comparisons: tuple[tuple[Side, Side], ...] = field(repr=False, compare=False)

    def evaluate(self, values: Values) -> Value:
        """Compute with `values`, one of the right kind for each of `names`; numbers as Fraction.

        raises: ZeroDivisionError where a division by zero is reached; KeyError and TypeError
                where the caller left out a value or gave one of another kind
        """
        return self.root.evaluate(values)


def parse(text: str, kinds: Mapping[str, Kind]) -> Expression:
    """Read an expression that may use the names of `kinds`.

    raises: ExpressionError with the place and the reason of the first fault
    """
    parser = _Parser(tokens_of(text), kinds)
    root = parser.whole()
    comparisons = tuple(text_comparisons(root))
    return Expression(text, root.kind, frozenset(parser.names), root, comparisons)


class _Parser:
    """Recursive descent over the tokens; one method a line of the grammar above."""

    def __init__(self, tokens: list[Token], kinds: Mapping[str, Kind]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self._kinds = kinds
        self.names: set[str] = set()

    def whole(self) -> Node[Value]:
        root = self._expression()
        if self._token.kind != "end":
            raise self._unexpected("an operator or the end")
        return root

    def _expression(self) -> Node[Value]:
        cases: list[tuple[Node[bool], Node[Value]]] = []
        value = self._either()
        while self._accept("if"):
            condition = self._of_kind(Kind.BOOLEAN, self._either, "a condition")
            self._expect("else")
            cases.append((cast(Node[bool], condition), value))
            start = self._token
            value = self._either()
            if value.kind is not cases[0][1].kind:
                raise ExpressionError(
                    start.position,
                    f"the branches of a conditional must be alike; one is {cases[0][1].kind},"
                    f" this is {value.kind}",
                )
        return Conditional(value.kind, tuple(cases), value) if cases else value

    def _either(self) -> Node[Value]:
        return self._joined("or", self._both, AnyOf)

    def _both(self) -> Node[Value]:
        return self._joined("and", self._negation, All)

    def _joined(
        self,
        word: str,
        operand: Callable[[], Node[Value]],
        join: Callable[[tuple[Node[bool], ...]], Node[bool]],
    ) -> Node[Value]:
        start = self._token
        first = operand()
        if self._token.text != word:
            return first
        operands = [self._checked(first, Kind.BOOLEAN, start, f'an operand of "{word}"')]
        while self._accept(word):
            operands.append(self._of_kind(Kind.BOOLEAN, operand, f'an operand of "{word}"'))
        return join(tuple(cast(Node[bool], each) for each in operands))

    def _negation(self) -> Node[Value]:
        times = 0
        while self._accept("not"):
            times += 1
        if not times:
            return self._comparison()
        operand = cast(
            Node[bool], self._of_kind(Kind.BOOLEAN, self._comparison, 'what follows "not"')
        )
        return Not(operand) if times % 2 else operand

    def _comparison(self) -> Node[Value]:
        first = left = self._sum()
        rest: list[tuple[str, Node[Value]]] = []
        while self._token.text in COMPARISONS:
            sign = self._take()
            right = self._sum()
            self._check_comparable(left, sign, right)
            rest.append((sign.text, right))
            left = right
        return Comparison(first, tuple(rest)) if rest else first

    def _sum(self) -> Node[Value]:
        return self._arithmetic("+-", self._product)

    def _product(self) -> Node[Value]:
        return self._arithmetic("*/", self._signed)

    def _arithmetic(self, signs: str, operand: Callable[[], Node[Value]]) -> Node[Value]:
        start = self._token
        first = operand()
        rest: list[tuple[str, Node[Fraction]]] = []
        while self._token.kind == "mark" and self._token.text in signs:
            what = f'an operand of "{self._token.text}"'
            if not rest:
                self._checked(first, Kind.NUMBER, start, what)
            sign = self._take()
            number = self._of_kind(Kind.NUMBER, operand, what)
            rest.append((sign.text, cast(Node[Fraction], number)))
        return Arithmetic(cast(Node[Fraction], first), tuple(rest)) if rest else first

    def _signed(self) -> Node[Value]:
        negative, signed = False, False
        while self._token.kind == "mark" and self._token.text in "+-":
            signed, negative = True, negative != (self._take().text == "-")
        if not signed:
            return self._atom()
        number = cast(Node[Fraction], self._of_kind(Kind.NUMBER, self._atom, "what has a sign"))
        return Negative(number) if negative else number

    def _atom(self) -> Node[Value]:
        token = self._token
        if token.kind == "number":
            return Literal(Kind.NUMBER, Fraction(self._take().text))
        if token.kind == "text":
            return Literal(Kind.TEXT, self._take().text[1:-1])
        if token.text in ("true", "false"):
            return Literal(Kind.BOOLEAN, self._take().text == "true")
        if token.text == "(":
            return self._parenthesis()
        if token.kind == "name":
            return self._name()
        raise self._unexpected("a number, a name, a quoted text or a parenthesis")

    def _parenthesis(self) -> Node[Value]:
        self._enter()
        inner = self._expression()
        self._leave()
        return inner

    def _name(self) -> Node[Value]:
        token = self._take()
        if self._token.text == "(" or token.text in ("min", "max"):
            return self._extreme(token)
        if token.text in RESERVED and token.text not in self._kinds:
            self._next -= 1
            raise self._unexpected("a value")
        if token.text not in self._kinds:
            raise UnknownName(token.position, self._unknown(token.text))
        self.names.add(token.text)
        return Name(self._kinds[token.text], token.text)

    def _extreme(self, word: Token) -> Node[Value]:
        if word.text not in ("min", "max"):
            raise ExpressionError(
                word.position, f'only min(…) and max(…) can be called, not "{word.text}"'
            )
        self._enter()
        operands = [self._of_kind(Kind.NUMBER, self._expression, f"each operand of {word.text}()")]
        while self._accept(","):
            operands.append(
                self._of_kind(Kind.NUMBER, self._expression, f"each operand of {word.text}()")
            )
        self._leave()
        return Extreme(word.text, tuple(cast(Node[Fraction], each) for each in operands))

    # Kinds

    def _of_kind(self, kind: Kind, read: Callable[[], Node[Value]], what: str) -> Node[Value]:
        start = self._token
        return self._checked(read(), kind, start, what)

    def _checked(self, node: Node[Value], kind: Kind, start: Token, what: str) -> Node[Value]:
        if node.kind is not kind:
            raise ExpressionError(start.position, f"{what} must be {kind}; this is {node.kind}")
        return node

    def _check_comparable(self, left: Node[Value], sign: Token, right: Node[Value]) -> None:
        kinds = {_kind_beside(left, right), _kind_beside(right, left)}
        if len(kinds) > 1:
            raise ExpressionError(
                sign.position, f"{left.kind} cannot be compared with {right.kind}"
            )
        if sign.text not in ("==", "!=") and not kinds <= {Kind.NUMBER, Kind.DATE}:
            raise ExpressionError(
                sign.position,
                f'"{sign.text}" compares numbers or dates; for {left.kind} there are "==" and "!="',
            )

    # Tokens

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._token
        self._next += 1
        return token

    def _accept(self, text: str) -> bool:
        """Step over `text` if it comes next. A quoted text keeps its quotes and is never a word."""
        if self._token.text != text:
            return False
        self._next += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise self._unexpected(f'"{text}"')

    def _enter(self) -> None:
        start = self._token
        self._expect("(")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError(
                start.position, f"parentheses are nested more than {MAX_DEPTH} deep"
            )

    def _leave(self) -> None:
        self._expect(")")
        self._depth -= 1

    def _unexpected(self, wanted: str) -> ExpressionError:
        found = f"{self._token.text[:40]!a}" if self._token.text else "the end"
        return ExpressionError(self._token.position, f"{wanted} should stand here, not {found}")

    def _unknown(self, name: str) -> str:
        near = get_close_matches(name.lower(), [*self._kinds, *RESERVED], n=1)
        hint = f'; perhaps "{near[0]}" is meant' if near else ""
        return f'"{name[:40]}" is no question, no roster flag and not "paper"{hint}'


def _kind_beside(node: Node[Value], other: Node[Value]) -> Kind:
    """The node's kind, where a quoted day beside a date counts as a date."""
    if other.kind is Kind.DATE and isinstance(node, Literal) and _is_day(node.value):
        return Kind.DATE
    return node.kind


def _is_day(value: Value) -> bool:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
