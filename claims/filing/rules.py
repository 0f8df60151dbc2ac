"""Pure: may a claim be filed at this moment, is it late, is the claimant a minor."""

from datetime import date, datetime, timedelta

from settlement.terms.calendar import Period, claims_period, local_day, postmark_in_time
from settlement.terms.schema import Calendar

AGE_OF_MAJORITY = 18  # years
DRAFT_LASTS = timedelta(days=30)  # after its last page: the claim form promises it


def filing_period(calendar: Calendar, *, now: datetime, paper: bool) -> Period:
    """Whether claims are taken at the moment of arrival.

    Online the last moment is 23:59:59.999999 of the day in the case's zone. Paper is always taken:
    a late letter is kept and marked late, and a court's order may admit it.
    """
    period = claims_period(calendar, now=now)
    return Period.OPEN if paper and period is Period.CLOSED else period


def is_late(
    calendar: Calendar, *, now: datetime, paper: bool, postmarked_on: date | None = None
) -> bool:
    """For paper the postmark decides, and where none can be read the day of arrival."""
    if not paper:
        return claims_period(calendar, now=now) is Period.CLOSED
    return not postmark_in_time(
        calendar, postmarked_on=postmarked_on or local_day(now, calendar.zone)
    )


def is_minor(birth_date: date, *, on: date) -> bool:
    """Under 18 on a day. Who was born on a February 29 comes of age on a March 1."""
    had_birthday = (on.month, on.day) >= (birth_date.month, birth_date.day)
    return on.year - birth_date.year - (not had_birthday) < AGE_OF_MAJORITY
