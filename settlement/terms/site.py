"""What the public pages of a case say, drawn from its settlement file alone. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from settlement.terms.calendar import Period, claims_period, local_day
from settlement.terms.schema import Calendar, Pool, Terms


class Milestone(StrEnum):
    """The court's days that a public page lists; the template has a sentence for each."""

    NOTICE = "notice"
    CLAIMS_OPEN = "claims_open"
    OPT_OUT_CLOSE = "opt_out_close"
    OBJECTION_CLOSE = "objection_close"
    CLAIMS_CLOSE = "claims_close"
    FEE_PETITION = "fee_petition"
    FINAL_HEARING = "final_hearing"


@dataclass(frozen=True, slots=True)
class Day:
    """One of the court's days. days: from today in the case's zone; negative when it is over."""

    milestone: Milestone
    on: date
    days: int


@dataclass(frozen=True, slots=True)
class PoolLine:
    """A pool and what it has to give, in whole cents."""

    pool: Pool
    cents: int


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question of the claim form, and the name that the plan's rules call it by."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Front:
    """A case in short: whether claims can be filed, and how far its days are."""

    terms: Terms
    period: Period
    opens: Day
    closes: Day


def front(terms: Terms, *, now: datetime) -> Front:
    return Front(
        terms=terms,
        period=claims_period(terms.calendar, now=now),
        opens=_day(Milestone.CLAIMS_OPEN, terms.calendar, now=now),
        closes=_day(Milestone.CLAIMS_CLOSE, terms.calendar, now=now),
    )


def timetable(calendar: Calendar, *, now: datetime) -> list[Day]:
    """Every day of the calendar, the earliest first; days that coincide in Milestone's order."""
    days = [_day(milestone, calendar, now=now) for milestone in Milestone]
    return sorted(days, key=lambda day: day.on)


def pools(terms: Terms) -> list[PoolLine]:
    """Each pool with its cents; the open one takes what the others leave of the net fund."""
    return [PoolLine(pool, terms.pool_cents(pool)) for pool in terms.pools]


def questions(terms: Terms, *, language: str) -> list[QuestionLine]:
    return [QuestionLine(each.key, each.label_in(language)) for each in terms.questions]


def _day(milestone: Milestone, calendar: Calendar, *, now: datetime) -> Day:
    on: date = getattr(calendar, milestone)
    return Day(milestone, on, (on - local_day(now, calendar.zone)).days)
