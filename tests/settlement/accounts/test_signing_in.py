"""Second factors, through allauth's pages in our frame."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from settlement.accounts.models import User
from tests import make


def code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


@pytest.fixture
def rita(client: Client, db: None) -> User:
    person = make.user("reviewer", name="Rita")
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": make.PASSWORD})
    return person


def test_a_change_of_the_second_factor_asks_for_the_password_again(
    client: Client, db: None
) -> None:
    person = make.user("reviewer", name="Rita")
    client.post("/accounts/login/", {"login": person.email, "password": make.PASSWORD})

    asked = client.get("/accounts/2fa/totp/activate/")

    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert "Confirm that it is you" in client.get(asked["Location"]).content.decode()


def test_an_authenticator_app_is_added_sealed_and_asked_for_the_next_time(
    client: Client, rita: User
) -> None:
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret

    client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})

    stored = Authenticator.objects.get(user=rita, type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)
    client.post("/accounts/logout/")
    login = client.post("/accounts/login/", {"login": rita.email, "password": make.PASSWORD})
    assert login["Location"] == "/accounts/2fa/authenticate/"
    assert "Show that it is you" in client.get(login["Location"]).content.decode()


@pytest.mark.parametrize(
    "page",
    [
        "/accounts/2fa/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/webauthn/",
        "/accounts/password/change/",
        "/accounts/logout/",
    ],
)
def test_every_page_of_the_account_stands_in_our_frame(
    client: Client, rita: User, page: str
) -> None:
    body = client.get(page).content.decode()

    assert 'class="staff-header"' in body
    assert body.count("<h1") == 1


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/password/reset/"])
def test_every_page_before_it_too(client: Client, db: None, page: str) -> None:
    body = client.get(page).content.decode()

    assert 'class="staff-header"' in body
    assert body.count("<h1") == 1
