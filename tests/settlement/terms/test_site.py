"""The public site shows what the settlement file says, and invents nothing."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client, RequestFactory, override_settings
from django.utils.translation import override
from django.views.defaults import server_error

from settlement.accounts.models import User
from settlement.templatetags.dates import day, from_now, moment
from settlement.terms.models import Settlement
from settlement.terms.parse import parse_terms
from settlement.terms.services import adopt
from settlement.terms.site import Milestone, front, pools, timetable
from tests import make

SMALL = (make.DATA / "small.toml").read_text()
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


def read(path: str, *, language: str = "en", **headers: str) -> str:
    answer = Client(headers={"accept-language": language}).get(path)
    assert answer.status_code == 200
    return without_tags(answer)


def without_tags(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def test_the_front_page_lists_the_cases_with_what_can_be_done(settlement: Settlement) -> None:
    text = read("/")
    assert "In re Small Case Litigation" in text
    assert "U.S. District Court for the Northern District of Illinois" in text
    assert "Friday, January 15, 2027, 11:59 pm Eastern time" in text


@pytest.mark.django_db
def test_the_front_page_without_a_case_says_what_will_appear() -> None:
    assert "No settlement is listed yet." in read("/")


def test_a_cases_page_says_what_its_file_says(settlement: Settlement) -> None:
    text = read("/small/")
    for said in [
        "No. 26 C 1",
        "$10,000.00",  # the fund
        "\N{MINUS SIGN} $2,500.00",  # 25 % of it
        "\N{MINUS SIGN} $500.00",
        "$7,000.00",
        "The class has about 20 members.",
        "6 if created_in_illinois else 1",
        "Did you create a video in Illinois?",
        "Tuesday, December 15, 2026 · in 21 days",
        "Friday, January 15, 2027 · in 52 days",
        "Tuesday, February 16, 2027 · in 84 days",
        "Monday, November 30, 2026 · in 6 days",
        "Tuesday, September 15, 2026 · 70 days ago",
        "Direct deposit to a bank account",
        "you have 30 days from the day we send",
        "A check must be cashed within 90 days.",
    ]:
        assert said in text
    assert "PayPal" not in text  # no method of this case


@pytest.mark.parametrize("page", ["/small/", "/small/genuine/", "/small/claim/start/"])
def test_every_page_of_a_case_names_its_court_and_how_to_check_it(
    settlement: Settlement, page: str
) -> None:
    html = Client().get(page).content.decode()
    header = html[html.index('class="strip"') : html.index("</header>")]
    assert "U.S. District Court for the Northern District of Illinois" in header
    assert "No. 26 C 1" in header
    assert 'href="/small/genuine/"' in header


def test_the_settlement_file_is_given_byte_for_byte(settlement: Settlement) -> None:
    answer = Client().get("/small/terms.toml")
    digest = sha256(SMALL.encode()).hexdigest()
    assert sha256(answer.content).hexdigest() == digest
    assert answer["Content-Disposition"] == 'attachment; filename="small-terms-1.toml"'
    assert digest in read("/small/")
    assert digest in read("/small/genuine/")


@pytest.mark.django_db
def test_an_amended_case_shows_the_terms_in_force_and_keeps_the_old_ones() -> None:
    by = User.objects.service("tests")
    adopt(text=SMALL, file_name="small.toml", by=by, now=make.NOW)
    moved = SMALL.replace("claims_close = 2027-01-15", "claims_close = 2027-01-29")
    adopt(
        text=moved,
        file_name="small.toml",
        by=by,
        now=make.NOW + timedelta(days=1),
        reason="The court moved the last day.",
    )
    text = read("/small/")
    assert "Friday, January 29, 2027, 11:59 pm Eastern time" in text
    assert "The court moved the last day." in text
    assert Client().get("/small/terms.toml").content == moved.encode()
    assert Client().get("/small/terms-1.toml").content == SMALL.encode()
    assert Client().get("/small/terms-3.toml").status_code == 404


def test_after_the_last_day_nobody_is_asked_to_file(settlement: Settlement) -> None:
    with time_machine.travel(datetime(2027, 1, 16, 5, tzinfo=UTC), tick=False):
        text = read("/small/")
    assert "The time to file a claim is over" in text
    assert "You can file a claim now" not in text


@pytest.mark.parametrize(
    "page", ["/nobody/", "/nobody/genuine/", "/nobody/terms.toml", "/nobody/claim/", "/small"]
)
def test_an_unknown_case_is_answered_in_our_frame(db: None, page: str) -> None:
    answer = Client().get(page, follow=True)
    assert answer.status_code == 404
    assert "There is no such page" in without_tags(answer)


def test_the_language_is_switched_where_one_is(settlement: Settlement) -> None:
    browser = Client()
    html = browser.get("/small/claim/start/?to=review").content.decode()
    assert 'name="next" value="/small/claim/start/?to=review"' in html
    answer = browser.post("/i18n/setlang/", {"language": "es", "next": "/small/claim/start/"})
    assert answer["Location"] == "/small/claim/start/"
    assert '<html lang="es">' in browser.get("/small/claim/start/").content.decode()


def test_a_case_in_one_language_offers_no_other(db: None) -> None:
    text = SMALL.replace('["en", "es"]', '["en"]')
    text = re.sub(r', es = "[^"]*"', "", text)
    make.settlement(text=text)
    assert "Español" not in Client().get("/small/").content.decode()


def test_the_whole_page_is_there_in_spanish(settlement: Settlement) -> None:
    text = read("/small/", language="es")
    for said in [
        "Presentar una reclamación",
        "martes, 15 de diciembre de 2026 · dentro de 21 días",
        "viernes, 15 de enero de 2027, 11:59 p. m., hora del Este",
        "¿Creó un video en Illinois?",
        "Depósito directo en una cuenta bancaria",
        "$7,000.00",
    ]:
        assert said in text


def test_the_error_page_needs_no_database_and_no_session() -> None:
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Something went wrong on our side" in without_tags(answer)


@override_settings(DEBUG=False)
def test_pages_carry_the_policy_that_forbids_inline_script_and_style(
    settlement: Settlement,
) -> None:
    answer = Client().get("/small/")
    assert "style-src 'self'" in answer["Content-Security-Policy"]
    html = answer.content.decode()
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*src=)", html)


# Pure ------------------------------------------------------------------------------------------


def test_the_timetable_is_in_the_order_of_its_days() -> None:
    terms = parse_terms(SMALL, file_name="small.toml")
    found = timetable(terms.calendar, now=make.NOW)
    assert [each.milestone for each in found] == [
        Milestone.NOTICE,
        Milestone.CLAIMS_OPEN,
        Milestone.FEE_PETITION,
        Milestone.OPT_OUT_CLOSE,
        Milestone.OBJECTION_CLOSE,
        Milestone.CLAIMS_CLOSE,
        Milestone.FINAL_HEARING,
    ]


def test_days_are_counted_in_the_cases_zone() -> None:
    """At 4:59 in London it is still the last day in New York."""
    terms = parse_terms(SMALL, file_name="small.toml")
    late = datetime(2027, 1, 16, 4, 59, tzinfo=UTC)
    assert front(terms, now=late).closes.days == 0
    assert front(terms, now=late + timedelta(minutes=1)).closes.days == -1


def test_the_open_pool_takes_what_the_others_leave() -> None:
    fixed = '[[pools]]\nkey = "first"\ntitle = "First"\namount = "1000.00"\n[[pools.tranches]]\n'
    fixed += 'key = "all"\napplies_if = "true"\npoints = "1"\n\n'
    text = SMALL.replace("[[pools]]\n", fixed + "[[pools]]\n", 1)
    lines = pools(parse_terms(text, file_name="small.toml"))
    assert [(line.pool.key, line.cents) for line in lines] == [
        ("first", 100_000),
        ("main", 600_000),
    ]


@pytest.mark.parametrize(
    ("days", "words", "in_spanish"),
    [
        (0, "today", "hoy"),
        (1, "tomorrow", "mañana"),
        (-1, "yesterday", "ayer"),
        (2, "in 2 days", "dentro de 2 días"),
        (99, "in 99 days", "dentro de 99 días"),
        (100, "in about 3 months", "dentro de unos 3 meses"),
        (-400, "about 1 year ago", "hace alrededor de 1 año"),
        (-1_800, "about 5 years ago", "hace unos 5 años"),
    ],
)
def test_how_far_a_day_is_in_words(days: int, words: str, in_spanish: str) -> None:
    assert from_now(days) == words
    with override("es"):
        assert from_now(days) == in_spanish


def test_a_moment_is_said_in_the_cases_zone_with_its_name() -> None:
    noon_utc = datetime(2022, 3, 2, 4, 59, tzinfo=UTC)
    assert moment(noon_utc, NEW_YORK) == "Tuesday, March 1, 2022, 11:59 pm Eastern time"
    assert moment(noon_utc, ZoneInfo("Europe/Berlin")) == "Wednesday, March 2, 2022, 5:59 am CET"
    assert day(date(2022, 3, 1)) == "Tuesday, March 1, 2022"
