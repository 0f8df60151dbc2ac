"""File a claim in a real browser: without script, by keyboard, on a small screen, for everyone."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from claims.filing import services
from claims.filing.models import Claim
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SMALL, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 800}

type Look = Callable[[Page], None]


@pytest.fixture
def case(live_server: LiveServer) -> str:
    """The address of the small case, its calendar moved so that claims are open today."""
    moved_by = date.today() - make.NOW.date()  # noqa: DTZ011 - the browser's day is the machine's

    def moved(found: re.Match[str]) -> str:
        return (date.fromisoformat(found[0]) + moved_by).isoformat()

    text = (make.DATA / "small.toml").read_text()
    make.settlement(text=re.sub(r"20\d\d-\d\d-\d\d", moved, text))
    return f"{live_server.url}/small"


def opened(browser: Browser, **options: object) -> Page:
    context: BrowserContext = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    return context.new_page()


def fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


def is_accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [
        (page.url, each["id"], [node["target"] for node in each["nodes"]]) for each in found
    ] == []


def press_through(page: Page, *, look: Look) -> None:
    """Every page of a claim for a child paid by direct deposit, with a mistake on some."""

    def proceed() -> None:
        look(page)
        page.locator("main form button").first.click()

    def choose(place: int) -> None:
        page.locator("main .usa-radio label").nth(place).click()

    proceed()  # nothing chosen: the page says so
    choose(0)
    proceed()
    page.fill("#id_notice_id", "7KQ2-9F4D-PX3W-8RTH")
    page.fill("#id_confirmation_code", "K4T7P-9XWMR")
    proceed()  # a pair that nobody has
    look(page)
    page.locator("button[name=without]").click()
    choose(1)
    proceed()
    page.fill("#id_first_name", "Ana")
    page.fill("#id_last_name", "García Núñez")
    proceed()
    page.select_option("#id_birth_date_0", "2")
    page.fill("#id_birth_date_1", "30")
    page.fill("#id_birth_date_2", str(date.today().year - 10))  # noqa: DTZ011
    proceed()  # there is no such day
    page.fill("#id_birth_date_1", "3")
    proceed()
    page.fill("#id_guardian_first_name", "María")
    page.fill("#id_guardian_last_name", "Núñez")
    proceed()
    page.fill("#id_line1", "12 Lake Street")
    page.fill("#id_city", "Chicago")
    page.select_option("#id_state", "IL")
    page.fill("#id_zip", "60601")
    proceed()
    page.fill("#id_email", "maria@example.org")
    proceed()
    page.fill("#id_usernames", "ana.dances")
    proceed()
    choose(0)
    proceed()
    page.fill("#id_answer", "eleven")
    proceed()  # no number
    page.fill("#id_answer", "3")
    proceed()
    choose(0)
    proceed()
    page.fill("#id_routing", "021000022")
    proceed()  # a wrong check digit, and nothing else
    choose(0)
    page.fill("#id_routing", "021000021")
    page.fill("#id_account", "12345678")
    page.fill("#id_account_again", "12345678")
    proceed()
    proceed()  # check your answers
    page.fill("#id_signature", "María Núñez")
    proceed()
    page.wait_for_url("**/claim/receipt/")
    look(page)


def test_a_claim_is_filed_without_script(browser: Browser, case: str) -> None:
    page = opened(browser, java_script_enabled=False, viewport=SMALL)
    page.goto(f"{case}/claim/")
    press_through(page, look=lambda _page: None)

    claim = Claim.objects.get()
    assert claim.number in page.inner_text("main")
    assert services.contents_of(claim).signer == "María Núñez"
    assert not page.get_by_role("button", name="Print or save this receipt").is_visible()


# What a browser says of every page that is answered with an error, and of a page that a test was
# quicker than: it had clicked before the summary of errors took the focus.
REMARKS = ("Failed to load resource", "Autofocus processing was blocked")


@pytest.mark.parametrize(("language", "viewport"), [("en-US", SMALL), ("es-US", WIDE)])
def test_every_page_can_be_used_by_everyone(
    browser: Browser, case: str, language: str, viewport: dict[str, int]
) -> None:
    page = opened(browser, locale=language, viewport=viewport)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(error.message))

    def look(page: Page) -> None:
        fits(page)
        is_accessible(page)

    for address in ["/../", "/", "/genuine/", "/status/", "/nobody/"]:
        page.goto(f"{case}{address}")
        look(page)
    page.goto(f"{case}/claim/")
    press_through(page, look=look)

    assert [each for each in complaints if not each.startswith(REMARKS)] == []
    assert page.locator("[data-print]").is_visible()


def test_the_form_is_filled_in_by_keyboard_alone(browser: Browser, case: str) -> None:
    page = opened(browser, viewport=WIDE)
    page.goto(f"{case}/claim/")

    def tab_to(selector: str) -> None:
        for _press in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("it => document.activeElement.matches(it)", selector):
                return
        pytest.fail(f"no Tab leads to {selector} on {page.url}")

    def send() -> None:
        tab_to("main form button")
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "usa-skipnav"
    page.keyboard.press("Enter")  # past the header
    send()
    assert page.evaluate("document.activeElement.classList.contains('error-summary')")
    tab_to(".error-summary a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_has_notice_0"
    page.keyboard.press("ArrowDown")  # no notice
    send()
    tab_to("#id_capacity_0")
    page.keyboard.press("Space")
    send()
    for field, text in {"first_name": "Dana", "last_name": "Rivera"}.items():
        tab_to(f"#id_{field}")
        page.keyboard.type(text)
    send()
    for field, text in {
        "line1": "1 A St",
        "city": "Chicago",
        "state": "Il",
        "zip": "60601",
    }.items():
        tab_to(f"#id_{field}")
        page.keyboard.type(text)
    send()
    tab_to("#id_phone")
    page.keyboard.type("312 555 0142")
    send()
    send()  # no usernames
    tab_to("#id_answer_0")
    page.keyboard.press("Space")
    send()
    send()  # the years may stay empty
    tab_to("#id_payment_method_1")  # the default is chosen, so Tab stops there
    send()
    send()
    tab_to("#id_signature")
    page.keyboard.type("Dana Rivera")
    send()
    page.wait_for_url("**/claim/receipt/")
    assert services.contents_of(Claim.objects.get()).state == "IL"


def test_the_language_is_switched_in_the_middle_of_the_form(browser: Browser, case: str) -> None:
    page = opened(browser, java_script_enabled=False, viewport=SMALL)
    page.goto(f"{case}/claim/")
    page.locator("main .usa-radio label").nth(1).click()
    page.locator("main form button").first.click()
    page.get_by_role("button", name="Español").click()
    assert page.url.endswith("/claim/who/")
    assert page.inner_text("h1") == "¿Por quién presenta la reclamación?"
    page.get_by_role("button", name="English").click()
    assert page.inner_text("h1") == "Who are you filing for?"


def test_another_browser_finds_nothing_of_the_draft(browser: Browser, case: str) -> None:
    dana, charlie = opened(browser), opened(browser)
    dana.goto(f"{case}/claim/")
    dana.locator("main .usa-radio label").nth(1).click()
    dana.locator("main form button").first.click()
    assert dana.url.endswith("/claim/who/")
    charlie.goto(f"{case}/claim/who/")
    assert charlie.url.endswith("/claim/start/")
    dana.goto(f"{case}/claim/")
    assert dana.url.endswith("/claim/who/")
