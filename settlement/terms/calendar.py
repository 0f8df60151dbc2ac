"""What the court's days mean: as moments, as open or closed, and whether they look right.

A day that closes something ends at 23:59:59.999999 in the case's time zone; a day that opens
something begins at its midnight. So what arrives at the very start of the next day is late.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from settlement.terms.holidays import SATURDAY, SUNDAY, federal_holiday
from settlement.terms.schema import Calendar

DAYS_TO_ANSWER = 35  # between notice and the last day to opt out or object
DAYS_TO_HEARING = 90  # 28 U.S.C. 1715(d)
DAYS_BY_POST = 3  # added where a deficiency notice went by post


class Period(StrEnum):
    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class CalendarWarning:
    """A day that a careful reader would ask about. It does not stop the file, except --strict."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}"


def start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of a day."""
    return datetime.combine(day, time.max, tzinfo=zone)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day that a moment belongs to in the case's time zone."""
    return moment.astimezone(zone).date()


def claims_close_at(calendar: Calendar) -> datetime:
    """The last moment at which an online claim is in time."""
    return end_of(calendar.claims_close, calendar.zone)


def claims_period(calendar: Calendar, *, now: datetime) -> Period:
    """For online claims: where `now`, the moment of arrival, stands."""
    return _period(calendar.claims_open, calendar.claims_close, local_day(now, calendar.zone))


def opt_out_period(calendar: Calendar, *, now: datetime) -> Period:
    return _period(calendar.notice, calendar.opt_out_close, local_day(now, calendar.zone))


def objection_period(calendar: Calendar, *, now: datetime) -> Period:
    return _period(calendar.notice, calendar.objection_close, local_day(now, calendar.zone))


def postmark_in_time(calendar: Calendar, *, postmarked_on: date) -> bool:
    """For paper claims: the postmark decides, whenever the letter arrives."""
    return postmarked_on <= calendar.claims_close


def cure_until(calendar: Calendar, *, sent_at: datetime, by_post: bool = False) -> datetime:
    """The last moment to cure what a deficiency notice sent at `sent_at` asks for."""
    days = calendar.cure_days + (DAYS_BY_POST if by_post else 0)
    return _days_after(sent_at, days, calendar.zone)


def appeal_until(calendar: Calendar, *, denied_at: datetime) -> datetime:
    """The last moment to appeal a denial."""
    return _days_after(denied_at, calendar.appeal_days, calendar.zone)


def payment_change_until(calendar: Calendar, *, batch_on: date) -> datetime:
    """The last moment at which a payee may change the method before a batch of that day."""
    return end_of(batch_on - timedelta(days=calendar.payment_change_days), calendar.zone)


def lint(calendar: Calendar) -> list[CalendarWarning]:
    """Everything about the days that a careful reader would ask about, in the file's order."""
    return [
        *_too_little_time(calendar),
        *_claims_before_opt_outs(calendar),
        *_fees_after_objections(calendar),
        *_hearing_too_early(calendar),
        *_closed_days(calendar),
    ]


def _too_little_time(calendar: Calendar) -> list[CalendarWarning]:
    last_days = {
        "opt_out_close": calendar.opt_out_close,
        "objection_close": calendar.objection_close,
    }
    return [
        _warning(
            key,
            f"{day} is {(day - calendar.notice).days} days after notice ({calendar.notice}); "
            f"members should have at least {DAYS_TO_ANSWER}",
        )
        for key, day in last_days.items()
        if (day - calendar.notice).days < DAYS_TO_ANSWER
    ]


def _claims_before_opt_outs(calendar: Calendar) -> list[CalendarWarning]:
    if calendar.claims_close >= calendar.opt_out_close:
        return []
    return [
        _warning(
            "claims_close",
            f"claims close on {calendar.claims_close}, before opt-outs do"
            f" ({calendar.opt_out_close})",
        )
    ]


def _fees_after_objections(calendar: Calendar) -> list[CalendarWarning]:
    if calendar.fee_petition <= calendar.objection_close:
        return []
    return [
        _warning(
            "fee_petition",
            f"the fee petition is due on {calendar.fee_petition}, after objections close"
            f" ({calendar.objection_close}); nobody could object to it",
        )
    ]


def _hearing_too_early(calendar: Calendar) -> list[CalendarWarning]:
    hearing = calendar.final_hearing
    earlier = {
        "notice": calendar.notice,
        "the claims' close": calendar.claims_close,
        "the opt-outs' close": calendar.opt_out_close,
        "the objections' close": calendar.objection_close,
        "the fee petition": calendar.fee_petition,
    }
    overtaken = [f"{what} ({day})" for what, day in earlier.items() if hearing < day]
    found = []
    if overtaken:
        found.append(f"the hearing on {hearing} is before {', '.join(overtaken)}")
    if (hearing - calendar.notice).days < DAYS_TO_HEARING:
        found.append(
            f"the hearing on {hearing} is {(hearing - calendar.notice).days} days after notice"
            f" ({calendar.notice}); the law asks for at least {DAYS_TO_HEARING}"
        )
    return [_warning("final_hearing", sentence) for sentence in found]


def _closed_days(calendar: Calendar) -> list[CalendarWarning]:
    days = {
        "notice": calendar.notice,
        "claims_open": calendar.claims_open,
        "claims_close": calendar.claims_close,
        "opt_out_close": calendar.opt_out_close,
        "objection_close": calendar.objection_close,
        "fee_petition": calendar.fee_petition,
        "final_hearing": calendar.final_hearing,
    }
    return [
        _warning(key, f"{day} is {why}")
        for key, day in days.items()
        if (why := _why_closed(day)) is not None
    ]


def _why_closed(day: date) -> str | None:
    if holiday := federal_holiday(day):
        return f"a federal holiday ({holiday})"
    return {SATURDAY: "a Saturday", SUNDAY: "a Sunday"}.get(day.weekday())


def _period(first: date, last: date, day: date) -> Period:
    if day < first:
        return Period.BEFORE
    return Period.OPEN if day <= last else Period.CLOSED


def _days_after(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The end of the day so many days after the day of `moment`."""
    return end_of(local_day(moment, zone) + timedelta(days=days), zone)


def _warning(key: str, sentence: str) -> CalendarWarning:
    return CalendarWarning(f"calendar.{key}", f"{sentence}.")
