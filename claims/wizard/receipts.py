"""The receipt: what was filed, when, by which number, and what happens next."""

from typing import Any

from claims.filing import access
from claims.filing import services as filing
from claims.filing.contents import Contents
from claims.filing.models import Claim
from claims.wizard.filled import plain_from
from claims.wizard.review import Row, rows
from claims.wizard.steps import NO, YES, steps_for
from claims.wizard.visit import Visit
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.terms import site
from settlement.terms.site import Milestone

NEXT = {Milestone.CLAIMS_CLOSE, Milestone.FINAL_HEARING}  # the court's days that a claimant awaits


def receipt_for(visit: Visit, claim: Claim) -> dict[str, Any]:
    """The receipt page's context. Opening the claim for it is audited."""
    contents = filing.contents_of(claim)
    audit.record(
        kind="claim.opened",
        entity=claim.ENTITY,
        ref=claim.number,
        by=User.objects.service("wizard"),
        settlement_id=claim.settlement_id,
        why="to show the receipt to the claimant",
    )
    days = site.timetable(visit.terms.calendar, now=visit.now)
    return {
        "case": visit.terms.case,
        "claim": claim,
        "contents": contents,
        "access_code": access.code_of(claim),
        "content_sha256": claim.versions.get(number=claim.version).content_sha256,
        "rows": _rows(visit, contents),
        "days": [day for day in days if day.milestone in NEXT and day.days >= 0],
    }


def _rows(visit: Visit, contents: Contents) -> list[Row]:
    filled = plain_from(contents, has_notice=YES if contents.notice_id else NO)
    return rows(steps_for(visit.terms, filled), contents, language=visit.language)
