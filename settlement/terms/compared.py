"""Pure: with what an expression compares each text that it reads.

A text is good for nothing else: it is compared by "==" or "!=", perhaps after a conditional chose
it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from settlement.terms.tree import (
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
)


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of a comparison may give: one of the texts that are written there, or what one
    of these names stands for."""

    texts: frozenset[str]
    names: frozenset[str]


def text_comparisons(root: Node[Value]) -> Iterator[tuple[Side, Side]]:
    """Both sides of each comparison of texts, wherever it stands; `a == b == c` are two."""
    if isinstance(root, Comparison):
        for left, right in pairwise(_parts(root)):
            if left.kind is right.kind is Kind.TEXT:
                yield _side(left), _side(right)
    for part in _parts(root):
        yield from text_comparisons(part)


def _side(node: Node[Value]) -> Side:
    given = [*_given(node)]
    return Side(
        texts=frozenset(each.value for each in given if isinstance(each, Literal)),
        names=frozenset(each.name for each in given if isinstance(each, Name)),
    )


def _given(node: Node[Value]) -> Iterator[Node[Value]]:
    """The literals and names whose value a text may be."""
    if not isinstance(node, Conditional):
        yield node
        return
    for _condition, chosen in node.cases:
        yield from _given(chosen)
    yield from _given(node.otherwise)


def _parts(node: Node[Value]) -> Iterator[Node[Value]]:
    """What a node is made of, from left to right where it is a chain."""
    match node:
        case Negative() | Not():
            yield node.operand
        case Arithmetic() | Comparison():
            yield node.first
            yield from (operand for _sign, operand in node.rest)
        case Extreme() | All() | AnyOf():
            yield from node.operands
        case Conditional():
            for case in node.cases:
                yield from case
            yield node.otherwise
