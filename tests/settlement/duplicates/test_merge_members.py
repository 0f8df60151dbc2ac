"""`manage.py merge_members`: who calls a rule, what it says it did, and what it refuses."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from settlement.accounts.models import User
from settlement.duplicates.sharing import SharingSearch
from settlement.roster.models import MemberAlias, RosterChange
from settlement.terms.models import Settlement
from tests.settlement.roster.listed import list_of

RULE = "name_and_email"
WHY = {"why": "Counsel agreed"}


@pytest.fixture
def listed(settlement: Settlement) -> Settlement:
    twins = [{"email": 1, "phone": 1, "name": 1}] * 2
    list_of(settlement, [*twins, {"email": 2, "name": 2}, {"email": 2, "name": 2}])
    return settlement


def call(*args: str, **options: Any) -> str:
    out = StringIO()
    call_command("merge_members", "small", *args, stdout=out, **options)
    return out.getvalue()


def test_without_a_rule_it_looks_and_changes_nothing(listed: Settlement) -> None:
    said = call()

    assert "email: 4 members in 2 groups, the largest of 2.\n" in said
    assert "name_and_two_identifiers: 2 members in 1 groups" in said
    assert "The class list is unchanged." in said
    assert not MemberAlias.objects.exists()


def test_a_trial_tells_what_the_rule_would_merge(listed: Settlement) -> None:
    said = json.loads(call("--rule", RULE, "--dry-run", "--json"))

    assert said["change"] is None
    assert {"what": RULE, "groups": 2, "members": 4, "largest": 2, "held": 0} in said["shared"]
    assert not MemberAlias.objects.exists()


def test_a_rule_is_called_by_a_person_with_a_reason(listed: Settlement, bob: User) -> None:
    said = json.loads(call("--rule", RULE, "--by", bob.email, "--json", **WHY))

    change = RosterChange.objects.get(pk=said["change"])
    assert said["members"] == change.members == 4
    assert (change.made_by, change.why) == (bob, "Counsel agreed")
    assert dict(MemberAlias.objects.values_list("member_no", "same_as")) == {2: 1, 4: 3}


def test_a_list_that_did_not_change_is_searched_once(listed: Settlement) -> None:
    call()
    call("--rule", RULE, **WHY)
    assert SharingSearch.objects.count() == 1

    call()

    assert SharingSearch.objects.count() == 2


def test_a_merge_is_undone_by_its_number(listed: Settlement, bob: User) -> None:
    merge = json.loads(call("--rule", RULE, "--json", **WHY))["change"]

    said = call(undo=merge, by=bob.email, **WHY)

    assert "is about 4 members." in said
    assert not MemberAlias.objects.exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"rule": "everybody", **WHY}, "There is no rule everybody. The rules are name_and_two"),
        ({"rule": RULE}, "Say why"),
        ({"undo": 9_999, **WHY}, "This case has no merge 9999"),
        ({"undo": 9_999, "dry_run": True, **WHY}, "--undo has no trial"),
        ({"rule": RULE, "by": "nobody@example.org", **WHY}, "Nobody on the staff"),
    ],
)
def test_what_it_refuses_it_says_in_one_sentence_and_changes_nothing(
    listed: Settlement, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        call(**options)

    assert not RosterChange.objects.exists()


def test_a_refusal_is_one_object_for_a_program(
    listed: Settlement, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("merge_members", "small", rule="everybody", json=True, **WHY)

    assert ended.value.code == 1
    assert "There is no rule" in json.loads(capsys.readouterr().out)["refused"]


def test_who_has_not_the_right_does_not_merge(
    listed: Settlement, alice: User, charlie: User
) -> None:
    for person in (alice, charlie):
        with pytest.raises(CommandError, match="no role that may do this"):
            call(rule=RULE, by=person.email, **WHY)


def test_but_on_a_local_site_a_person_is_named(listed: Settlement, settings: Settings) -> None:
    settings.LOCAL = False

    with pytest.raises(CommandError, match="under a person's name"):
        call(rule=RULE, **WHY)
    assert "unchanged" in call()
