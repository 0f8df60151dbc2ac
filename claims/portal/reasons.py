"""Why something is missing, or why the claim is denied, as the claimant reads it."""

from claims.eligibility import wording
from claims.filing.models import Claim, ClaimStatus
from claims.portal.words import Text
from claims.review.models import Decision
from claims.review.reasons import BY_CODE
from claims.review.services import DECIDED

SAY_WHY = {ClaimStatus.DEFICIENT, ClaimStatus.DENIED}


def why(claim: Claim) -> list[Text]:
    """Paragraphs: what a person decided and wrote, else what the rule that spoke means."""
    if claim.status not in SAY_WHY:
        return []
    if claim.rule == DECIDED and (decided := _decided(claim)):
        return decided
    words = wording.RULES.get(claim.rule)
    return [words.claimant] if words else []


def _decided(claim: Claim) -> list[Text]:
    decision = Decision.objects.filter(claim=claim, outcome=claim.status).last()
    if decision is None:
        return []
    reason = BY_CODE.get(decision.reason)
    return [said for said in (reason and reason.claimant, decision.message) if said]
