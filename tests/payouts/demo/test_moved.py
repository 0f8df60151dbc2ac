"""The demo's copy of a settlement file: another calendar, two methods, nothing else."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from payouts.demo.moved import OPEN_FOR, moved
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Calendar

TODAY = date(2026, 11, 24)
CASE = Path(settings.BASE_DIR) / "settlements" / "tiktok.toml"


def test_claims_are_open_today_and_every_day_moved_by_the_same_weeks() -> None:
    text = CASE.read_text()
    before = parse_terms(text, file_name="tiktok.toml").calendar
    after = parse_terms(moved(text, today=TODAY), file_name="tiktok.toml").calendar

    by = after.claims_open - before.claims_open
    assert 0 <= (TODAY - after.claims_open).days - OPEN_FOR < 7
    assert by.days % 7 == 0
    assert after.claims_open <= TODAY <= after.claims_close
    assert days(after) == [day + by for day in days(before)]


def test_only_ach_and_check_are_offered_and_the_rest_is_the_case_s_own() -> None:
    text = CASE.read_text()
    before = parse_terms(text, file_name="tiktok.toml")
    after = parse_terms(moved(text, today=TODAY), file_name="tiktok.toml")

    assert [str(method) for method in after.payment.methods] == ["ach", "check"]
    assert replace(after, calendar=before.calendar, payment=before.payment) == before


def test_a_file_that_does_not_say_when_claims_open_cannot_be_moved() -> None:
    with pytest.raises(ValueError, match="when claims open"):
        moved("version = 1", today=TODAY)


def days(calendar: Calendar) -> list[date]:
    return [
        calendar.notice,
        calendar.claims_open,
        calendar.claims_close,
        calendar.opt_out_close,
        calendar.objection_close,
        calendar.fee_petition,
        calendar.final_hearing,
    ]
