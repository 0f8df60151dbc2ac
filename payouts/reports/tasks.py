"""The nightly check. Whoever looks may ask in between."""

from celery import shared_task

from payouts.reports import checking
from settlement.accounts.models import User
from settlement.terms.models import Settlement


@shared_task(name="payouts.reports.check_house")
def check_house() -> None:
    """Ask whether everything agrees, and record it. A second delivery asks again.

    Where no case is there is nothing to ask, and an empty database stays empty.
    """
    if Settlement.objects.exists():
        checking.check_house(by=User.objects.service("nightly-check"))
