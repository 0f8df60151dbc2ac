"""The federal holidays of the United States, computed from the rules of 5 U.S.C. 6103."""

from datetime import date, timedelta
from functools import cache

MONDAY, THURSDAY = 0, 3
SATURDAY, SUNDAY = 5, 6
_FIXED = {
    (1, 1): "New Year's Day",
    (6, 19): "Juneteenth",
    (7, 4): "Independence Day",
    (11, 11): "Veterans Day",
    (12, 25): "Christmas Day",
}
_MOVING = {  # month, weekday, which one of the month
    (1, MONDAY, 3): "Martin Luther King Jr. Day",
    (2, MONDAY, 3): "Washington's Birthday",
    (9, MONDAY, 1): "Labor Day",
    (10, MONDAY, 2): "Columbus Day",
    (11, THURSDAY, 4): "Thanksgiving Day",
}
_FIRST_JUNETEENTH = 2021


@cache
def holidays_of(year: int) -> dict[date, str]:
    """The holidays of a year on their own days, whether or not those are working days."""
    days = {
        date(year, month, day): name
        for (month, day), name in _FIXED.items()
        if name != "Juneteenth" or year >= _FIRST_JUNETEENTH
    }
    days |= {_nth(year, *rule): name for rule, name in _MOVING.items()}
    last_of_may = date(year, 5, 31)
    return days | {last_of_may - timedelta(days=last_of_may.weekday()): "Memorial Day"}


def federal_holiday(day: date) -> str | None:
    """The holiday on this day, or observed on it: Friday for a Saturday, Monday for a Sunday."""
    if day in holidays_of(day.year):
        return holidays_of(day.year)[day]
    if day.weekday() == MONDAY:
        return _observed(day - timedelta(days=1))
    if day.weekday() == SATURDAY - 1:
        return _observed(day + timedelta(days=1))  # December 31 may be the next New Year's Day
    return None


def _observed(day: date) -> str | None:
    name = holidays_of(day.year).get(day)
    return name and f"{name}, observed"


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
