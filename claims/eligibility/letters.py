"""The letter that says what is missing in a claim, and until when it can be mended."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import OperationalError, transaction
from django.urls import reverse

from claims.eligibility import wording
from claims.filing import access
from claims.filing.contents import Contents
from claims.filing.models import Claim
from claims.filing.services import contents_of_many
from settlement import sql
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.notices import services as notices
from settlement.notices.services import Addressed
from settlement.terms.calendar import cure_until
from settlement.terms.models import Settlement
from settlement.terms.schema import Calendar
from settlement.terms.services import terms_of

DEFICIENT = "claim_deficient"  # kind of letter, and name of its template

OPENED, LETTER_FAILED = "claim.opened", "claim.letter_failed"  # kinds of events

log = logging.getLogger(__name__)

RECORD_OPENINGS = """
    INSERT INTO settlement_event (settlement_id, kind, entity, ref, from_status, to_status,
                                  actor_id, why, data)
    SELECT settlement_id, %(kind)s, 'claim', number, '', '', %(by)s, %(why)s, '{}'
      FROM claims_claim WHERE id = ANY(%(claim_ids)s::bigint[]) ORDER BY id
"""


def tell_incomplete(
    *, settlement: Settlement, claim_ids: Sequence[int], by: User, now: datetime
) -> int:
    """Queue a letter for each claim just found incomplete. Return how many were queued.

    A letter that cannot be made (its claim's key destroyed, say) is recorded in that claim's
    history and stops neither the others nor the verification.
    """
    if not claim_ids:
        return 0
    try:
        with transaction.atomic():
            return _tell(settlement=settlement, claim_ids=claim_ids, by=by, now=now)
    except OperationalError:
        raise  # the database's trouble and no letter's: the whole is done again
    except Exception as error:
        if len(claim_ids) == 1:
            log.exception("The letter about claim %s could not be made.", claim_ids[0])
            _record_failure(claim_ids[0], error, by=by)
            return 0
    half = len(claim_ids) // 2
    return sum(
        tell_incomplete(settlement=settlement, claim_ids=part, by=by, now=now)
        for part in (claim_ids[:half], claim_ids[half:])
    )


def _record_failure(claim_id: int, error: Exception, *, by: User) -> None:
    claim = Claim.objects.get(pk=claim_id)
    audit.record(
        kind=LETTER_FAILED,
        entity=claim.ENTITY,
        ref=claim.number,
        by=by,
        settlement_id=claim.settlement_id,
        # The error's own words may repeat what was filed.
        why=f"what is missing could not be written to the claimant: {type(error).__name__}",
    )


def _tell(*, settlement: Settlement, claim_ids: Sequence[int], by: User, now: datetime) -> int:
    opened = contents_of_many(settlement=settlement, claim_ids=claim_ids)
    record_openings(claim_ids=[*opened], by=by, purpose="to write what is missing")
    calendar = terms_of(settlement).calendar
    addressed = [
        deficient(
            claim=claim,
            settlement=settlement,
            contents=opened[claim.pk],
            calendar=calendar,
            missing=wording.RULES[claim.rule].claimant,
            sent_at=now,
        )
        for claim in Claim.objects.filter(pk__in=opened).order_by("pk")
        if opened[claim.pk].email
    ]
    notices.queue_many(
        settlement=settlement, kind=DEFICIENT, entity=Claim.ENTITY, letters=addressed
    )
    return len(addressed)


def deficient(
    *,
    claim: Claim,
    settlement: Settlement,
    contents: Contents,
    calendar: Calendar,
    missing: wording.Words,
    sent_at: datetime,
    message: str = "",
) -> Addressed:
    """The letter about one claim. missing: the reason in words; message: a reviewer's own."""
    context = {
        "name": contents.signer,
        "number": claim.number,
        "missing": missing,
        "message": message,
        "cure_until": cure_until(calendar, sent_at=sent_at),
        "calendar": calendar,
        "link": access.link(settlement, claim.public_id),
        "new_claim": settings.SITE_URL + reverse("wizard-start", args=[settlement.slug]),
    }
    return Addressed(ref=claim.number, language=claim.language, to=contents.email, context=context)


def record_openings(*, claim_ids: Sequence[int], by: User, purpose: str) -> int:
    """Record that somebody read what claimants filed, and why. A second call records it again."""
    return sql.run(RECORD_OPENINGS, kind=OPENED, claim_ids=[*claim_ids], by=by.pk, why=purpose)
