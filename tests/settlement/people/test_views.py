"""Who is on the staff, and who may say so."""

import pytest
from django.test import Client

from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.people import services
from tests import make

PEOPLE = "/staff/people/"
NINA = {"name": "Nina", "email": "nina@example.org", "roles": ["reviewer"]}


@pytest.fixture
def adam(client: Client, db: None) -> User:
    person = make.user("administrator", name="Adam")
    client.force_login(person)
    return person


def test_somebody_is_added_without_a_password_and_chooses_one_by_mail(
    client: Client, adam: User, mailoutbox: list[object]
) -> None:
    client.post(f"{PEOPLE}add/", NINA)

    nina = User.objects.get(email="nina@example.org")
    assert (nina.is_staff, nina.has_usable_password()) == (True, False)
    assert nina.has_perm("claims.review_claim")
    assert Event.objects.get(kind="person.added").data == {"roles": ["reviewer"]}
    assert "Nina" in client.get(PEOPLE).content.decode()
    client.logout()
    client.post("/accounts/password/reset/", {"email": nina.email})
    assert len(mailoutbox) == 1


def test_an_address_is_on_the_staff_once(client: Client, adam: User) -> None:
    client.post(f"{PEOPLE}add/", NINA)

    again = client.post(f"{PEOPLE}add/", NINA | {"email": "Nina@Example.org"})

    assert again.status_code == 409
    assert "is on the staff already" in again.content.decode()


def test_what_is_missing_is_said_in_place(client: Client, adam: User) -> None:
    assert client.post(f"{PEOPLE}add/", NINA | {"roles": ["king"]}).status_code == 422


def test_who_is_shut_out_is_out_at_once(client: Client, adam: User) -> None:
    rita, hers = make.user("reviewer", name="Rita"), Client()
    hers.force_login(rita)
    assert hers.get("/staff/claims/").status_code == 200

    client.post(f"{PEOPLE}{rita.pk}/", {"roles": ["reviewer"]})

    assert hers.get("/staff/claims/").status_code == 302


def test_roles_are_exchanged_not_added(client: Client, adam: User, alice: User) -> None:
    client.post(f"{PEOPLE}{alice.pk}/", {"roles": ["auditor"], "active": "on"})

    assert [group.name for group in alice.groups.all()] == ["auditor"]


def test_nobody_changes_their_own_roles(client: Client, adam: User) -> None:
    answer = client.post(f"{PEOPLE}{adam.pk}/", {"roles": ["finance approver"], "active": "on"})

    assert answer.status_code == 409
    assert services.roles_of(adam) == ["administrator"]


def test_a_service_account_has_no_role(adam: User) -> None:
    service = User.objects.service("eligibility")

    with pytest.raises(services.CannotChange):
        services.change_person(person=service, roles=["auditor"], active=True, by=adam)


@pytest.mark.parametrize(
    ("method", "address"), [("get", ""), ("post", "add/"), ("get", "{id}/"), ("post", "{id}/")]
)
def test_charlie_may_do_nothing_of_it(
    client: Client, charlie: User, method: str, address: str
) -> None:
    client.force_login(charlie)

    answer = getattr(client, method)(PEOPLE + address.format(id=charlie.pk), NINA)

    assert answer.status_code == 403
