"""Intake records and reverses exclusions; others read them, or are shown nothing."""

import pytest
from django.test import Client

from claims.optouts.models import Exclusion
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.terms.models import Settlement
from tests import make
from tests.claims.eligibility.test_renewal import OF_ANA, filed, state
from tests.claims.optouts.conftest import exclude

PAGE = "/staff/exclusions/"
REQUEST = {
    "case": "small",
    "member_ref": "A-1001",
    "name": "Ana Brown",
    "received_on": "2021-11-24",
}


def page_of(exclusion: Exclusion, step: str = "") -> str:
    return f"{PAGE}{exclusion.public_id}/{step}"


def test_intake_records_one_and_sees_it_listed(
    client: Client, listed: Settlement, ines: User
) -> None:
    claim = filed(listed, **OF_ANA)
    client.force_login(ines)

    answer = client.post(f"{PAGE}record/", REQUEST, follow=True)

    assert "Claims held for it: 1" in answer.content.decode()
    exclusion = Exclusion.objects.get()
    assert (exclusion.recorded_by, str(exclusion.received_on)) == (ines, "2021-11-24")
    assert page_of(exclusion) in answer.content.decode()
    assert state(claim) == ("filed", "")


@pytest.mark.parametrize(
    ("wrong", "said", "status"),
    [
        ({"member_ref": ""}, "member&#x27;s reference or the Notice ID", 422),
        ({"name": ""}, "name under the request", 422),
        ({"received_on": ""}, "day on which the request came", 422),
        ({"member_ref": "A-9"}, "nobody with this reference", 409),
    ],
)
def test_what_cannot_be_recorded_is_said(
    client: Client, listed: Settlement, ines: User, wrong: dict[str, str], said: str, status: int
) -> None:
    client.force_login(ines)

    answer = client.post(f"{PAGE}record/", REQUEST | wrong)

    assert answer.status_code == status
    assert said in answer.content.decode()
    assert not Exclusion.objects.exists()


def test_intake_reads_the_request_which_is_recorded_and_reverses_it(
    client: Client, listed: Settlement, ines: User
) -> None:
    exclusion = exclude(listed, ines).exclusion
    client.force_login(ines)

    assert "Ana Brown" in client.get(page_of(exclusion)).content.decode()
    assert Event.objects.get(kind="exclusion.opened").actor == ines

    assert client.post(page_of(exclusion, "reverse/"), {"order": ""}).status_code == 422
    done = client.post(page_of(exclusion, "reverse/"), {"order": "Dkt. 212"}, follow=True)
    assert "Dkt. 212" in done.content.decode()
    again = client.post(page_of(exclusion, "reverse/"), {"order": "Dkt. 213"})
    assert again.status_code == 409
    assert Exclusion.objects.get().order == "Dkt. 212"


@pytest.mark.parametrize("role", ["counsel", "auditor", "reviewer"])
def test_who_only_reads_sees_no_name_and_records_nothing(
    client: Client, listed: Settlement, ines: User, role: str
) -> None:
    exclusion = exclude(listed, ines).exclusion
    client.force_login(make.user(role, name="Rae"))

    assert page_of(exclusion) in client.get(PAGE).content.decode()
    page = client.get(page_of(exclusion)).content.decode()
    assert "In force" in page
    assert "Ana Brown" not in page
    assert client.post(f"{PAGE}record/", REQUEST).status_code == 403
    assert client.post(page_of(exclusion, "reverse/"), {"order": "x"}).status_code == 403
    assert not Event.objects.filter(kind="exclusion.opened").exists()


def test_who_has_no_role_is_shown_nothing(
    client: Client, listed: Settlement, ines: User, charlie: User
) -> None:
    exclusion = exclude(listed, ines).exclusion
    client.force_login(charlie)

    for address in (PAGE, page_of(exclusion)):
        assert client.get(address).status_code == 403
    assert client.post(f"{PAGE}record/", REQUEST).status_code == 403
    assert client.post(page_of(exclusion, "reverse/"), {"order": "x"}).status_code == 403
