"""A member is found by any identifier, by one index read each, and by a code only with both."""

from pathlib import Path

import pytest

from settlement import sql
from settlement.accounts.models import User
from settlement.roster import lookup
from settlement.roster.lookup import BY_CODE, BY_IDENTIFIER, Candidate
from settlement.synthetic import roster_file
from settlement.synthetic.synthetic import SyntheticClass
from settlement.terms.models import Settlement
from tests import make
from tests.settlement.roster.listing import ANA, BEN, import_, write


@pytest.fixture
def listed(settlement: Settlement, alice: User, tmp_path: Path) -> Settlement:
    import_(settlement, write(tmp_path / "list.csv", ANA, BEN), by=alice)
    return settlement


def test_notice_id_and_code_together_find_their_member(listed: Settlement) -> None:
    found = lookup.find_by_code(
        settlement=listed, notice_id="7kq2 9f4d px3w 8rt8", code="k4t7p9xwm8"
    )

    assert found is not None
    assert found.member_no == 1
    assert found.matched_on == {"notice_id", "code"}
    assert (found.flags, found.state) == ({"illinois_creator": True}, "IL")


@pytest.mark.parametrize(
    ("notice_id", "code"),
    [
        ("7KQ2-9F4D-PX3W-8RT8", "K4T7P-9XWM9"),
        ("7KQ2-9F4D-PX3W-8RT9", "K4T7P-9XWM8"),
        ("7KQ2-9F4D-PX3W-8RT8", ""),
        ("", "K4T7P-9XWM8"),
        ("", ""),
        ("\u2603", "\x00"),
    ],
)
def test_a_wrong_code_and_an_unknown_notice_id_are_the_same_answer(
    listed: Settlement, notice_id: str, code: str
) -> None:
    assert lookup.find_by_code(settlement=listed, notice_id=notice_id, code=code) is None


def test_they_are_the_same_work_too(listed: Settlement) -> None:
    """One query, one index, no row: a wrong code differs in nothing from an unknown ID."""
    right = lookup.keys_for(settlement=listed, notice_id=ANA["notice_id"], code="K4T7P-9XWM8")
    plans = []
    for notice_key, code_key in ((right.notice_key, 1), (2, right.code_key), (3, 4)):
        plan = sql.rows(
            f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) {BY_CODE}",
            settlement_id=listed.pk,
            notice_key=notice_key,
            code_key=code_key,
        )
        plans.append([line.split("(")[0].strip() for (line,) in plan if "rows=" in line])

    assert plans[0] == plans[1] == plans[2]


def test_identifiers_find_all_they_lead_to_and_say_which_did(listed: Settlement) -> None:
    found = lookup.find(
        settlement=listed,
        identifiers={
            "phone": ["+13125550142"],
            "email": ["nobody@example.org", "BEN@example.org"],
            "username": ["ana.b"],
            "notice_id": [],
        },
    )

    assert {each.member_no: sorted(each.matched_on) for each in found} == {
        1: ["phone", "username"],
        2: ["email", "phone"],
    }


def test_a_notice_id_alone_leads_to_its_member_but_is_no_code(listed: Settlement) -> None:
    (found,) = lookup.find(settlement=listed, identifiers={"notice_id": [ANA["notice_id"]]})

    assert isinstance(found, Candidate)
    assert found.matched_on == {"notice_id"}


@pytest.mark.parametrize("identifiers", [{}, {"email": []}, {"email": ["", "@"], "phone": ["1"]}])
def test_who_gives_nothing_usable_finds_nobody(
    listed: Settlement, identifiers: dict[str, list[str]]
) -> None:
    assert lookup.find(settlement=listed, identifiers=identifiers) == []


def test_a_case_without_a_list_has_nobody(settlement: Settlement) -> None:
    assert lookup.find(settlement=settlement, identifiers={"email": [ANA["email"]]}) == []
    assert lookup.find_by_code(settlement=settlement, notice_id=ANA["notice_id"], code="x") is None


def test_another_case_does_not_know_our_members(listed: Settlement, alice: User) -> None:
    other = make.settlement(slug="other")

    assert lookup.find(settlement=other, identifiers={"email": [ANA["email"]]}) == []


@pytest.mark.parametrize("kind", BY_IDENTIFIER)
def test_a_look_up_reads_its_index_and_nothing_else(
    settlement: Settlement, alice: User, tmp_path: Path, kind: str
) -> None:
    roster_file.write(tmp_path / "list.csv", SyntheticClass(5_000))
    import_(settlement, tmp_path / "list.csv", by=alice)

    plan = _plan(BY_IDENTIFIER[kind], settlement_id=settlement.pk, **{kind: [1, 2, 3]})

    assert plan.count("Index Only Scan") == plan.count("Scan using") == 2
    assert "_member_no" in plan
    assert f"{kind.removesuffix('_id')}_key" in plan
    assert "Seq Scan" not in plan
    assert "Heap Fetches: 0" in plan


def test_many_claims_are_joined_by_the_index_alone(
    settlement: Settlement, alice: User, tmp_path: Path
) -> None:
    roster_file.write(tmp_path / "list.csv", SyntheticClass(5_000))
    import_(settlement, tmp_path / "list.csv", by=alice)

    plan = _plan(
        """
        SELECT m.member_no, m.name_key
          FROM unnest(%(keys)s::bigint[]) claim (email_key)
          JOIN settlement_classmember m
            ON m.settlement_id = %(settlement_id)s::int4 AND m.email_key = claim.email_key
        """,
        settlement_id=settlement.pk,
        keys=[1, 2, 3],
    )

    assert "Index Only Scan" in plan
    assert "Seq Scan" not in plan


def _plan(statement: str, **values: object) -> str:
    return "\n".join(
        line for (line,) in sql.rows(f"EXPLAIN (ANALYZE, COSTS OFF) {statement}", **values)
    )
