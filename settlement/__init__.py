"""Ground floor: what the court ordered, who is in the class, and the tools every room uses."""

from settlement.celery import app as celery_app

__all__ = ["celery_app"]
