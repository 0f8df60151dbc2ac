"""A visitor of the site, as far as its pages care: cookies, forms, an address behind the proxy."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

CSRF = "csrftoken"
PATIENCE_SECONDS = 60.0


@dataclass
class Browser:
    """Asks over whatever connection it is given, with its own cookies.

    number: another one for each visitor; it gives the address that the proxy says it saw
    """

    number: int
    cookies: dict[str, str] = field(default_factory=lambda: {CSRF: secrets.token_hex(16)})

    def get(self, connection: HTTPConnection, path: str) -> int:
        """Return the status."""
        return self._ask(connection, "GET", path, None)

    def post(self, connection: HTTPConnection, path: str, fields: Mapping[str, str]) -> int:
        """Send a form. Return the status."""
        sent = {"csrfmiddlewaretoken": self.cookies[CSRF], **fields}
        return self._ask(connection, "POST", path, urlencode(sent))

    def _ask(self, connection: HTTPConnection, method: str, path: str, body: str | None) -> int:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-For": self.address,
            "Accept-Language": "en",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        self._keep_cookies(answer)
        return answer.status

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.coded_value

    @property
    def address(self) -> str:
        """One of the sixteen million of 10.0.0.0/8."""
        high, low = divmod(self.number, 65_536)
        return f"10.{high}.{low // 256}.{low % 256}"


def connect(port: int) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
