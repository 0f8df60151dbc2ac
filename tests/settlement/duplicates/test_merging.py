"""Members who are one person are merged and parted again; who stays is never merged himself."""

import pytest
from django.db import IntegrityError, transaction

from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.duplicates import duplicates, merging
from settlement.duplicates.sharing import KeptApart, SharingSearch
from settlement.errors import Refusal
from settlement.roster.models import MemberAlias, RosterChange
from settlement.terms.models import Settlement
from tests.settlement.roster.listed import FALSE, TRUE, list_of

RULE = "name_and_email"
TWINS = [{"email": 1, "name": 1}] * 3 + [{"email": 2, "name": 2}] * 2
NOBODY_ALIKE = [{"email": no} for no in range(9)]


@pytest.fixture
def listed(settlement: Settlement) -> Settlement:
    list_of(settlement, NOBODY_ALIKE)
    return settlement


@pytest.fixture
def searched(settlement: Settlement, bob: User) -> SharingSearch:
    list_of(settlement, TWINS)
    return duplicates.search(settlement=settlement, by=bob)


def aliases() -> dict[int, int]:
    return dict(MemberAlias.objects.values_list("member_no", "same_as"))


def about(change: RosterChange) -> list[int]:
    return sorted(change.changed_members.values_list("member_no", flat=True))


def merge(settlement: Settlement, one: int, other: int, by: User) -> RosterChange:
    return merging.merge(settlement=settlement, one=one, other=other, by=by, why="One person")


def split(settlement: Settlement, member_no: int, by: User) -> RosterChange:
    return merging.split(settlement=settlement, member_no=member_no, by=by, why="Two people")


def test_the_smallest_number_stays(listed: Settlement, bob: User) -> None:
    merge(listed, 5, 2, bob)

    assert aliases() == {5: 2}
    assert merging.person_of(listed, 5) == 2


def test_merged_with_somebody_smaller_all_go_to_that_one(listed: Settlement, bob: User) -> None:
    merge(listed, 4, 5, bob)
    merge(listed, 2, 6, bob)

    change = merge(listed, 6, 5, bob)
    last = merge(listed, 1, 6, bob)

    assert aliases() == {2: 1, 4: 1, 5: 1, 6: 1}
    assert about(change) == [2, 4, 5, 6]
    assert about(last) == [1, 2, 4, 5, 6]


def test_a_merge_is_a_change_of_the_list_with_its_members_and_its_event(
    listed: Settlement, bob: User
) -> None:
    change = merge(listed, 3, 7, bob)

    assert (change.kind, change.made_by, change.why) == ("merge", bob, "One person")
    assert (change.members, about(change)) == (2, [3, 7])
    event = Event.objects.get(kind="roster.merge")
    assert (event.actor, event.why) == (bob, "One person")
    assert event.data == {"change": change.pk, "members": 2, "member_no": 7, "same_as": 3}


@pytest.mark.parametrize(
    ("one", "other", "why", "sentence"),
    [
        (1, 1, "One person", "same number"),
        (1, 99, "One person", "Member 99 is not on the class list"),
        (1, 2, " ", "Say why"),
        (8, 9, "One person", "merged already, as member 8"),
    ],
)
def test_what_cannot_be_merged_is_refused(
    listed: Settlement, bob: User, one: int, other: int, why: str, sentence: str
) -> None:
    merge(listed, 8, 9, bob)

    with pytest.raises(Refusal, match=sentence):
        merging.merge(settlement=listed, one=one, other=other, by=bob, why=why)

    assert aliases() == {9: 8}


def test_a_rule_merges_all_that_it_found(searched: SharingSearch, bob: User) -> None:
    change = merging.merge_by_rule(search=searched, rule=RULE, by=bob, why="Ordered by counsel")

    assert aliases() == {2: 1, 3: 1, 5: 4}
    assert about(change) == [1, 2, 3, 4, 5]
    assert {*MemberAlias.objects.values_list("rule", flat=True)} == {RULE}
    assert Event.objects.get(kind="roster.merge").data["merged"] == 3


def test_a_rule_takes_along_who_was_merged_before(settlement: Settlement, bob: User) -> None:
    list_of(settlement, [*TWINS, {"email": 7}])
    merge(settlement, 6, 5, bob)
    merge(settlement, 2, 6, bob)
    search = duplicates.search(settlement=settlement, by=bob)

    merging.merge_by_rule(search=search, rule=RULE, by=bob, why="Ordered by counsel")

    assert aliases() == {2: 1, 3: 1, 4: 1, 5: 1, 6: 1}


def test_a_rule_leaves_to_a_person_whom_the_list_tells_apart(
    settlement: Settlement, bob: User
) -> None:
    list_of(settlement, [{"email": 1, "name": 1, "flags": flag} for flag in (TRUE, FALSE)])
    search = duplicates.search(settlement=settlement, by=bob)

    with pytest.raises(Refusal, match="Nobody is left"):
        merging.merge_by_rule(search=search, rule=RULE, by=bob, why="Ordered by counsel")

    assert not RosterChange.objects.exists()


def test_a_rule_is_called_upon_what_a_person_has_seen(searched: SharingSearch, bob: User) -> None:
    merge(searched.settlement, 4, 5, bob)

    with pytest.raises(Refusal, match="changed since it was searched"):
        merging.merge_by_rule(search=searched, rule=RULE, by=bob, why="Ordered by counsel")


def test_an_unknown_rule_is_refused(searched: SharingSearch, bob: User) -> None:
    with pytest.raises(Refusal, match="There is no rule everybody"):
        merging.merge_by_rule(search=searched, rule="everybody", by=bob, why="I like it")


def test_a_split_undoes_a_merge_and_no_rule_makes_it_again(
    searched: SharingSearch, bob: User
) -> None:
    case = searched.settlement
    merging.merge_by_rule(search=searched, rule=RULE, by=bob, why="Ordered by counsel")

    change = split(case, 2, bob)

    assert aliases() == {3: 1, 5: 4}
    assert (change.kind, about(change)) == ("split", [1, 2, 3])
    again = duplicates.search(settlement=case, by=bob)
    with pytest.raises(Refusal, match="Nobody is left"):
        merging.merge_by_rule(search=again, rule=RULE, by=bob, why="Ordered by counsel")


def test_who_is_split_off_takes_along_who_was_merged_into_him(
    listed: Settlement, bob: User
) -> None:
    merge(listed, 4, 6, bob)
    merge(listed, 4, 8, bob)
    merge(listed, 2, 4, bob)
    merge(listed, 2, 7, bob)
    merge(listed, 1, 2, bob)

    split(listed, 4, bob)

    assert aliases() == {2: 1, 6: 4, 7: 1, 8: 4}


def test_a_whole_merge_is_undone_but_for_what_was_merged_since(
    searched: SharingSearch, bob: User
) -> None:
    case = searched.settlement
    by_rule = merging.merge_by_rule(search=searched, rule=RULE, by=bob, why="Ordered by counsel")
    merge(case, 1, 4, bob)

    change = merging.undo(merge=by_rule, by=bob, why="It was the wrong rule")

    assert aliases() == {4: 1}
    assert about(change) == [1, 2, 3, 4, 5]
    assert not KeptApart.objects.exists()
    with pytest.raises(Refusal, match="Nothing of this merge is left"):
        merging.undo(merge=by_rule, by=bob, why="Once more")


def test_who_was_kept_apart_can_be_merged_by_a_person(listed: Settlement, bob: User) -> None:
    merging.keep_apart(settlement=listed, one=7, other=3, by=bob, why="Father and son")
    assert KeptApart.objects.get(low_no=3, high_no=7).why == "Father and son"

    merge(listed, 3, 7, bob)

    assert aliases() == {7: 3}
    assert not KeptApart.objects.exists()


def test_who_is_one_cannot_be_kept_apart(listed: Settlement, bob: User) -> None:
    merge(listed, 3, 7, bob)

    with pytest.raises(Refusal, match="merged already"):
        merging.keep_apart(settlement=listed, one=7, other=3, by=bob, why="Father and son")


@pytest.mark.parametrize(
    ("member_no", "same_as", "merged_into", "held_by"),
    [
        (2, 5, 5, "alias_smallest_stays"),
        (5, 5, 5, "alias_smallest_stays"),
        (7, 3, 2, "alias_smallest_stays"),
        (7, 6, 6, "who stays is never merged"),
        (4, 3, 3, "who stays is never merged"),
        (6, 1, 1, "alias_of_one"),
    ],
)
def test_the_database_keeps_who_stays_from_being_an_alias(
    listed: Settlement, bob: User, member_no: int, same_as: int, merged_into: int, held_by: str
) -> None:
    """Members 6 and 4 are one: 4 stays. Nobody may be said to be 6, and 4 to be nobody else."""
    change = merge(listed, 4, 6, bob)

    with pytest.raises(IntegrityError, match=held_by), transaction.atomic():
        MemberAlias.objects.create(
            settlement=listed,
            member_no=member_no,
            same_as=same_as,
            merged_into=merged_into,
            rule="person",
            change=change,
        )


def test_a_change_of_an_alias_makes_no_chain_either(listed: Settlement, bob: User) -> None:
    merge(listed, 4, 6, bob)
    merge(listed, 5, 7, bob)

    with pytest.raises(IntegrityError, match="who stays"), transaction.atomic():
        MemberAlias.objects.filter(member_no=7).update(same_as=6, merged_into=6)
