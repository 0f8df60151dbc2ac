"""The pages of proofs in a real browser: without script, on a small screen, for everyone."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from claims.filing import access
from payouts.allocation import services as runs
from payouts.auditpack import tasks
from tests import make
from tests.journeys.test_file_a_claim_browser import (
    SMALL,
    fits,
    is_accessible,
    opened,
)
from tests.payouts import paying
from tests.payouts.allocation import running

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_proof_is_saved_and_checked(
    browser: Browser,
    live_server: LiveServer,
    tmp_path: Path,
    language: str,
) -> None:
    settlement = make.settlement()
    paying.fund(settlement)
    claim = paying.approved_claim(settlement)
    run = running.finished(settlement, by=make.user("finance maker"))
    runs.approve_run(
        run=run, by=make.user("finance approver"), now=make.NOW, why="The demo's claims alone."
    )
    tasks.plant_due()
    page = opened(browser, viewport=SMALL, java_script_enabled=True, locale=language)
    page.goto(
        access.link(settlement, claim.public_id).replace("http://127.0.0.1:8000", live_server.url)
    )
    page.goto(live_server.url + reverse("proof-mine", args=["small", claim.public_id]))
    fits(page)
    is_accessible(page)
    with page.expect_download() as download:
        page.locator("main a.usa-button").click()
    saved = tmp_path / "proof.json"
    download.value.save_as(saved)

    page.goto(live_server.url + reverse("proof-check", args=["small"]))
    fits(page)
    is_accessible(page)
    page.locator("input[type=file]").set_input_files(saved)
    page.locator("main form button").click()

    assert claim.number in page.locator(".usa-alert--success").inner_text()
    fits(page)
    is_accessible(page)
    page.locator("textarea").fill(saved.read_text().replace('"place": 0', '"place": 1'))
    page.locator("main form button").click()
    assert page.locator(".usa-alert--error").count() == 1
    fits(page)
    is_accessible(page)
