"""The letter that says what is missing in a claim, and until when it can be mended."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from claims.eligibility import wording
from claims.filing import access
from claims.filing.contents import Contents
from claims.filing.models import Claim
from claims.filing.services import contents_of_many
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.notices import services as notices
from settlement.notices.services import Addressed
from settlement.terms.calendar import cure_until
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of

DEFICIENT = "claim_deficient"  # kind of letter, and name of its template


def tell_incomplete(
    *, settlement: Settlement, claim_ids: Sequence[int], by: User, now: datetime
) -> int:
    """Queue a letter for each claim just found incomplete. Return how many have an address."""
    if not claim_ids:
        return 0
    claims = {claim.pk: claim for claim in Claim.objects.filter(pk__in=claim_ids)}
    opened = contents_of_many(settlement=settlement, claim_ids=claim_ids)
    for claim_id in opened:
        record_opening(claims[claim_id], by=by, purpose="to write what is missing")
    addressed = [
        deficient(
            claim=claims[claim_id],
            contents=contents,
            missing=wording.RULES[claims[claim_id].rule].claimant,
            sent_at=now,
        )
        for claim_id, contents in opened.items()
        if contents.email
    ]
    notices.queue_many(
        settlement=settlement, kind=DEFICIENT, entity=Claim.ENTITY, letters=addressed
    )
    return len(addressed)


def deficient(
    *,
    claim: Claim,
    contents: Contents,
    missing: wording.Words,
    sent_at: datetime,
    message: str = "",
) -> Addressed:
    """The letter about one claim. missing: the reason in words; message: a reviewer's own."""
    calendar = terms_of(claim.settlement).calendar
    context = {
        "name": contents.signer,
        "number": claim.number,
        "missing": missing,
        "message": message,
        "cure_until": cure_until(calendar, sent_at=sent_at),
        "calendar": calendar,
        "link": access.link(claim.settlement, claim.public_id),
        "new_claim": settings.SITE_URL + reverse("wizard-start", args=[claim.settlement.slug]),
    }
    return Addressed(ref=claim.number, language=claim.language, to=contents.email, context=context)


def record_opening(claim: Claim, *, by: User, purpose: str) -> None:
    """Record that somebody read what the claimant filed, and why."""
    audit.record(
        kind="claim.opened",
        entity=Claim.ENTITY,
        ref=claim.number,
        by=by,
        settlement_id=claim.settlement_id,
        why=purpose,
    )
