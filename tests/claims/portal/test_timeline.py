"""A claim's way: done, now, next."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from claims.portal.timeline import Facts, LookAgain, Mark, When, look_again, timeline
from claims.portal.words import MARKS, STATUSES
from settlement.terms.parse import parse_terms

CALENDAR = parse_terms(
    (Path(__file__).parents[2] / "data" / "small.toml").read_text(), file_name="small.toml"
).calendar
RECEIVED = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CHECKED = RECEIVED + timedelta(minutes=1)
FILED = Facts(
    status="filed",
    received_at=RECEIVED,
    verified_at=None,
    changed_at=RECEIVED,
    frozen=False,
)
AFTER = replace(FILED, verified_at=CHECKED, changed_at=CHECKED)


def marks(facts: Facts, now: datetime = RECEIVED) -> list[tuple[Mark, When]]:
    return [(stop.mark, stop.when) for stop in timeline(facts, CALENDAR, now=now)]


NEXT = [
    (Mark.CLAIMS_CLOSE, When.NEXT),
    (Mark.HEARING, When.NEXT),
    (Mark.PAYMENT, When.NEXT),
]
BOTH = [(Mark.FILED, When.DONE), (Mark.CHECKED, When.DONE)]


def test_a_claim_just_filed_is_being_compared() -> None:
    assert marks(FILED) == [(Mark.FILED, When.DONE), (Mark.CHECKING, When.NOW), *NEXT]


@pytest.mark.parametrize("status", ["in_review", "deficient"])
def test_a_claim_that_is_held_says_so_now(status: str) -> None:
    assert marks(replace(AFTER, status=status)) == [*BOTH, (Mark(status), When.NOW), *NEXT]


def test_an_approved_claim_waits_for_its_payment() -> None:
    assert marks(replace(AFTER, status="approved")) == [
        *BOTH,
        (Mark.APPROVED, When.DONE),
        (Mark.WAITING, When.NOW),
        *NEXT,
    ]


def test_a_frozen_claim_is_being_paid() -> None:
    paying = marks(replace(AFTER, status="approved", frozen=True))

    assert (Mark.PAYING, When.NOW) in paying
    assert (Mark.PAYMENT, When.NEXT) not in paying


@pytest.mark.parametrize("status", ["denied", "duplicate", "excluded", "withdrawn"])
def test_what_is_final_has_no_next(status: str) -> None:
    assert marks(replace(AFTER, status=status)) == [*BOTH, (Mark(status), When.DONE)]


def test_days_that_are_over_do_not_come_next() -> None:
    after_hearing = datetime(2027, 2, 18, tzinfo=UTC)

    assert marks(replace(AFTER, status="approved"), now=after_hearing)[-2:] == [
        (Mark.WAITING, When.NOW),
        (Mark.PAYMENT, When.NEXT),
    ]


def test_what_is_missing_can_be_mended_for_thirty_days() -> None:
    stops = timeline(replace(AFTER, status="deficient"), CALENDAR, now=RECEIVED)

    assert stops[2].on == date(2026, 12, 24)


def test_a_denial_can_be_appealed_for_ten_days() -> None:
    denied = replace(AFTER, status="denied")
    last = datetime(2026, 12, 5, 4, 59, tzinfo=UTC)  # the day's last minute in New York

    assert look_again(denied, CALENDAR, now=last) == LookAgain(date(2026, 12, 4), is_over=False)
    assert look_again(denied, CALENDAR, now=last + timedelta(minutes=1)).is_over


def test_every_stop_and_every_status_has_words() -> None:
    assert set(MARKS) == set(Mark)
    assert set(STATUSES) == {
        "filed", "in_review", "deficient", "approved", "denied", "withdrawn", "duplicate",
        "excluded",
    }  # fmt: skip
