"""Pure: which step of the settlement file comes next for what is left, and why not another.

The steps are gone in the file's order. A step is over when it was done, or when it is passed over
because it has nothing to give or is not worth its cost; then the money goes to the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from settlement.money import shown
from settlement.terms.schema import ResidualStep

TITLES: Mapping[ResidualStep, str] = MappingProxyType(
    {
        ResidualStep.SECOND_DISTRIBUTION: "Second distribution",
        ResidualStep.CY_PRES: "Cy pres",
        ResidualStep.ESCHEAT: "Escheat",
        ResidualStep.REVERT: "Revert to the defendant",
    }
)

WHOM: Mapping[ResidualStep, str] = MappingProxyType(
    {
        ResidualStep.SECOND_DISTRIBUTION: "to the payees whose payments cleared",
        ResidualStep.CY_PRES: "to whom the settlement file names",
        ResidualStep.ESCHEAT: "what came back, to the states of its payees",
        ResidualStep.REVERT: "what is left",
    }
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides the next step.

    minimum_cents:  a second distribution is not held if the payment per payee would be below
    left_cents:     residual and reserve
    returned_cents: owed to payees whose payment came back
    payees:         who would take part in a second distribution; counted where it may come now
    done:           the steps that were done at least once
    waits:          why nothing can be done just now, as a sentence; or empty
    """

    steps: Sequence[ResidualStep]
    minimum_cents: int | None
    left_cents: int
    returned_cents: int
    payees: int
    done: frozenset[ResidualStep] = frozenset()
    waits: str = ""


class Standing(StrEnum):
    DONE = "done"
    PASSED_OVER = "passed over"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Step:
    """why: a sentence, where there is something to say."""

    step: ResidualStep
    standing: Standing
    why: str = ""

    @property
    def title(self) -> str:
        return TITLES[self.step]

    @property
    def whom(self) -> str:
        return WHOM[self.step]


def steps_of(facts: Facts) -> list[Step]:
    """Every step of the file and how it stands; at most one is next."""
    found: list[Step] = []
    for step in facts.steps:
        if any(each.standing is Standing.NEXT for each in found):
            found.append(Step(step, Standing.LATER))
        else:
            found.append(_stands(step, facts))
    return found


def next_of(facts: Facts) -> Step | None:
    """The step that comes next; None where all are over."""
    coming = (step for step in steps_of(facts) if step.standing is Standing.NEXT)
    return next(coming, None)


def _stands(step: ResidualStep, facts: Facts) -> Step:
    done = step in facts.done
    if done and step is ResidualStep.SECOND_DISTRIBUTION:
        return Step(step, Standing.DONE)
    if facts.waits:
        return Step(step, Standing.DONE) if done else Step(step, Standing.NEXT, facts.waits)
    if why := _why_not(step, facts):
        return Step(step, Standing.DONE) if done else Step(step, Standing.PASSED_OVER, why)
    return Step(step, Standing.NEXT)


def _why_not(step: ResidualStep, facts: Facts) -> str:
    if step is ResidualStep.ESCHEAT:
        owed = facts.returned_cents
        return "" if owed else "Nothing is owed to a payee who could not be paid."
    if not facts.left_cents:
        return "Nothing is left."
    return _not_held(facts) if step is ResidualStep.SECOND_DISTRIBUTION else ""


def _not_held(facts: Facts) -> str:
    """Why no second distribution is held; empty where it is."""
    if not facts.payees:
        return "It is not held, for no payment has cleared whose payee could be paid again."
    if facts.left_cents >= (facts.minimum_cents or 0) * facts.payees:
        return ""
    each_cents = facts.left_cents // facts.payees
    among = "1 payee" if facts.payees == 1 else f"{facts.payees:,} payees"
    return (
        f"It is not held: {shown(facts.left_cents)} among {among} would be"
        f" {shown(each_cents)} each, less than the {shown(facts.minimum_cents or 0)} that the"
        " settlement file asks for. The money goes to the next step."
    )
