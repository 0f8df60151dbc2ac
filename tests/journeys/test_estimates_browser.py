"""Estimates in a real browser: on a small screen, in Spanish, without script, for everyone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from payouts.estimates import counting, keeping
from settlement.terms.models import Settlement
from tests import make
from tests.payouts.estimates import classes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SMALL, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 800}


@pytest.fixture
def case() -> Settlement:
    keeping.forget_near()
    made = make.settlement()
    classes.counted(made, members={True: 100, False: 900})
    for _ in range(5):
        make.claim(made)
    counting.count_claims(settlement=made, now=make.NOW)
    return made


def opened(browser: Browser, **options: object) -> tuple[Page, list[str]]:
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(error.message))
    return page, complaints


def signed_in(page: Page, address: str) -> None:
    client = Client()
    client.force_login(make.user("counsel"))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def look(page: Page) -> None:
    """Nothing scrolls sideways, pictures are there, and axe finds nothing."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    page.evaluate("Promise.all([...document.images].map(each => each.decode()))")
    found = Axe().run(page).response["violations"]
    assert [(page.url, each["id"]) for each in found] == []


@pytest.mark.parametrize(
    ("language", "viewport", "today"), [("es-US", SMALL, "hoy"), ("en-US", WIDE, "today")]
)
def test_everybody_can_read_what_a_payment_may_be(
    browser: Browser,
    case: Settlement,
    live_server: LiveServer,
    language: str,
    viewport: dict[str, int],
    today: str,
) -> None:
    page, complaints = opened(browser, locale=language, viewport=viewport)
    page.goto(f"{live_server.url}/small/estimate/")

    look(page)
    assert page.inner_text("tr.today th span") == today
    assert page.locator(".estimate-plot img").bounding_box()["width"] >= 480  # type: ignore[index]
    page.goto(f"{live_server.url}/small/estimate/plot-es.svg")  # the picture by itself
    assert complaints == []


@pytest.mark.parametrize("viewport", [SMALL, WIDE])
def test_the_simulator_follows_its_sliders(
    browser: Browser, case: Settlement, live_server: LiveServer, viewport: dict[str, int]
) -> None:
    page, complaints = opened(browser, viewport=viewport)
    signed_in(page, live_server.url)
    page.goto(f"{live_server.url}/staff/money/simulate/small/")
    look(page)

    page.locator(".what-if-slider").first.fill("50")
    page.wait_for_url("**rate=50&**")
    page.wait_for_selector("text=500 claims of 1,000 members")

    assert page.input_value("#id_rate") == "50"
    assert page.locator("#result h2").count() == 4
    look(page)
    page.goto(f"{live_server.url}/staff/money/shadow/new/small/")
    look(page)
    assert complaints == []


def test_without_script_the_simulator_has_numbers_and_a_button(
    browser: Browser, case: Settlement, live_server: LiveServer
) -> None:
    page, _complaints = opened(browser, java_script_enabled=False, viewport=SMALL)
    signed_in(page, live_server.url)
    page.goto(f"{live_server.url}/staff/money/simulate/small/")

    page.fill("#id_rate", "50")
    page.get_by_role("button", name="Compute").click()

    assert "500 claims of 1,000 members" in page.inner_text("#result")
    assert page.locator(".what-if-slider").count() == 0
