"""Pure: a claim's way as a list: what is done, what is now, what comes next and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from settlement.terms.calendar import appeal_until, cure_until, local_day
from settlement.terms.schema import Calendar


class When(StrEnum):
    DONE = "done"
    NOW = "now"
    NEXT = "next"


class Mark(StrEnum):
    """A stop on a claim's way; `words` has a title and a sentence for each."""

    FILED = "filed"
    CHECKING = "checking"
    CHECKED = "checked"
    IN_REVIEW = "in_review"
    DEFICIENT = "deficient"
    APPROVED = "approved"
    DENIED = "denied"
    DUPLICATE = "duplicate"
    EXCLUDED = "excluded"
    WITHDRAWN = "withdrawn"
    PAYING = "paying"
    WAITING = "waiting"
    CLAIMS_CLOSE = "claims_close"
    HEARING = "hearing"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class Stop:
    """at: when it was reached; on: the day it is due, or the last day to act; days: until then."""

    mark: Mark
    when: When
    at: datetime | None = None
    on: date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the timeline needs of a claim. changed_at: when it came into its status."""

    status: str
    received_at: datetime
    verified_at: datetime | None
    changed_at: datetime
    frozen: bool


_FINAL = frozenset({"denied", "duplicate", "excluded", "withdrawn"})


def timeline(facts: Facts, calendar: Calendar, *, now: datetime) -> list[Stop]:
    """The stops of a claim in their order."""
    today = local_day(now, calendar.zone)
    stops = [*_done(facts), *_now(facts, calendar, today=today)]
    if facts.status not in _FINAL:
        stops += _next(facts, calendar, today=today)
    return stops


def _done(facts: Facts) -> Iterator[Stop]:
    yield Stop(Mark.FILED, When.DONE, at=facts.received_at)
    if facts.verified_at is not None:
        yield Stop(Mark.CHECKED, When.DONE, at=facts.verified_at)
    if facts.status in {"approved", *_FINAL}:
        yield Stop(Mark(facts.status), When.DONE, at=facts.changed_at)


def _now(facts: Facts, calendar: Calendar, *, today: date) -> Iterator[Stop]:
    match facts.status:
        case "filed":
            yield Stop(Mark.CHECKING, When.NOW)
        case "in_review":
            yield Stop(Mark.IN_REVIEW, When.NOW)
        case "deficient":
            last = cure_until(calendar, sent_at=facts.changed_at).date()
            yield _due(Mark.DEFICIENT, When.NOW, last, today=today)
        case "approved":
            yield Stop(Mark.PAYING if facts.frozen else Mark.WAITING, When.NOW)


def _next(facts: Facts, calendar: Calendar, *, today: date) -> Iterator[Stop]:
    if calendar.claims_close >= today:
        yield _due(Mark.CLAIMS_CLOSE, When.NEXT, calendar.claims_close, today=today)
    if calendar.final_hearing >= today:
        yield _due(Mark.HEARING, When.NEXT, calendar.final_hearing, today=today)
    if not facts.frozen:
        yield Stop(Mark.PAYMENT, When.NEXT)


def _due(mark: Mark, when: When, day: date, *, today: date) -> Stop:
    return Stop(mark, when, on=day, days=(day - today).days)


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Another look at a decision: the last day to ask for it, and whether that is over."""

    until: date
    is_over: bool


def look_again(facts: Facts, calendar: Calendar, *, now: datetime) -> LookAgain:
    """Until when to ask for another look at the decision that gave the claim its status."""
    last = appeal_until(calendar, denied_at=facts.changed_at)
    return LookAgain(last.date(), is_over=now > last)
