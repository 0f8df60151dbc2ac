"""Why this amount in a real browser: on a phone and a wide screen, in both languages, for everyone,
and without script."""

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from claims.filing import access
from claims.filing.models import Claim
from payouts.allocation import services
from payouts.allocation.models import Run, RunStatus
from tests import make
from tests.journeys.test_file_a_claim_browser import (
    SMALL,
    WIDE,
    fits,
    is_accessible,
    opened,
)
from tests.payouts import paying
from tests.payouts.allocation.running import finished
from tests.payouts.explanations.generated import QUESTIONS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECOND_POOL = """
[[pools]]
key = "losses"
title = "Fund for losses"
amount = "1000.00"
[[pools.tranches]]
key = "targets"
applies_if = "loss > 0"
amount = "loss"
cap_per_claim = "333.33"
rounding = "largest-remainder"

[residual]"""


def a_long_bill() -> Claim:
    """A claim in two pools, with a cap, left-over cents, and values that do not end."""
    text = (make.DATA / "small.toml").read_text().replace("[[pools]]", QUESTIONS, 1)
    text = text.replace("unit-down", "largest-remainder").replace("[residual]", SECOND_POOL)
    settlement = make.settlement(text=text)
    answers = [
        {"created_in_illinois": True, "loss": "800.00"},
        {"created_in_illinois": False, "loss": "12.34"},
        {"created_in_illinois": True, "loss": "0.07"},
    ]
    first, *_others = [paying.approved_claim(settlement, answers=each) for each in answers]
    paying.fund(settlement)
    run = finished(settlement, by=make.user("finance maker"))
    assert run.status == RunStatus.CLOSED, run.refusal
    approver = make.user("finance approver", name="Bob")
    services.approve_run(run=run, by=approver, now=make.NOW, why="all are decided")
    return first


def go_to_the_amount(page: Page, claim: Claim, case: str, *, language: str) -> None:
    """From number and code over the claim's page to the amount, as its owner does."""
    page.goto(f"{case}/status/")
    if language == "es":
        page.click("button[lang=es]")
    page.fill("#id_number", claim.number)
    page.fill("#id_code", access.code_of(claim))
    page.click("main form button")
    page.click("a[href$='/amount/']")


def test_the_bill_fits_and_is_for_everyone(browser: Browser, live_server: LiveServer) -> None:
    claim, case = a_long_bill(), f"{live_server.url}/small"

    for language, size in (("en", SMALL), ("es", WIDE), ("es", SMALL)):
        page = opened(browser, viewport=size)
        go_to_the_amount(page, claim, case, language=language)
        fits(page)
        is_accessible(page)
        page.context.close()

    plain = opened(browser, viewport=SMALL, java_script_enabled=False)
    go_to_the_amount(plain, claim, case, language="en")
    assert plain.locator("tfoot td").inner_text() == plain.locator("h1").inner_text().split()[-1]
    file = plain.request.get(plain.url.removesuffix("/") + ".pdf")
    assert file.body().startswith(b"%PDF-")
    plain.context.close()

    page = opened(browser, viewport=WIDE)
    client = Client()
    client.force_login(make.user("finance maker", name="Carol"))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/staff/money/runs/{Run.objects.get().public_id}/why/")
    page.fill("#claim", claim.number)
    page.click("main form button")
    is_accessible(page)
    page.context.close()
