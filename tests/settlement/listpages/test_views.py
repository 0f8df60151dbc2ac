"""The staff's pages about the class list: counts for many, rejects for some, members for few."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from settlement.accounts.models import User
from settlement.duplicates import duplicates
from settlement.imports.alone import alone
from settlement.listpages import standing
from settlement.roster.models import ImportBatch, ImportReject, RosterImport
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster.listed import list_of

LISTS = "/staff/roster/"
OF_CASE = "/staff/roster/small/"

SEE_COUNTS = {"administrator", "lead reviewer", "counsel", "auditor"}
SEE_REJECTS = SEE_COUNTS - {"counsel"}
OTHERS = {"intake", "reviewer", "finance maker", "finance approver"}

type Queries = Callable[[int], Any]


def text(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, page.content
    return " ".join(page.content.decode().split())


@pytest.fixture
def imported(settlement: Settlement) -> RosterImport:
    """A list of three members, with some rejects."""
    row = list_of(settlement, [{"email": 1, "name": 1}, {"email": 1, "name": 1}, {"phone": 4}])
    files = [{"name": "first.csv", "bytes": 1_000, "sha256": "ab" * 32}]
    files += [{"name": "second.csv", "bytes": 2_000, "sha256": "cd" * 32}]
    counts = {"lines": 6, "loaded": 3, "rejected": 3, "unusable": {"phone": 1_234}}
    RosterImport.objects.filter(pk=row.pk).update(
        files=files, finished_at=timezone.now(), last_no=3, **counts
    )
    for file, line in ((0, 17), (1, 2), (1, 9)):
        ImportReject.objects.create(
            roster_import=row, file=file, line=line, reason=f"=reason {file}-{line}"
        )
    row.refresh_from_db()
    return row


@pytest.fixture
def adam(client: Client, db: None) -> User:
    person = make.user("administrator", name="Adam")
    client.force_login(person)
    return person


def loading(settlement: Settlement, by: User, **fields: Any) -> RosterImport:
    values = {"started_at": timezone.now() - timedelta(seconds=100), "lines": 1_000_000, **fields}
    return RosterImport.objects.create(settlement=settlement, files=[], made_by=by, **values)


def batch(row: RosterImport, first_no: int, lines: int, rejected: int = 0) -> None:
    ImportBatch.objects.create(
        roster_import=row, first_no=first_no, end_no=first_no + lines, lines=lines,
        rejected=rejected,
    )  # fmt: skip


@pytest.mark.parametrize("role", sorted(SEE_COUNTS | OTHERS))
def test_each_role_sees_as_much_as_it_needs(
    client: Client, imported: RosterImport, role: str
) -> None:
    client.force_login(make.user(role))
    one = f"{OF_CASE}imports/{imported.pk}/"

    answers = {page: client.get(page) for page in (LISTS, OF_CASE, one, f"{one}rejects.csv")}

    codes = [answer.status_code for answer in answers.values()]
    may_see = [200 if role in SEE_COUNTS else 403] * 3
    assert codes == [*may_see, 200 if role in SEE_REJECTS else 403]
    assert ("reason 0-17" in answers[one].content.decode()) == (role in SEE_REJECTS)


def test_a_stranger_is_asked_to_sign_in(client: Client, imported: RosterImport) -> None:
    assert client.get(OF_CASE)["Location"] == f"/accounts/login/?next={OF_CASE}"


def test_charlie_sees_nothing(client: Client, imported: RosterImport, charlie: User) -> None:
    client.force_login(charlie)

    for page in (LISTS, OF_CASE, f"{OF_CASE}imports/{imported.pk}/", f"{OF_CASE}merges/"):
        assert client.get(page).status_code == 403


def test_the_list_in_use_is_shown_with_what_it_came_from(
    client: Client, adam: User, imported: RosterImport
) -> None:
    page = text(client, OF_CASE)

    assert "<dd> 3 </dd>" in page
    assert "6 lines, 3 loaded, 3 rejected" in page
    assert "Loaded without phone" in page
    assert "1,234, for the cell cannot be read" in page
    assert "first.csv" in page
    assert "abababab" in page
    assert "import_roster small FILE" in page
    assert "In re Small Case" in text(client, LISTS)


def test_supplements_since_then_count(
    client: Client, adam: User, settlement: Settlement, imported: RosterImport
) -> None:
    RosterImport.objects.create(
        settlement=settlement, status="merged", supplement=True, files=[], made_by=adam,
        lines=9_000, loaded=9_000, added=7_000, changed=1_500, removed=500,
    )  # fmt: skip

    page = text(client, OF_CASE)

    assert "<dd> 6,503 </dd>" in page
    assert '<td class="number">7,000</td>' in page
    assert '<td class="number">6,503</td>' in text(client, LISTS)


def test_a_case_without_a_list_says_so(client: Client, adam: User, settlement: Settlement) -> None:
    assert "No class list is in use" in text(client, OF_CASE)
    assert "no list yet" in text(client, LISTS)


def test_rejects_go_page_by_page_in_the_files_order(
    client: Client, adam: User, imported: RosterImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "PAGE", 2)
    one = f"{OF_CASE}imports/{imported.pk}/"

    first = text(client, one)
    assert first.index("reason 0-17") < first.index("reason 1-2")
    assert "reason 1-9" not in first
    assert "?file=1&amp;line=2" in first

    second = text(client, f"{one}?file=1&line=2")
    assert "reason 1-9" in second
    assert "reason 1-2<" not in second
    assert 'rel="next"' not in second


def test_rejects_are_downloaded_whole_and_start_no_formula(
    client: Client, adam: User, imported: RosterImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "CSV_SIZE", 2)

    answer = client.get(f"{OF_CASE}imports/{imported.pk}/rejects.csv")

    assert answer.streaming
    assert answer.getvalue().decode().splitlines() == [
        "file,line,reason",
        "first.csv,17,'=reason 0-17",
        "second.csv,2,'=reason 1-2",
        "second.csv,9,'=reason 1-9",
    ]


def test_an_import_that_loads_says_how_far_it_is(
    client: Client, adam: User, settlement: Settlement
) -> None:
    row = loading(settlement, adam)
    batch(row, 1, 200_000, rejected=30)
    batch(row, 200_001, 50_000)

    with alone(settlement.pk):
        page = text(client, f"{OF_CASE}imports/{row.pk}/")

    assert "250,000 of 1,000,000 · about 5 minutes left" in page
    assert "lines a second" in page
    assert "<dd> 30 </dd>" in page
    assert "interrupted" not in page
    assert "every 2s" in page


def test_an_import_on_which_nobody_works_says_how_it_goes_on(
    client: Client, adam: User, settlement: Settlement
) -> None:
    row = loading(settlement, adam)

    page = text(client, f"{OF_CASE}imports/{row.pk}/")

    assert "it was interrupted" in page


def test_once_it_is_loaded_the_page_is_read_again(
    client: Client, adam: User, imported: RosterImport
) -> None:
    part = client.get(f"{OF_CASE}imports/{imported.pk}/", headers={"HX-Request": "true"})

    assert part["HX-Refresh"] == "true"


def test_another_case_has_no_such_import(
    client: Client, adam: User, imported: RosterImport
) -> None:
    make.settlement(slug="other")

    assert client.get(f"/staff/roster/other/imports/{imported.pk}/").status_code == 404
    assert client.get(f"/staff/roster/other/imports/{imported.pk}/rejects.csv").status_code == 404


def test_shared_identifiers_are_shown_as_they_were_found(
    client: Client, adam: User, imported: RosterImport
) -> None:
    assert "Nobody has searched this list" in text(client, OF_CASE)
    duplicates.search(settlement=imported.settlement, by=adam)

    page = text(client, OF_CASE)

    assert "Searched by Adam" in page
    assert "By rule: the same name and e-mail" in page
    assert "Compare and merge" not in page


def test_more_imports_and_cases_ask_no_more_queries(
    client: Client, adam: User, imported: RosterImport, django_assert_max_num_queries: Queries
) -> None:
    def queries(page: str) -> int:
        with django_assert_max_num_queries(40) as asked:
            client.get(page)
        return len(asked)

    before = queries(LISTS), queries(OF_CASE)
    for number in range(3):
        other = make.settlement(slug=f"other-{number}")
        loading(other, make.user("administrator"))
        RosterImport.objects.create(
            settlement=imported.settlement, status="failed", files=[], made_by=make.user("auditor")
        )

    assert (queries(LISTS), queries(OF_CASE)) == before
