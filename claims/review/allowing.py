"""Decide what is allowed of an amount that a document has to show."""

from datetime import datetime

from django.db import transaction

from claims.filing import amounts
from claims.filing.models import Claim
from claims.review import reductions
from claims.review.models import Allowance
from claims.review.seen import Seen, check_waits
from claims.review.services import NeedsReason, held
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.terms.schema import Question
from settlement.terms.services import terms_of

ALLOWED = "claim.amount_allowed"  # kind of event


class CannotAllow(Refusal):
    """The claim states no such amount, or not as much."""


@transaction.atomic
def allow(
    *,
    claim: Claim,
    question: str,
    units: int,
    reason: str = "",
    message: str = "",
    seen: Seen | None = None,
    by: User,
    now: datetime,
) -> Allowance:
    """Record what a reviewer who holds the claim allows; a later decision takes its place.

    question: its key; units: in its least unit, cents of money, 0 for nothing
    reason:   a code of review.reductions, where less is allowed than is claimed
    seen:     what the reviewer's page showed; None where nobody looked at one, as in a program
    raises:   NotYours, Changed, CannotAllow, NeedsReason; then nothing is changed
    """
    claim = held(claim, by=by, now=now)
    check_waits(claim, seen=seen)
    asked, claimed = _stated(claim, question)
    if not 0 <= units <= claimed:
        most = amounts.in_words(asked, claimed)
        raise CannotAllow(f"The claim states {most}; no more than that can be allowed.")
    reason = _reason(reason, message, is_less=units < claimed)
    allowance = Allowance.objects.create(
        claim=claim,
        number=claim.allowed_version + 1,
        claim_version=claim.version,
        question=question,
        claimed=claimed,
        allowed=units,
        reason=reason,
        message=message.strip(),
        by=by,
        at=now,
    )
    Claim.objects.filter(pk=claim.pk).update(
        allowed=claim.allowed | {question: amounts.answer_of(asked, units)},
        allowed_version=allowance.number,
    )
    _record(allowance, asked)
    return allowance


def _stated(claim: Claim, key: str) -> tuple[Question, int]:
    for question, units in amounts.stated(terms_of(claim.settlement), claim.answers):
        if question.key == key:
            return question, units
    raise CannotAllow("The claim states no such amount. Open it again.")


def _reason(reason: str, message: str, *, is_less: bool) -> str:
    if not is_less:
        return ""
    if reason not in reductions.BY_CODE:
        raise NeedsReason("Say why less is allowed than is claimed.")
    if reason == reductions.OTHER and not message.strip():
        raise NeedsReason("Say it in the message: the claimant reads no other reason.")
    return reason


def _record(allowance: Allowance, question: Question) -> None:
    claim = allowance.claim
    said = [amounts.in_words(question, units) for units in (allowance.allowed, allowance.claimed)]
    audit.record(
        kind=ALLOWED,
        entity=claim.ENTITY,
        ref=claim.number,
        by=allowance.by,
        settlement_id=claim.settlement_id,
        why="{} of {} for {}".format(*said, question.key),
        data={"number": allowance.number, "reason": allowance.reason},
    )
