"""What filing does by the clock."""

from celery import shared_task
from django.utils import timezone

from claims.filing import services


@shared_task(name="claims.filing.forget_drafts")
def forget_drafts() -> None:
    """Delete drafts that nobody came back to. A second delivery finds none."""
    services.forget_drafts(now=timezone.now())
