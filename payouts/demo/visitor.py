"""A person at a browser without script: cookies, pages, forms; files one claim through HTTP."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from claims.filing.contents import Contents
from claims.wizard.steps import NO, QUESTION, YES

MOST_PAGES = 40  # a claim form is shorter; a site that leads in circles is a fault
SECONDS = 60.0  # to wait for a page
_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
_NUMBER = re.compile(r'class="receipt-number">\s*([^<\s]+)')


class Lost(Exception):
    """The site did not lead to a receipt; says on which page and what it said."""


@dataclass(frozen=True)
class Page:
    """A page as it came: where it stands in the end, its status, its form's hidden fields."""

    url: str
    status: int
    text: str
    hidden: Mapping[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()

    @property
    def step(self) -> str:
        """The last part of the address: the claim form's step."""
        return urlsplit(self.url).path.rstrip("/").rsplit("/", 1)[-1]


class _Fields(HTMLParser):
    """Names of the fields in the page's main part, with the values of the hidden ones."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        name = named.get("name")
        if tag not in {"input", "select", "textarea"} or not name:
            return
        self.names.add(name)
        if named.get("type") == "hidden":
            self.hidden[name] = named.get("value") or ""


class Visitor:
    """One browser. Follows redirects and keeps the cookies."""

    def __init__(self, site_url: str) -> None:
        self._site_url = site_url
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Page:
        return self._open(urljoin(self._site_url, path), None)

    def send(self, page: Page, answers: Mapping[str, str]) -> Page:
        """Press the button of the page's form."""
        return self._open(page.url, urlencode({**page.hidden, **answers}).encode())

    def _open(self, url: str, data: bytes | None) -> Page:
        try:
            answer = self._opener.open(url, data, timeout=SECONDS)
        except HTTPError as error:  # a page all the same, with a status that says what is wrong
            answer = error
        with answer:
            text = answer.read().decode()
        fields = _Fields()
        fields.feed("".join(_MAIN.findall(text)))
        return Page(answer.url, answer.status, text, fields.hidden, frozenset(fields.names))


def file_claim(site_url: str, slug: str, contents: Contents) -> str:
    """Go through the claim form page by page, as it leads; return the receipt's claim number.

    raises: Lost
    """
    visitor = Visitor(site_url)
    page = visitor.get(f"/{slug}/claim/")
    for _ in range(MOST_PAGES):
        if page.status != 200:
            raise Lost(f"{page.url} answered {page.status} to {contents.first_name}'s claim.")
        if page.step == "receipt":
            return _number(page)
        page = visitor.send(page, answers(page, contents))
    raise Lost(f"The claim form did not end after {MOST_PAGES} pages.")


def _number(page: Page) -> str:
    found = _NUMBER.search(page.text)
    if found is None:
        raise Lost(f"{page.url} shows no claim number.")
    return found[1]


def answers(page: Page, contents: Contents) -> dict[str, str]:
    """What the person enters on a page: every field that it has and that they know."""
    known = _known(contents)
    if page.step.startswith(QUESTION):
        known["answer"] = _as_typed(contents.answers.get(page.step.removeprefix(QUESTION)))
    return {name: known[name] for name in page.names if name in known}


def _known(contents: Contents) -> dict[str, str]:
    text = {name: value for name, value in contents.as_json().items() if isinstance(value, str)}
    year, month, day = ([*text.get("birth_date", "").split("-"), "", ""])[:3]
    return text | {
        "has_notice": YES if contents.notice_id else NO,
        "usernames": "\n".join(contents.usernames),
        "account_again": contents.account,
        "birth_date_0": month.lstrip("0"),
        "birth_date_1": day.lstrip("0"),
        "birth_date_2": year,
    }


def _as_typed(answer: object) -> str:
    if isinstance(answer, bool):
        return YES if answer else NO
    return "" if answer is None else str(answer)
