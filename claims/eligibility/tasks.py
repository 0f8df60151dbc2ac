"""Doorbells of verification. PostgreSQL remembers the work: a lost ring is rung again."""

import logging
from datetime import timedelta
from functools import partial

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from claims.eligibility import services, statements
from claims.filing.models import Claim
from settlement.accounts.models import User
from settlement.work import services as work
from settlement.work.models import Job
from settlement.work.tasks import ring

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=5)  # a claim's own bell is given so long before the beat steps in


@shared_task(
    name="claims.eligibility.verify_claim",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=8,
)
def verify_claim(*, claim_id: int) -> None:
    """Verify one claim just filed. A second delivery finds it verified and writes nothing."""
    claim = Claim.objects.select_related("settlement").get(pk=claim_id)
    services.verify_one(claim=claim, by=_service(), now=timezone.now())


@shared_task(
    name="claims.eligibility.verify_chunk",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=8,
)
def verify_chunk(*, chunk_id: int) -> None:
    """Match or decide one chunk. A second delivery finds the chunk done and writes nothing."""
    now = timezone.now()
    finished = work.once(chunk_id=chunk_id, do=partial(services.do_chunk, now=now), now=now)
    if finished is not None:
        close_verification.delay(job_id=finished)


@shared_task(
    name="claims.eligibility.close_verification",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=8,
)
def close_verification(*, job_id: int) -> None:
    """Close a step; after the matching ring the verification. Closing again changes nothing."""
    following: Job | None = services.close(job_id=job_id, now=timezone.now())
    if following is not None:
        ring(job_id=following.pk)


@shared_task(name="claims.eligibility.verify_due")
def verify_due() -> None:
    """Verify what is filed and has no job: claims whose bell was lost, and claims in bulk.

    A case that fails is tried again by the next beat, and keeps no other case waiting.
    """
    for settlement_id in statements.waiting():
        try:
            _verify_due(settlement_id)
        except Exception:
            log.exception("What is due in case %s could not be verified.", settlement_id)


def _verify_due(settlement_id: int) -> None:
    now = timezone.now()
    job = services.verify_due(
        settlement_id=settlement_id, before=now - PATIENCE, by=_service(), now=now
    )
    if job is not None:
        ring(job_id=job.pk)


def _service() -> User:
    return User.objects.service("eligibility")
