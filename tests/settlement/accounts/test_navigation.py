"""The staff's links show where they may go, and the one place where they are."""

import pytest
from django.test import RequestFactory

from settlement.accounts.models import User
from settlement.accounts.navigation import Link, links
from tests import make


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/staff/", "Home"),
        ("/staff/money/", "Fund"),
        ("/staff/money/runs/", "Runs"),
        ("/staff/money/batches/1/approve/", "Batches"),
    ],
)
def test_a_page_lies_in_one_place(alice: User, path: str, place: str) -> None:
    assert [link.label for link in links_at(path, alice) if link.current] == [place]


def test_who_has_no_role_is_led_home_alone(charlie: User) -> None:
    assert [link.label for link in links_at("/staff/", charlie)] == ["Home"]


@pytest.mark.django_db
def test_an_administrator_is_led_to_people_and_not_to_money() -> None:
    administrator = make.user("administrator")

    labels = [link.label for link in links_at("/staff/", administrator)]

    assert "People" in labels
    assert "Fund" not in labels


def links_at(path: str, user: User) -> list[Link]:
    request = RequestFactory().get(path)
    request.user = user
    return links(request)
