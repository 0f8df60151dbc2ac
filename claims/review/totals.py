"""What was claimed of amounts that a document has to show, and what is allowed, by reason."""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.filing import amounts
from claims.review import statements
from claims.review.reductions import BY_CODE
from settlement.terms.models import Settlement
from settlement.terms.schema import Question
from settlement.terms.services import terms_of


@dataclass(frozen=True, slots=True)
class Total:
    """Decisions that stand, about one question and for one reason, in its least unit."""

    question: Question
    reason: str
    claims: int
    claimed_units: int
    allowed_units: int

    @property
    def label(self) -> str:
        return self.question.label_in("en")

    @property
    def why(self) -> str:
        """The reason in words; allowed in full has none."""
        return BY_CODE[self.reason].title if self.reason in BY_CODE else "Allowed in full"

    @property
    def claimed(self) -> str:
        return amounts.in_words(self.question, self.claimed_units)

    @property
    def allowed(self) -> str:
        return amounts.in_words(self.question, self.allowed_units)

    @property
    def difference(self) -> str:
        return amounts.in_words(self.question, self.claimed_units - self.allowed_units)


def totals(settlement: Settlement) -> list[Total]:
    """By question in the file's order, then by reason; nothing where no amount was decided."""
    found = statements.allowance_totals(settlement_id=settlement.pk)
    return [
        Total(question, reason, claims, claimed, allowed)
        for question in amounts.documented(terms_of(settlement))
        for key, reason, claims, claimed, allowed in found
        if key == question.key
    ]


def as_rows(found: list[Total]) -> Iterator[tuple[object, ...]]:
    """The same for a CSV file, amounts as plain numbers."""
    for each in found:
        difference = each.claimed_units - each.allowed_units
        units = (each.claimed_units, each.allowed_units, difference)
        yield (
            each.question.key,
            each.reason,
            each.why,
            each.claims,
            *(amounts.answer_of(each.question, unit) for unit in units),
        )


HEADER = ("question", "reason", "reason_in_words", "claims", "claimed", "allowed", "difference")
