"""Banking days of the Federal Reserve."""

from datetime import date

import pytest

from payouts.bankfiles.holidays import banking_days_after, is_banking_day


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 26), False),  # Thanksgiving
        (date(2026, 11, 28), False),  # a Saturday
        (date(2026, 7, 3), True),  # July 4 is a Saturday: the Reserve is open on the Friday
        (date(2027, 7, 5), False),  # July 4 is a Sunday: closed on the Monday
        (date(2028, 1, 1), False),
        (date(2027, 12, 31), True),  # New Year's Day 2028 is a Saturday
        (date(2023, 1, 2), False),  # New Year's Day was a Sunday
    ],
)
def test_the_reserve_is_open_or_not(day: date, open_: bool) -> None:
    assert is_banking_day(day) is open_


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 25), 1, date(2026, 11, 27)),  # over Thanksgiving
        (date(2026, 11, 25), 2, date(2026, 11, 30)),  # and over the weekend
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
    ],
)
def test_banking_days_are_counted_over_holidays_and_weekends(
    day: date, count: int, expected: date
) -> None:
    assert banking_days_after(day, count) == expected
