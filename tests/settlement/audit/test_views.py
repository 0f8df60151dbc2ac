"""The history page."""

from django.test import Client

from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.audit.views import PAGE
from tests import make


def note(ref: str, by: User) -> None:
    audit.record(kind="claim.opened", entity="claim", ref=ref, by=by, settlement_id=None)


def test_it_shows_the_newest_first_and_pages_by_key(client: Client, alice: User) -> None:
    for n in range(PAGE + 1):
        note(f"NO-{n:04}", alice)
    client.force_login(make.user("auditor", name="Audrey"))

    first = client.get("/staff/log/")
    older = client.get(first.context["older"])

    assert first.context["events"][0].ref == f"NO-{PAGE:04}"
    assert [event.ref for event in older.context["events"]] == ["NO-0000"]


def test_it_shows_what_is_recorded_about_one_record(client: Client, alice: User) -> None:
    note("NO-1", alice)
    note("NO-2", alice)
    client.force_login(make.user("auditor", name="Audrey"))

    page = client.get("/staff/log/", {"entity": "claim", "ref": "NO-2"})

    assert [event.ref for event in page.context["events"]] == ["NO-2"]


def test_a_crooked_question_is_answered_in_place(client: Client, db: None) -> None:
    client.force_login(make.user("auditor", name="Audrey"))

    assert client.get("/staff/log/", {"before": "x"}).status_code == 422


def test_who_may_not_see_the_history_does_not(client: Client, charlie: User) -> None:
    client.force_login(charlie)

    assert client.get("/staff/log/").status_code == 403
