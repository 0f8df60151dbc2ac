"""The court's days as moments, and what a careful reader would ask about them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from settlement.terms import calendar as days
from settlement.terms.calendar import Period, lint
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Calendar

TIKTOK = Path(__file__).parents[3] / "settlements" / "tiktok.toml"
MICROSECOND = timedelta(microseconds=1)
SOUND = Calendar(
    notice=date(2026, 9, 15),
    claims_open=date(2026, 9, 15),
    claims_close=date(2027, 1, 15),
    opt_out_close=date(2026, 12, 15),
    objection_close=date(2026, 12, 15),
    fee_petition=date(2026, 11, 30),
    final_hearing=date(2027, 2, 16),
    cure_days=30,
    appeal_days=10,
    payment_change_days=14,
    zone=ZoneInfo("America/New_York"),
)


def with_day(key: str, day: date) -> Calendar:
    changed: dict[str, Any] = {key: day}
    return replace(SOUND, **changed)


def test_claims_are_open_from_the_first_midnight_to_the_last_microsecond_in_the_cases_zone() -> (
    None
):
    opens = datetime(2026, 9, 15, 4, 0, tzinfo=UTC)  # midnight in New York, in summer
    closes = datetime(2027, 1, 16, 5, 0, tzinfo=UTC)  # midnight in New York, in winter

    assert days.claims_period(SOUND, now=opens - MICROSECOND) is Period.BEFORE
    assert days.claims_period(SOUND, now=opens) is Period.OPEN
    assert days.claims_period(SOUND, now=closes - MICROSECOND) is Period.OPEN
    assert days.claims_period(SOUND, now=closes) is Period.CLOSED
    assert days.claims_close_at(SOUND) == closes - MICROSECOND


def test_opt_outs_and_objections_are_open_from_notice_to_their_last_day() -> None:
    late = datetime(2026, 12, 16, 12, 0, tzinfo=UTC)

    assert days.opt_out_period(SOUND, now=late) is Period.CLOSED
    assert days.objection_period(SOUND, now=late - timedelta(days=1)) is Period.OPEN
    assert days.objection_period(SOUND, now=late - timedelta(days=100)) is Period.BEFORE


def test_a_postmark_counts_as_the_day_of_filing() -> None:
    assert days.postmark_in_time(SOUND, postmarked_on=date(2027, 1, 15))
    assert not days.postmark_in_time(SOUND, postmarked_on=date(2027, 1, 16))


def test_a_term_runs_from_the_local_day_to_the_end_of_its_last_day() -> None:
    sent_at = datetime(2026, 10, 2, 3, 30, tzinfo=UTC)  # still October 1 in New York
    zone = SOUND.zone

    assert days.cure_until(SOUND, sent_at=sent_at) == days.end_of(date(2026, 10, 31), zone)
    assert days.cure_until(SOUND, sent_at=sent_at, by_post=True) == days.end_of(
        date(2026, 11, 3), zone
    )
    assert days.appeal_until(SOUND, denied_at=sent_at) == days.end_of(date(2026, 10, 11), zone)
    assert days.payment_change_until(SOUND, batch_on=date(2027, 3, 15)) == days.end_of(
        date(2027, 3, 1), zone
    )


def test_a_sound_calendar_has_no_warnings() -> None:
    assert lint(SOUND) == []


def test_the_default_case_is_flagged_for_its_fee_petition_alone() -> None:
    terms = parse_terms(TIKTOK.read_text(), file_name="tiktok.toml")

    assert [warning.path for warning in lint(terms.calendar)] == ["calendar.fee_petition"]
    assert "nobody could object to it" in str(lint(terms.calendar)[0])


@pytest.mark.parametrize(
    ("key", "day", "path", "sentence"),
    [
        ("fee_petition", date(2026, 12, 16), "fee_petition", "after objections close"),
        ("opt_out_close", date(2026, 10, 19), "opt_out_close", "34 days after notice"),
        ("objection_close", date(2026, 10, 19), "objection_close", "34 days after notice"),
        ("claims_close", date(2026, 12, 14), "claims_close", "before opt-outs do"),
        ("final_hearing", date(2027, 1, 14), "final_hearing", "before the claims' close"),
        ("final_hearing", date(2026, 12, 11), "final_hearing", "87 days after notice"),
        ("notice", date(2026, 9, 12), "notice", "a Saturday"),
        ("claims_open", date(2026, 9, 20), "claims_open", "a Sunday"),
        ("claims_close", date(2027, 1, 18), "claims_close", "Martin Luther King Jr. Day"),
        ("opt_out_close", date(2026, 12, 25), "opt_out_close", "Christmas Day"),
        ("fee_petition", date(2026, 11, 26), "fee_petition", "Thanksgiving Day"),
        ("final_hearing", date(2027, 2, 15), "final_hearing", "Washington's Birthday"),
        ("final_hearing", date(2027, 7, 5), "final_hearing", "Independence Day, observed"),
    ],
)
def test_a_day_that_looks_wrong_is_warned_about(
    key: str, day: date, path: str, sentence: str
) -> None:
    warnings = lint(with_day(key, day))

    assert any(sentence in each.sentence for each in warnings if each.path == f"calendar.{path}")


@pytest.mark.parametrize(
    ("key", "day"),
    [
        ("fee_petition", date(2026, 12, 15)),  # the very day objections close
        ("opt_out_close", date(2026, 10, 20)),  # exactly 35 days
        ("claims_close", date(2026, 12, 15)),  # the day opt-outs close
        ("final_hearing", date(2027, 1, 15)),  # the day claims close, 122 days after notice
    ],
)
def test_a_day_on_the_border_is_not_warned_about(key: str, day: date) -> None:
    assert lint(with_day(key, day)) == []


def test_a_hearing_of_exactly_ninety_days_is_in_time() -> None:
    monday = date(2026, 12, 14)
    early = replace(
        SOUND,
        claims_close=monday,
        opt_out_close=monday,
        objection_close=monday,
        final_hearing=monday,
    )

    assert lint(early) == []
    assert lint(replace(early, notice=date(2026, 9, 16))) != []


def test_everything_wrong_with_the_hearing_is_said() -> None:
    warnings = lint(replace(SOUND, final_hearing=date(2026, 10, 3)))
    about = [warning.sentence for warning in warnings if warning.path == "calendar.final_hearing"]

    assert len(about) == 3  # before four other days; 18 days after notice; a Saturday
    assert "the fee petition (2026-11-30)" in about[0]
