"""Members who share identifiers are found, counted, and proposed for merging by rule."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.duplicates import duplicates, merging
from settlement.duplicates.rules import RULES
from settlement.duplicates.sharing import MergeCandidate
from settlement.errors import Refusal
from settlement.roster.models import RosterChange
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster.listed import FALSE, TRUE, list_of

PAGE = Path(__file__).parents[3] / "docs/algorithms/duplicates.md"
COLUMNS = {"name": "name", "email": "e-mail", "phone": "phone", "username": "username"}
NAME_AND_TWO, NAME_AND_EMAIL = "name_and_two_identifiers", "name_and_email"


@pytest.fixture
def other(db: None) -> Settlement:
    return make.settlement(slug="other")


def found(settlement: Settlement, by: User, *members: Mapping[str, int]) -> dict[str, Any]:
    """What a search of a list of these members counts: what -> (groups, members, largest, held)."""
    list_of(settlement, members)
    return counts(settlement, by)


def counts(settlement: Settlement, by: User) -> dict[str, Any]:
    search = duplicates.search(settlement=settlement, by=by)
    return {
        each.what: (each.groups, each.members, each.largest, each.held)
        for each in search.counts.all()
    }


def candidates(rule: str) -> list[tuple[int, int, str]]:
    rows = MergeCandidate.objects.filter(rule=rule).order_by("member_no")
    return [*rows.values_list("member_no", "same_as", "held")]


def test_groups_are_counted_for_each_identifier_and_with_the_name(
    settlement: Settlement, bob: User
) -> None:
    counted = found(
        settlement,
        bob,
        {"email": 1, "name": 1},
        {"email": 1, "name": 1},
        {"email": 1, "name": 2},
        {"email": 2, "phone": 7, "name": 3},
        {"email": 2, "phone": 7},
        {"email": 3, "username": 9},
    )

    assert counted["email"] == (2, 5, 3, 0)
    assert counted["email_and_name"] == (1, 2, 2, 0)
    assert counted["phone"] == (1, 2, 2, 0)
    assert counted["phone_and_name"] == (0, 0, 0, 0)
    assert counted["username"] == (0, 0, 0, 0)


def test_the_same_name_and_email_is_one_person_by_that_rule(
    settlement: Settlement, bob: User
) -> None:
    counted = found(
        settlement,
        bob,
        {"email": 1, "name": 1},
        {"email": 1, "name": 2},
        {"email": 1, "name": 1},
        {"email": 1},
        {"email": 1, "name": 1},
    )

    assert candidates(NAME_AND_EMAIL) == [(3, 1, ""), (5, 1, "")]
    assert counted[NAME_AND_EMAIL] == (1, 3, 3, 0)
    assert candidates(NAME_AND_TWO) == []


def test_two_identifiers_besides_the_name_may_be_any_two(settlement: Settlement, bob: User) -> None:
    found(
        settlement,
        bob,
        {"email": 1, "phone": 1, "username": 1, "name": 1},
        {"email": 2, "phone": 1, "username": 1, "name": 1},
        {"email": 1, "phone": 2, "username": 1, "name": 1},
        {"email": 1, "phone": 1, "username": 2, "name": 1},
        {"email": 1, "phone": 3, "username": 3, "name": 1},
        {"email": 1, "phone": 1, "username": 1, "name": 2},
    )

    assert candidates(NAME_AND_TWO) == [(2, 1, ""), (3, 1, ""), (4, 1, "")]


def test_who_is_joined_by_a_chain_is_one_group(settlement: Settlement, bob: User) -> None:
    """1 and 2 share e-mail and phone, 2 and 3 phone and username, and so on: five are one."""
    found(
        settlement,
        bob,
        {"email": 1, "phone": 2, "name": 1},
        {"email": 3, "phone": 4, "username": 3, "name": 1},
        {"email": 5, "phone": 4, "username": 3, "name": 1},
        {"email": 5, "phone": 6, "username": 3, "name": 1},
        {"email": 5, "phone": 6, "username": 8, "name": 1},
        {"email": 1, "phone": 2, "name": 1, "username": 3},
        {"email": 3, "phone": 2, "username": 3, "name": 1},
    )

    assert candidates(NAME_AND_TWO) == [(no, 1, "") for no in (2, 3, 4, 5, 6, 7)]


def test_a_long_chain_is_followed_to_its_end(settlement: Settlement, bob: User) -> None:
    links = 60
    chain = [{"email": -(-no // 2), "phone": no // 2, "username": 1} for no in range(1, links)]
    members = [{"name": 1, **link} for link in chain]

    found(settlement, bob, *members)

    assert candidates(NAME_AND_TWO) == [(no, 1, "") for no in range(2, links)]


def test_who_would_lose_a_flag_is_left_to_a_person(settlement: Settlement, bob: User) -> None:
    counted = found(
        settlement,
        bob,
        {"email": 1, "name": 1, "flags": TRUE},
        {"email": 1, "name": 1, "flags": FALSE},
        {"email": 2, "name": 1, "flags": TRUE},
        {"email": 2, "name": 1},
        {"email": 3, "name": 1},
        {"email": 3, "name": 1, "flags": TRUE},
    )

    assert candidates(NAME_AND_EMAIL) == [(2, 1, "flags"), (4, 3, ""), (6, 5, "flags")]
    assert counted[NAME_AND_EMAIL] == (3, 6, 2, 2)


def test_the_flags_of_who_stays_count_though_only_his_alias_shares(
    settlement: Settlement, bob: User
) -> None:
    """2 is 1; 3 shares the address of 2, which 1 does not have."""
    for flags, held in ((FALSE, "flags"), (TRUE, "")):
        other = make.settlement(slug=f"flags-{flags}")
        first = {"email": 1, "name": 1, "flags": TRUE}
        list_of(other, [first, {"email": 2, "name": 1}, {"email": 2, "name": 1, "flags": flags}])
        merging.merge(settlement=other, one=1, other=2, by=bob, why="One person")

        duplicates.search(settlement=other, by=bob)

        assert candidates(NAME_AND_EMAIL)[-1] == (3, 1, held)
        MergeCandidate.objects.all().delete()


def test_the_flag_in_the_highest_bits_is_compared_too(settlement: Settlement, bob: User) -> None:
    found(
        settlement,
        bob,
        {"email": 1, "name": 1, "flags": -(1 << 31)},
        {"email": 1, "name": 1, "flags": 1 << 30},
    )

    assert candidates(NAME_AND_EMAIL) == [(2, 1, "flags")]


def test_who_was_kept_apart_is_left_to_a_person(settlement: Settlement, bob: User) -> None:
    list_of(settlement, [{"email": 1, "name": 1}] * 3 + [{"email": 2, "name": 2}] * 2)
    merging.keep_apart(settlement=settlement, one=3, other=2, by=bob, why="Father and son")

    counted = counts(settlement, bob)

    assert candidates(NAME_AND_EMAIL) == [(2, 1, "apart"), (3, 1, "apart"), (5, 4, "")]
    assert counted[NAME_AND_EMAIL] == (2, 5, 3, 1)


def test_who_was_merged_counts_as_one(settlement: Settlement, bob: User) -> None:
    list_of(settlement, [{"email": 1, "name": 1}, {"email": 1, "name": 1}, {"email": 1, "name": 2}])
    merging.merge(settlement=settlement, one=1, other=2, by=bob, why="The same")

    counted = counts(settlement, bob)

    assert counted["email"] == (1, 2, 2, 0)
    assert counted["email_and_name"] == (0, 0, 0, 0)
    assert candidates(NAME_AND_EMAIL) == []


def test_other_cases_share_nothing(settlement: Settlement, other: Settlement, bob: User) -> None:
    list_of(other, [{"email": 1, "name": 1}])

    assert found(settlement, bob, {"email": 1, "name": 1})["email"] == (0, 0, 0, 0)


def test_a_later_search_takes_the_candidates_place_and_leaves_the_counts(
    settlement: Settlement, bob: User
) -> None:
    first = found(settlement, bob, {"email": 1, "name": 1}, {"email": 1, "name": 1})

    second = counts(settlement, bob)

    assert first == second
    assert MergeCandidate.objects.count() == 1
    assert Event.objects.filter(kind="roster.searched").count() == 2
    assert duplicates.latest_search(settlement) is not None


def test_a_search_is_out_of_date_once_the_list_is_changed(
    settlement: Settlement, bob: User
) -> None:
    found(settlement, bob, {"email": 1})
    search = duplicates.search(settlement=settlement, by=bob)
    assert duplicates.is_current(search)

    RosterChange.objects.create(settlement=settlement, kind="supplement", made_by=bob)

    assert not duplicates.is_current(search)


def test_without_a_list_there_is_nothing_to_search(settlement: Settlement, bob: User) -> None:
    with pytest.raises(Refusal, match="no class list in use"):
        duplicates.search(settlement=settlement, by=bob)


def test_the_list_is_read_by_its_indexes_alone(settlement: Settlement, bob: User) -> None:
    members = ({"email": no, "phone": no, "username": no} for no in range(20_000))
    list_of(settlement, members)
    sql.run(duplicates.WALK_INDEXES)

    plan = sql.rows(f"EXPLAIN (FORMAT JSON) {duplicates.GATHER}", settlement_id=settlement.pk)

    reads = [node for node in nodes(plan[0][0][0]["Plan"]) if node["type"] == "roster"]
    assert len(reads) == 6
    assert {node["Node Type"] for node in reads} == {"Index Only Scan"}


def nodes(node: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """All nodes of a plan; "type" is "roster" for those that read a class list."""
    yield node | {"type": node.get("Relation Name", "").partition("_")[0]}
    for child in node.get("Plans", []):
        yield from nodes(child)


def test_the_documented_example_is_what_the_rules_find(settlement: Settlement, bob: User) -> None:
    flags = {"": 0, "true": TRUE, "false": FALSE}
    rows = documented()
    list_of(
        settlement,
        [
            {
                "flags": flags[row["flag"]],
                **{key: crc32(row[of].encode()) >> 1 for key, of in COLUMNS.items() if row[of]},
            }
            for row in rows
        ],
    )
    duplicates.search(settlement=settlement, by=bob)

    for rule in (NAME_AND_TWO, NAME_AND_EMAIL):
        said = [(row["member"], row[rule]) for row in rows if row[rule]]
        assert said == [
            (str(member), f"{stays}, left to a person" if held else str(stays))
            for member, stays, held in candidates(rule)
        ]


def documented() -> list[dict[str, str]]:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    head = next(row for row in cells if row[0] == "member")
    return [dict(zip(head, row, strict=True)) for row in cells if row[0].isdigit()]


def test_each_rule_is_documented() -> None:
    text = PAGE.read_text()

    assert [rule.code for rule in RULES if f"| `{rule.code}` |" not in text] == []
