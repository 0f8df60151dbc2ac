"""Pure: what a claim's answers count for in each tranche, evaluated once for each distinct set."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from payouts.allocation.texts import told_apart
from settlement.money import dollars
from settlement.terms.answers import Answers, Flags, values_of
from settlement.terms.expressions import Expression
from settlement.terms.outcomes import POINT_UNITS, Refused, amount_cents_of, holds, points_of
from settlement.terms.schema import QuestionKind, Terms, Tranche
from settlement.terms.tree import Value

NOTHING_APPLIES = "No part of the fund is for a claim with these answers."


@dataclass(frozen=True, slots=True)
class Measured:
    """What one claim measures.

    units:  for each tranche that applies ("main.shares"): its points in ten-thousandths, or its
            target in cents
    reason: why the claim gets nothing from any tranche, as a sentence; empty where it may
    """

    units: Mapping[str, int]
    reason: str = ""


def measure(terms: Terms, *, answers: Answers, flags: Flags, paper: bool = False) -> Measured:
    """Evaluate every tranche for one claim.

    An expression that has no usable result takes the claim out of all tranches of all pools.
    raises: ValueError when an answer is not of its question's kind
    """
    values = values_of(terms, answers=answers, flags=flags, paper=paper)
    units: dict[str, int] = {}
    for key, tranche in tranches_of(terms).items():
        found = _units(tranche, values)
        if isinstance(found, Refused):
            return Measured({}, str(found))
        if found is not None:
            units[key] = found
    return Measured(units, "" if units else NOTHING_APPLIES)


def tranches_of(terms: Terms) -> dict[str, Tranche]:
    """All tranches by "pool.tranche", in the order in which they are served."""
    return {
        f"{pool.key}.{tranche.key}": tranche for pool in terms.pools for tranche in pool.tranches
    }


def _units(tranche: Tranche, values: Mapping[str, Value]) -> int | Refused | None:
    """The tranche's measure of these values; None where it does not apply."""
    applies = holds(tranche.applies_if, values)
    if applies is not True:
        return None if applies is False else applies
    if tranche.points is None:
        return amount_cents_of(_certain(tranche.amount), values)
    points = points_of(tranche.points, values)
    return points if isinstance(points, Refused) else int(points * POINT_UNITS)


def _certain(expression: Expression | None) -> Expression:
    if expression is None:
        raise ValueError("a tranche measures by points or by an amount")
    return expression


def effective(
    terms: Terms, *, answers: Answers, flags: Flags, paper: bool = False
) -> dict[str, bool | int | str]:
    """The answers as they count, of what the plan reads alone, in the form answers are stored in.

    Claims with equal effective answers measure the same. An unanswered question is false, 0 or "".
    Of a text that somebody typed only what the plan tells apart is left.
    """
    values = values_of(terms, answers=answers, flags=flags, paper=paper)
    values |= told_apart(terms, values)
    kinds = {question.key: question.kind for question in terms.questions}
    return {name: _stored(values[name], kinds.get(name)) for name in terms.read_by_plan}


def _stored(value: Value, kind: QuestionKind | None) -> bool | int | str:
    if not isinstance(value, Fraction):
        return value
    return dollars(int(value * 100)) if kind is QuestionKind.MONEY else int(value)
