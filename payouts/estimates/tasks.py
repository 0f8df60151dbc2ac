"""Counting for estimates. The beat asks; what is counted already is not counted again."""

from celery import shared_task
from django.utils import timezone

from payouts.estimates import counting
from settlement.terms.models import Settlement


@shared_task(name="payouts.estimates.count_due")
def count_due() -> None:
    """Count, for every case, what the estimates need and nobody has counted yet."""
    for settlement in Settlement.objects.order_by("pk"):
        counting.count_due(settlement=settlement, now=timezone.now())
