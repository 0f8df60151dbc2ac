"""Who passes the gate before the staff's pages, with which proof, and for how long."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import Settings

from settlement.accounts.models import User
from tests import make

PAGE = "/staff/log/"


@pytest.fixture
def auditor(db: None) -> User:
    return make.user("auditor", name="Audrey")


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: Client, auditor: User) -> None:
    asked = client.get(PAGE)
    assert asked["Location"] == f"/accounts/login/?next={PAGE}"

    signed_in = client.post(
        asked["Location"], {"login": auditor.email, "password": make.PASSWORD, "next": PAGE}
    )

    assert signed_in["Location"] == PAGE
    assert client.get(PAGE).status_code == 200


def test_somebody_who_is_not_on_the_staff_does_not_enter(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("someone@example.org", name="Someone"))

    assert client.get(PAGE).status_code == 403


def test_a_service_account_cannot_sign_in(client: Client, db: None) -> None:
    service = User.objects.service("eligibility")
    User.objects.filter(pk=service.pk).update(is_staff=True)

    client.post("/accounts/login/", {"login": service.email, "password": "!"})

    assert client.get(PAGE).status_code == 302


def test_nobody_signs_up(client: Client, db: None) -> None:
    page = client.post("/accounts/signup/", {"email": "x@example.org", "password1": make.PASSWORD})

    assert not User.objects.filter(email="x@example.org").exists()
    assert page.status_code == 200


def test_where_a_second_factor_is_required_it_is_asked_for(
    client: Client, auditor: User, settings: Settings
) -> None:
    settings.STAFF_MFA_REQUIRED = True
    client.force_login(auditor)

    assert client.get(PAGE)["Location"] == "/accounts/2fa/"
    Authenticator.objects.create(user=auditor, type=Authenticator.Type.TOTP, data={})
    assert client.get(PAGE).status_code == 200


def test_a_session_left_alone_for_half_an_hour_ends(client: Client, auditor: User) -> None:
    with time_machine.travel(make.NOW, tick=False) as clock:
        client.force_login(auditor)
        client.get(PAGE)
        clock.shift(timedelta(minutes=29))
        assert client.get(PAGE).status_code == 200
        clock.shift(timedelta(minutes=29))
        assert client.get(PAGE).status_code == 200
        clock.shift(timedelta(minutes=31))
        assert client.get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"


def test_a_page_that_asks_by_itself_keeps_no_session_alive(client: Client, auditor: User) -> None:
    with time_machine.travel(make.NOW, tick=False) as clock:
        client.force_login(auditor)
        client.get(PAGE)
        for _minute in range(4):
            clock.shift(timedelta(minutes=8))
            last = client.get(PAGE, headers={"HX-Request": "true"})

    assert last.status_code == 302


def test_staff_pages_are_english_whatever_the_browser_speaks(client: Client, auditor: User) -> None:
    client.force_login(auditor)

    page = client.get("/accounts/2fa/", headers={"Accept-Language": "es"})

    assert '<html lang="en">' in page.content.decode()
    assert "How you sign in" in page.content.decode()


@pytest.mark.parametrize("who", ["auditor", "reviewer", "nobody", "no staff"])
def test_no_answer_to_staff_is_kept_in_a_cache(client: Client, auditor: User, who: str) -> None:
    people = {
        "auditor": auditor,
        "reviewer": make.user("reviewer", name="Rita"),
        "no staff": User.objects.create_user("someone@example.org", name="Someone"),
    }
    if who in people:
        client.force_login(people[who])

    for page in (PAGE, "/staff/no/such/page/", "/accounts/2fa/"):
        assert "no-store" in client.get(page)["Cache-Control"]


def test_what_claimants_see_is_not_the_gate_s_affair(client: Client, db: None) -> None:
    assert "no-store" not in client.get("/").get("Cache-Control", "")


def test_each_sees_links_only_to_where_they_may_go(client: Client, auditor: User) -> None:
    client.force_login(auditor)
    assert f'href="{PAGE}" aria-current="page"' in client.get(PAGE).content.decode()

    client.force_login(make.user("reviewer", name="Rita"))
    assert f'href="{PAGE}"' not in client.get("/accounts/2fa/").content.decode()
