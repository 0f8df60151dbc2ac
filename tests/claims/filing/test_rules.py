"""When claims are taken, and who is a minor."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from claims.filing.rules import filing_period, is_late, is_minor
from settlement.terms.calendar import Period
from settlement.terms.parse import parse_terms

CALENDAR = parse_terms(
    (Path(__file__).parents[2] / "data" / "small.toml").read_text(), file_name="small.toml"
).calendar
OPENS = datetime(2026, 9, 15, 4, 0, tzinfo=UTC)  # midnight in New York, in summer
CLOSED = datetime(2027, 1, 16, 5, 0, tzinfo=UTC)  # midnight in New York, in winter
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "online", "on_paper"),
    [
        (OPENS - TICK, Period.BEFORE, Period.BEFORE),
        (OPENS, Period.OPEN, Period.OPEN),
        (CLOSED - TICK, Period.OPEN, Period.OPEN),
        (CLOSED, Period.CLOSED, Period.OPEN),
    ],
)
def test_the_period_is_half_open_in_the_cases_zone(
    now: datetime, online: Period, on_paper: Period
) -> None:
    assert filing_period(CALENDAR, now=now, paper=False) is online
    assert filing_period(CALENDAR, now=now, paper=True) is on_paper


@pytest.mark.parametrize(
    ("postmarked_on", "late"),
    [(date(2027, 1, 15), False), (date(2027, 1, 16), True), (None, True)],
)
def test_paper_is_late_by_its_postmark_else_by_its_arrival(
    postmarked_on: date | None, late: bool
) -> None:
    assert is_late(CALENDAR, now=CLOSED, paper=True, postmarked_on=postmarked_on) is late


@pytest.mark.parametrize(
    ("born", "on", "minor"),
    [
        (date(2008, 11, 25), date(2026, 11, 24), True),
        (date(2008, 11, 24), date(2026, 11, 24), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
    ],
)
def test_a_minor_is_under_18_on_the_day(born: date, on: date, minor: bool) -> None:
    assert is_minor(born, on=on) is minor
