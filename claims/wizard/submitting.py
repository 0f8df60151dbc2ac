"""Pressing Submit: the claim is filed, and only after COMMIT the bell is rung."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

from claims.filing import services as filing
from claims.filing.contents import Contents
from claims.filing.services import Receipt
from claims.wizard import drafts
from claims.wizard.visit import Visit
from settlement.accounts.models import User

log = logging.getLogger(__name__)


def submit(visit: Visit, contents: Contents) -> Receipt:
    """File what the draft holds, signed. Pressed twice it answers with the same receipt.

    raises: FilingClosed, DifferentSubmission, InvalidContents; nothing is filed then
    """
    if visit.draft is None:
        raise ValueError("only what a draft holds can be submitted")
    receipt = filing.file(
        settlement=visit.settlement,
        contents=contents,
        submission_key=visit.draft.submission_key,
        by=User.objects.service("wizard"),
        now=visit.now,
        draft=visit.draft,
    )
    drafts.empty(visit.draft)
    if receipt.created:
        _ring(receipt.claim_id)
    return receipt


def _ring(claim_id: int) -> None:
    """Ask for verification now. Where the broker is down the beat finds the claim by itself."""
    try:
        current_app.send_task("claims.eligibility.verify_claim", kwargs={"claim_id": claim_id})
    except OperationalError as error:
        log.warning("claim %s waits for the beat to be verified: %s", claim_id, error)
