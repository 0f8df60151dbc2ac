"""Doorbells of the outbox. A lost ring loses nothing: the beat looks for due letters itself."""

from celery import shared_task
from django.utils import timezone

from settlement.notices import delivery


@shared_task(name="settlement.notices.send_one")
def send_one(*, notice_id: int) -> None:
    """Send one letter. A second delivery finds it sent and does nothing."""
    delivery.deliver(notice_id=notice_id, now=timezone.now())


@shared_task(name="settlement.notices.send_due")
def send_due() -> None:
    """Send whatever is due: letters whose bell was lost, and those that failed before."""
    delivery.deliver_due(now=timezone.now())
