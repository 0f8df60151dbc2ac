"""The beat makes the roots that are missing: soon after a run is computed, and off its path."""

from celery import shared_task

from payouts.auditpack import services


@shared_task(name="payouts.auditpack.plant_due")
def plant_due() -> None:
    """Make the tree of one computed run that has none; the next ring makes the next one's."""
    run = services.unplanted().order_by("pk").first()
    if run is not None:
        services.plant(run)
