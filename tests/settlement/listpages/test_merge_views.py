"""A lead reviewer compares two members, merges or parts them; nobody else sees a member."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.duplicates import candidates, duplicates, merging, tasks
from settlement.duplicates.sharing import KeptApart, SharingSearch
from settlement.roster.models import MemberAlias, RosterChange
from settlement.terms.models import Settlement
from settlement.work.models import Job, JobStatus
from tests import make
from tests.settlement.roster import listing
from tests.settlement.roster.listed import list_of
from tests.settlement.roster.listing import ANA, BEN

MERGES = "/staff/roster/small/merges/"
SEARCH = "/staff/roster/small/search/"
PAIR = f"{MERGES}compare/?one=1&other=2"
ANA_AGAIN = ANA | {
    "member_ref": "A-2001",
    "notice_id": "",
    "confirmation_code": "",
    "phone": "",
    "state": "illinois",
    "username": "@other.ana",
    "illinois_creator": "",
    "line2": "",
}
SECRETS = ("ana.brown", "anabrown", "Núñez", "555-0142", "12 Oak", "A-1001", "K4T7P", "ana.b")
ROLES = ("administrator", "auditor", "counsel", "intake", "reviewer", "finance approver")


@pytest.fixture
def listed(settlement: Settlement, alice: User, tmp_path: Path) -> Settlement:
    """Ana, Ana once more, and Ben, by a real import."""
    listing.import_(settlement, listing.write(tmp_path / "list.csv", ANA, ANA_AGAIN, BEN), by=alice)
    return settlement


@pytest.fixture
def lead(client: Client, db: None) -> User:
    person = make.user("lead reviewer", name="Lena")
    client.force_login(person)
    return person


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def judge(client: Client, judgement: str, why: str = "One person by her address") -> Any:
    return client.post(PAIR, {"judgement": judgement, "why": why})


def test_two_members_stand_side_by_side_masked(
    client: Client, lead: User, listed: Settlement
) -> None:
    answer = client.get(PAIR)

    page = text(answer)
    assert answer.status_code == 200
    assert "a***@gmail.com" in page.lower()
    assert [secret for secret in SECRETS if secret.casefold() in page.casefold()] == []
    assert '<tr class="same"> <th scope="row">E-mail</th>' in page
    assert '<tr class="silent"> <th scope="row">Phone</th>' in page
    assert '<tr class="same"> <th scope="row">State</th>' in page
    assert '<tr class="silent"> <th scope="row">Notice ID</th>' in page
    assert '<tr class="differs"> <th scope="row">Username</th>' in page
    assert '<tr class="silent"> <th scope="row">illinois_creator</th> <td>yes</td>' in page


def test_each_look_is_recorded_with_its_purpose(
    client: Client, lead: User, listed: Settlement
) -> None:
    client.get(PAIR)

    events = Event.objects.filter(kind="roster.read").order_by("pk")
    assert [(event.ref, event.actor) for event in events] == [("small/1", lead), ("small/2", lead)]
    assert {event.why for event in events} == {"comparing members 1 and 2 of the class list"}


@pytest.mark.parametrize("role", ROLES)
def test_others_neither_see_members_nor_merge_them(
    client: Client, listed: Settlement, role: str
) -> None:
    client.force_login(make.user(role))

    answers = [client.get(MERGES), client.get(PAIR), judge(client, "merge"), client.post(SEARCH)]

    assert {answer.status_code for answer in answers} == {403}
    assert not Event.objects.filter(kind="roster.read").exists()
    assert not MemberAlias.objects.exists()


def test_members_are_merged_with_a_reason_and_parted_again(
    client: Client, lead: User, listed: Settlement
) -> None:
    merged = judge(client, "merge")

    change = RosterChange.objects.get()
    assert merged["Location"] == f"{MERGES}{change.pk}/"
    assert (change.made_by, change.why) == (lead, "One person by her address")
    assert "Members 1 and 2 are merged." in text(client.get(merged["Location"]))

    page = text(client.get(PAIR))
    assert "They are merged: both count as member 1." in page
    assert "Undo the merge" in page
    client.post(PAIR, {"why": "Mother and daughter"})

    assert not MemberAlias.objects.exists()
    assert KeptApart.objects.get().why == "Mother and daughter"
    assert "Mother and daughter" in text(client.get(PAIR))


def test_two_people_are_kept_apart(client: Client, lead: User, listed: Settlement) -> None:
    answer = judge(client, "apart", "Mother and daughter")

    assert answer["Location"] == MERGES
    assert KeptApart.objects.get().made_by == lead
    assert not RosterChange.objects.exists()


@pytest.mark.parametrize(("judgement", "why"), [("merge", ""), ("", "So it is"), ("both", "x")])
def test_a_judgement_needs_both_its_words(
    client: Client, lead: User, listed: Settlement, judgement: str, why: str
) -> None:
    answer = judge(client, judgement, why)

    assert answer.status_code == 422
    assert "Something needs your attention" in text(answer)
    assert not MemberAlias.objects.exists()


@pytest.mark.parametrize(
    ("query", "status"),
    [("one=1&other=1", 409), ("one=1&other=99", 409), ("one=x&other=2", 422), ("", 422)],
)
def test_numbers_that_are_no_two_members_are_said_in_place(
    client: Client, lead: User, listed: Settlement, query: str, status: int
) -> None:
    answer = client.get(f"{MERGES}compare/?{query}")

    assert answer.status_code == status
    assert not Event.objects.filter(kind="roster.read").exists()


def test_who_was_merged_meanwhile_is_shown_as_that(
    client: Client, lead: User, listed: Settlement
) -> None:
    """A second person presses the button of a page that is out of date."""
    page = client.get(PAIR)
    merging.merge(settlement=listed, one=1, other=2, by=lead, why="One person")

    answer = client.post(PAIR, {"judgement": "apart", "why": ""})

    assert page.status_code == 200
    assert answer.status_code == 422
    assert "They are merged" in text(answer)


def test_a_whole_merge_is_undone(client: Client, lead: User, settlement: Settlement) -> None:
    list_of(settlement, [{"email": 1, "name": 1}] * 4)
    search = duplicates.search(settlement=settlement, by=lead)
    change = merging.merge_by_rule(search=search, rule="name_and_email", by=lead, why="Ordered")
    page = f"{MERGES}{change.pk}/"
    assert "Compare 4 with 1, or part them" in text(client.get(page))
    assert client.post(page, {"why": ""}).status_code == 422

    undone = client.post(page, {"why": "The wrong rule"})

    assert undone["Location"] == f"{MERGES}{RosterChange.objects.latest('pk').pk}/"
    assert not MemberAlias.objects.exists()
    assert "Nothing of this merge is left" in text(client.get(page))
    assert client.post(page, {"why": "Once more"}).status_code == 409


def test_groups_of_a_rule_go_page_by_page(
    client: Client, lead: User, settlement: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "GROUPS", 1)
    monkeypatch.setattr(candidates, "MEMBERS", 2)
    list_of(settlement, [{"email": no % 2, "name": 1} for no in range(1, 9)])
    assert "Nobody has searched this list yet" in text(client.get(MERGES))
    duplicates.search(settlement=settlement, by=lead)

    first = text(client.get(f"{MERGES}?rule=name_and_email"))
    second = text(client.get(f"{MERGES}?rule=name_and_email&after=1"))

    assert "one=1&amp;other=3" in first
    assert "and 1 more" in first
    assert "one=2&amp;other=4" not in first
    assert "?rule=name_and_email&amp;after=1" in first
    assert "one=2&amp;other=4" in second
    assert 'rel="next"' not in second
    assert client.get(f"{MERGES}?rule=nonsense").status_code == 404


def test_changes_go_page_by_page(
    client: Client, lead: User, settlement: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "CHANGES", 1)
    list_of(settlement, [{"email": no} for no in range(4)])
    for one, other in ((1, 2), (3, 4)):
        merging.merge(settlement=settlement, one=one, other=other, by=lead, why=f"Reason {one}")

    first = text(client.get(MERGES))

    assert "Reason 3" in first
    assert "Reason 1" not in first
    before = RosterChange.objects.latest("pk").pk
    assert "Reason 1" in text(client.get(f"{MERGES}?before={before}"))


def test_a_worker_searches_the_list_when_asked(
    client: Client, lead: User, listed: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [client.post(SEARCH)["Location"] for _time in range(2)]

    job = Job.objects.get()
    assert asked == [f"/staff/work/{job.pk}/"] * 2
    for chunk in job.chunks.all():
        tasks.search_list(chunk_id=chunk.pk)
    tasks.close_search(job_id=job.pk)

    job.refresh_from_db()
    assert job.status == JobStatus.DONE
    search = SharingSearch.objects.get()
    assert search.made_by == lead
    assert "Searched by Lena" in text(client.get(MERGES))
    assert client.get(asked[0]).status_code == 200


def test_without_a_list_there_is_nothing_to_search(
    client: Client, lead: User, settlement: Settlement
) -> None:
    answer = client.post(SEARCH)

    assert answer.status_code == 409
    assert "Import one first" in text(answer)


def test_more_groups_ask_no_more_queries(
    client: Client, lead: User, settlement: Settlement, django_assert_max_num_queries: Any
) -> None:
    def queries() -> int:
        duplicates.search(settlement=settlement, by=lead)
        with django_assert_max_num_queries(40) as asked:
            assert client.get(MERGES).status_code == 200
        return len(asked)

    list_of(settlement, [{"email": no // 3, "phone": no // 3, "name": 1} for no in range(90)])
    many = queries()
    for other in (2, 3):
        merging.merge(settlement=settlement, one=1, other=other, by=lead, why="One person")
    assert queries() == many
