"""Federal holidays, against the dates that the Office of Personnel Management published."""

from datetime import date

import pytest

from settlement.terms.holidays import federal_holiday, holidays_of

# Days off as published: where a holiday fell on a weekend, the day it was observed on.
PUBLISHED = {
    year: days.split()
    for year, days in {
        2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
        2022: "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26",
        2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    }.items()
}


@pytest.mark.parametrize(
    "day", [date.fromisoformat(f"{year}-{day}") for year, days in PUBLISHED.items() for day in days]
)
def test_a_published_day_off_is_a_holiday(day: date) -> None:
    assert federal_holiday(day) is not None


@pytest.mark.parametrize("year", PUBLISHED)
def test_no_other_working_day_is_a_holiday(year: int) -> None:
    first = date(year, 1, 1).toordinal()
    days = [date.fromordinal(number) for number in range(first, date(year, 12, 31).toordinal() + 1)]
    found = [f"{day:%m-%d}" for day in days if day.weekday() < 5 and federal_holiday(day)]

    assert found == PUBLISHED[year]


def test_a_holiday_is_named_and_its_observation_said() -> None:
    assert federal_holiday(date(2021, 12, 25)) == "Christmas Day"
    assert federal_holiday(date(2021, 12, 24)) == "Christmas Day, observed"
    assert federal_holiday(date(2021, 12, 31)) == "New Year's Day, observed"
    assert federal_holiday(date(2023, 1, 2)) == "New Year's Day, observed"
    assert federal_holiday(date(2022, 3, 1)) is None


def test_juneteenth_is_a_holiday_since_2021() -> None:
    assert date(2020, 6, 19) not in holidays_of(2020)
    assert holidays_of(2024)[date(2024, 6, 19)] == "Juneteenth"
