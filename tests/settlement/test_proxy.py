"""Whom a proxy names is believed of our own proxies alone."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from settlement.proxy import TrustedProxies

PROXY, CLIENT, SPOOFED = "10.0.0.7", "203.0.113.9", "198.51.100.1"


@pytest.fixture(autouse=True)
def proxies(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [ip_network(each) for each in ("10.0.0.0/24", "2001:db8::7")]


def through(**headers: Any) -> HttpRequest:
    """The request as every later middleware sees it. headers: as WSGI names them."""
    seen: list[HttpRequest] = []

    def site(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    TrustedProxies(site)(RequestFactory().get("/", **headers))
    return seen[0]


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        (CLIENT, CLIENT),
        (f"{SPOOFED}, {CLIENT}", CLIENT),  # the client wrote the first entry itself
        (f"{SPOOFED}, {CLIENT}, 10.0.0.8", CLIENT),  # two proxies of ours, one behind the other
        (f"10.0.0.9, {CLIENT}", CLIENT),  # the client claims to be a proxy
        ("2001:db8:1::5", "2001:db8:1::5"),
        (f"::ffff:{CLIENT}", CLIENT),
        ("", PROXY),
        ("unknown", PROXY),
        (f"{CLIENT}, unknown", PROXY),  # what our proxy saw is no address: nothing before it counts
        ("10.0.0.8", PROXY),
    ],
)
def test_the_last_address_that_is_no_proxy_of_ours_is_who_asks(forwarded: str, client: str) -> None:
    request = through(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=forwarded)

    assert request.META["REMOTE_ADDR"] == client


@pytest.mark.parametrize("proxy", ["::ffff:10.0.0.7", "2001:db8::7"])
def test_a_proxy_is_known_in_either_kind_of_address(proxy: str) -> None:
    assert through(REMOTE_ADDR=proxy, HTTP_X_FORWARDED_FOR=CLIENT).META["REMOTE_ADDR"] == CLIENT


@pytest.mark.parametrize("address", [CLIENT, "10.0.1.7", "", "unix:"])
def test_nobody_elses_headers_are_believed(address: str) -> None:
    request = through(
        REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=SPOOFED, HTTP_X_FORWARDED_PROTO="https"
    )

    assert request.META["REMOTE_ADDR"] == address
    assert not request.is_secure()


def test_where_no_proxy_is_named_nothing_is_believed(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = []

    assert through(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=CLIENT).META["REMOTE_ADDR"] == PROXY


@pytest.mark.parametrize(
    ("said", "is_secure"), [("https", True), ("HTTPS", True), ("http", False), ("gopher", False)]
)
def test_the_scheme_is_the_one_that_the_proxy_was_asked_by(said: str, is_secure: bool) -> None:
    assert through(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_PROTO=said).is_secure() is is_secure


@pytest.mark.django_db
def test_behind_a_proxy_that_speaks_tls_no_page_redirects_to_itself(
    client: Client, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    direct = client.get("/", REMOTE_ADDR=CLIENT, headers={"x-forwarded-proto": "https"})
    behind = client.get("/", REMOTE_ADDR=PROXY, headers={"x-forwarded-proto": "https"})

    assert direct.headers["Location"] == "https://testserver/"
    assert behind.status_code == 200
