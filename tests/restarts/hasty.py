"""The site's own settings with a quicker beat and smaller chunks, so that few claims are much work
and a bell that is lost is soon rung again."""

from datetime import timedelta

from django.apps import AppConfig

from settlement.settings import *  # noqa: F403
from settlement.settings import CELERY_BEAT_SCHEDULE, INSTALLED_APPS

CHUNK = 1_000  # claims
SOON = 0.5  # seconds

INSTALLED_APPS = [*INSTALLED_APPS, "tests.restarts.hasty.Hasty"]
CELERY_BEAT_SCHEDULE = {
    name: each | {"schedule": SOON if each["schedule"] == 10.0 else each["schedule"]}
    for name, each in CELERY_BEAT_SCHEDULE.items()
}


class Hasty(AppConfig):
    name = "tests.restarts"

    def ready(self) -> None:
        """The rooms can be reached only when the apps are loaded."""
        from claims.eligibility import services as eligibility  # noqa: PLC0415
        from payouts.allocation import services as allocation  # noqa: PLC0415
        from settlement.work import tasks  # noqa: PLC0415

        allocation.CHUNK = eligibility.CHUNK = CHUNK
        tasks.PATIENCE = timedelta(seconds=2 * SOON)
