"""What letters about filing need to know; their words are in templates/notices/."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from django.utils.translation import override

from claims.filing import access
from claims.filing.contents import Contents
from claims.filing.intake import Entry, Intake
from claims.filing.models import Claim
from settlement.notices.services import Addressed
from settlement.templatetags.dates import day, moment
from settlement.terms.calendar import Period, claims_period
from settlement.terms.schema import Calendar
from settlement.terms.services import terms_of

RECEIPT, WITHDRAWN = "claim_filed", "claim_withdrawn"  # kinds of letters


def receipt(intake: Intake, entry: Entry) -> Addressed:
    """The receipt of one filing."""
    context = {
        "name": entry.contents.signer,
        "number": entry.number,
        "access_code": access.access_code(intake.code_key, entry.number),
        "content_sha256": entry.content_sha256,
        **_days(intake.terms.calendar, intake.now, entry.contents.language),
        "link": access.link(intake.settlement, entry.public_id),
        "link_days": access.LINK_LASTS.days,
    }
    return _to(entry.contents, entry.number, context)


@lru_cache(maxsize=64)
def _days(calendar: Calendar, received_at: datetime, language: str) -> Mapping[str, str]:
    """The receipt's days in words: thousands that arrive together have the same."""
    with override(language):
        return {
            "received": moment(received_at, calendar.zone),
            "last_day": day(calendar.claims_close),
            "hearing": day(calendar.final_hearing),
        }


def withdrawal(*, claim: Claim, contents: Contents, withdrawn_at: datetime) -> Addressed:
    """The confirmation that a claim was withdrawn."""
    calendar = terms_of(claim.settlement).calendar
    context = {
        "name": contents.signer,
        "number": claim.number,
        "withdrawn_at": withdrawn_at,
        "calendar": calendar,
        "open": claims_period(calendar, now=withdrawn_at) is Period.OPEN,
    }
    return _to(contents, claim.number, context)


def _to(contents: Contents, number: str, context: dict[str, object]) -> Addressed:
    return Addressed(ref=number, language=contents.language, to=contents.email, context=context)
