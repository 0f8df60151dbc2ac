"""What a reviewer looked at, so that a decision is about that and about nothing newer."""

from dataclasses import dataclass

from claims.filing.models import Claim, ClaimStatus
from settlement.errors import Refusal


class Changed(Refusal):
    """The claim is not any more what the reviewer saw, or waits for no decision any more."""


@dataclass(frozen=True, slots=True)
class Seen:
    """version: of the claim; verdict: id of the latest verdict about it, 0 where there is none;
    allowed: how often what is allowed of its amounts had changed."""

    version: int
    verdict: int
    allowed: int


def seen_of(claim: Claim) -> Seen:
    """What there is to see of a claim."""
    latest = claim.verdicts.order_by("-pk").values_list("pk", flat=True).first()
    return Seen(claim.version, latest or 0, claim.allowed_version)


def check_waits(claim: Claim, *, seen: Seen | None) -> None:
    """Refuse a decision about a locked claim that is not as it was seen, or that waits for none.

    seen:   None where nobody looked at a page, as in a program
    raises: Changed
    """
    if seen is not None and seen.version != claim.version:
        raise Changed("The claimant changed this claim since you opened it. Look again.")
    if seen is not None and seen.allowed != claim.allowed_version:
        raise Changed("What is allowed of this claim was decided since you opened it. Look again.")
    if seen is not None and seen != seen_of(claim):
        raise Changed("This claim was verified anew since you opened it. Look again.")
    if claim.status != ClaimStatus.IN_REVIEW:
        raise Changed("This claim does not wait for a decision any more. Take the next one.")
