"""Letters about a reviewer's decision. Their words are in templates/notices/."""

from datetime import datetime

from claims.eligibility import letters as eligibility_letters
from claims.filing import access
from claims.filing.contents import Contents
from claims.filing.models import Claim, ClaimStatus
from claims.filing.services import contents_of
from claims.review import evidence
from claims.review.reasons import Reason
from settlement.accounts.models import User
from settlement.notices import services as notices
from settlement.notices.services import Addressed
from settlement.terms.calendar import appeal_until
from settlement.terms.schema import Calendar
from settlement.terms.services import terms_of

DENIED, REDUCED = "claim_denied", "claim_reduced"  # kinds of letters


def tell(*, claim: Claim, reason: Reason, message: str, by: User, now: datetime) -> int | None:
    """Queue the letter about a denial or a question. Return its id; None without an address."""
    contents, calendar = contents_of(claim), terms_of(claim.settlement).calendar
    eligibility_letters.record_openings(
        claim_ids=[claim.pk], by=by, purpose="to write about the decision"
    )
    if not contents.email:
        return None
    if reason.outcome == ClaimStatus.DENIED:
        kind = DENIED
        letter = _denial(claim, contents, calendar, reason=reason, message=message, denied_at=now)
    else:
        kind = eligibility_letters.DEFICIENT
        letter = eligibility_letters.deficient(
            claim=claim,
            settlement=claim.settlement,
            contents=contents,
            calendar=calendar,
            missing=reason.claimant,
            message=message,
            sent_at=now,
        )
    (notice_id,) = notices.queue_many(
        settlement=claim.settlement, kind=kind, entity=Claim.ENTITY, letters=[letter]
    )
    return notice_id


def tell_reduction(*, claim: Claim, by: User, now: datetime) -> int | None:
    """Queue the letter about an approval of less than is claimed. Return its id; None where all
    is allowed, or without an address."""
    terms = terms_of(claim.settlement)
    less = evidence.reduced(claim, terms)
    if not less:
        return None
    contents = contents_of(claim)
    eligibility_letters.record_openings(
        claim_ids=[claim.pk], by=by, purpose="to write about the decision"
    )
    if not contents.email:
        return None
    context = {
        "name": contents.signer,
        "number": claim.number,
        "amounts": [_reduction(each, claim.language) for each in less],
        "appeal_until": appeal_until(terms.calendar, denied_at=now),
        "calendar": terms.calendar,
        "link": access.link(claim.settlement, claim.public_id),
    }
    letter = Addressed(
        ref=claim.number, language=claim.language, to=contents.email, context=context
    )
    (notice_id,) = notices.queue_many(
        settlement=claim.settlement, kind=REDUCED, entity=Claim.ENTITY, letters=[letter]
    )
    return notice_id


def _reduction(decided: evidence.Decided, language: str) -> dict[str, object]:
    reduction = decided.reduction
    return {
        "question": decided.question.label_in(language),
        "claimed": decided.claimed,
        "allowed": decided.allowed,
        "reason": reduction.claimant if reduction else "",
        "message": decided.allowance.message,
    }


def _denial(
    claim: Claim,
    contents: Contents,
    calendar: Calendar,
    *,
    reason: Reason,
    message: str,
    denied_at: datetime,
) -> Addressed:
    context = {
        "name": contents.signer,
        "number": claim.number,
        "reason": reason.claimant,
        "message": message,
        "appeal_until": appeal_until(calendar, denied_at=denied_at),
        "calendar": calendar,
        "link": access.link(claim.settlement, claim.public_id),
    }
    return Addressed(ref=claim.number, language=claim.language, to=contents.email, context=context)
