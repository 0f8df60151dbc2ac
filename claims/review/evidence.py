"""The amounts of a claim that a document has to show, and what was decided about each."""

from dataclasses import dataclass

from claims.filing import amounts
from claims.filing.models import Claim
from claims.review.models import Allowance
from claims.review.reductions import BY_CODE, Reduction
from settlement.terms.schema import Question, Terms


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about an amount, in words."""

    question: Question
    allowance: Allowance

    @property
    def claimed(self) -> str:
        return amounts.in_words(self.question, self.allowance.claimed)

    @property
    def allowed(self) -> str:
        return amounts.in_words(self.question, self.allowance.allowed)

    @property
    def is_less(self) -> bool:
        return self.allowance.allowed < self.allowance.claimed

    @property
    def reduction(self) -> Reduction | None:
        return BY_CODE.get(self.allowance.reason)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a claim states for one question. decided: every decision, the latest last.

    stands: the latest one; None where nobody decided about the amount as it is claimed now
    """

    question: Question
    claimed_units: int
    decided: list[Decided]
    stands: Decided | None

    @property
    def label(self) -> str:
        return self.question.label_in("en")

    @property
    def claimed(self) -> str:
        return amounts.in_words(self.question, self.claimed_units)


def amounts_of(claim: Claim, terms: Terms) -> list[Amount]:
    """The amounts that a claim states now, in the questions' order."""
    stated = amounts.stated(terms, claim.answers)
    if not stated:
        return []
    made = [*claim.allowances.select_related("by").order_by("number")]
    found = []
    for question, units in stated:
        decided = [Decided(question, each) for each in made if each.question == question.key]
        stands = decided[-1] if decided and question.key in claim.allowed else None
        found.append(Amount(question, units, decided, stands))
    return found


def reduced(claim: Claim, terms: Terms) -> list[Decided]:
    """What stands of the amounts of which less is allowed than is claimed."""
    standing = (amount.stands for amount in amounts_of(claim, terms))
    return [decided for decided in standing if decided is not None and decided.is_less]
