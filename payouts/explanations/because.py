"""Pure: why a claim has the points it has, or is owed the amount it is: the plan's expressions, and
those answers that decided them, in the order in which they were asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from settlement.terms.answers import values_of
from settlement.terms.expressions import Expression
from settlement.terms.outcomes import Reason, Refused, amount_cents_of, holds, points_of
from settlement.terms.schema import Terms, Tranche
from settlement.terms.tree import Value


@dataclass(frozen=True, slots=True)
class Because:
    """applies_if, expression: as the settlement file writes them
    read:   names of questions, flags or "paper" that were needed, each with its value
    units:  what they give: points, or dollars; None where they give nothing usable
    """

    applies_if: str
    expression: str
    read: Mapping[str, Value]
    units: Fraction | None


@dataclass(frozen=True, slots=True)
class Unusable:
    """An expression that took the claim out of every part, and the answers it read."""

    reason: Reason
    expression: str
    read: Mapping[str, Value]


class _Read(dict[str, Value]):
    """Values that remember which of them were asked for, and in which order."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        super().__init__(values)
        self.asked: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        value = super().__getitem__(name)
        self.asked[name] = value
        return value


def values_frozen(terms: Terms, answers: Mapping[str, object]) -> dict[str, Value]:
    """The values that a run computed with, from a measure's answers. These are effective already:
    the class list has decided where it could, so no flag decides a question again."""
    values = values_of(terms, answers=answers, flags={}, paper=answers.get("paper") is True)
    return values | {flag: answers.get(flag) is True for flag in terms.roster.flags}


def because(tranche: Tranche, values: Mapping[str, Value]) -> Because:
    """Why a tranche that applies measures these values as it does."""
    read = _Read(values)
    holds(tranche.applies_if, read)
    units = _units(tranche, read)
    return Because(
        applies_if=tranche.applies_if.text,
        expression=_expression(tranche).text,
        read=read.asked,
        units=None if isinstance(units, Refused) else units,
    )


def unusable(terms: Terms, values: Mapping[str, Value]) -> Unusable | None:
    """The first expression, in the order of serving, that takes these values out; None if none."""
    for pool in terms.pools:
        for tranche in pool.tranches:
            read = _Read(values)
            applies = holds(tranche.applies_if, read)
            found = applies if isinstance(applies, Refused) else applies and _units(tranche, read)
            if isinstance(found, Refused):
                return Unusable(found.reason, found.expression, read.asked)
    return None


def _units(tranche: Tranche, values: Mapping[str, Value]) -> Fraction | Refused:
    if tranche.points is not None:
        return points_of(tranche.points, values)
    cents = amount_cents_of(_expression(tranche), values)
    return cents if isinstance(cents, Refused) else Fraction(cents, 100)


def _expression(tranche: Tranche) -> Expression:
    found = tranche.amount if tranche.points is None else tranche.points
    if found is None:
        raise ValueError("a tranche measures by points or by an amount")
    return found
