"""What was claimed of each amount that a document has to show, what is allowed, and why, as the
claimant reads it: of an approved claim. While a reviewer may still change it nothing is told, and
of a denied claim no amount counts, so its page says the denial's reason alone."""

from dataclasses import dataclass

from claims.filing.models import Claim, ClaimStatus
from claims.portal.words import Text
from claims.review.evidence import Decided, amounts_of
from settlement.terms.schema import Terms


@dataclass(frozen=True, slots=True)
class Told:
    """One amount. why: paragraphs; none where all of it is allowed."""

    label: str
    claimed: str
    allowed: str
    why: list[Text]


def told(claim: Claim, terms: Terms, language: str) -> list[Told]:
    """The decided amounts of an approved claim."""
    if claim.status != ClaimStatus.APPROVED:
        return []
    return [
        Told(amount.question.label_in(language), stands.claimed, stands.allowed, _why(stands))
        for amount in amounts_of(claim, terms)
        if (stands := amount.stands) is not None
    ]


def is_any_less(amounts: list[Told]) -> bool:
    """Whether less was allowed than was claimed, so that one may ask for another look."""
    return any(amount.why for amount in amounts)


def _why(decided: Decided) -> list[Text]:
    reduction = decided.reduction
    said = (reduction.claimant if reduction else "", decided.allowance.message)
    return [words for words in said if words] if decided.is_less else []
