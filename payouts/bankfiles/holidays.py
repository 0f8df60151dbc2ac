"""Banking days: when the Federal Reserve settles, and so when a payment can take effect. Pure."""

from datetime import date, timedelta

from settlement.terms.holidays import MONDAY, SATURDAY, SUNDAY, holidays_of

ONE_DAY = timedelta(days=1)


def is_banking_day(day: date) -> bool:
    """Not a weekend, not a Federal Reserve holiday.

    A holiday on a Sunday closes the Monday after it; one on a Saturday closes no other day,
    unlike for the government's offices, which close the Friday before.
    """
    if day.weekday() in (SATURDAY, SUNDAY) or day in holidays_of(day.year):
        return False
    yesterday = day - ONE_DAY
    return not (day.weekday() == MONDAY and yesterday in holidays_of(yesterday.year))


def banking_days_after(day: date, count: int) -> date:
    """The banking day that comes `count` (1 or more) banking days after a day of any kind."""
    while count:
        day += ONE_DAY
        count -= is_banking_day(day)
    return day
