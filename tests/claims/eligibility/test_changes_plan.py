"""What a change concerns is found without the class list, and renewed by its indexes alone."""

from typing import Any

import pytest

from claims.eligibility import candidates, changes
from settlement import sql
from settlement.accounts.models import User
from settlement.roster import changes as roster
from settlement.roster.models import RosterChange
from settlement.terms.models import Settlement
from tests.claims.eligibility.test_plan import plan, values

__all__ = ["values"]  # a list of 50,000 members and 20,000 claims, as a fixture

APPROVE = """
    UPDATE claims_claim SET status = 'approved', member_no = id - %(first)s + 1,
                            rule = CASE WHEN id %% 2 = 0 THEN 'decided' ELSE 'code_and_name' END,
                            frozen_at = CASE WHEN id %% 3 = 0 THEN now() END
"""
MATCHED = """
    INSERT INTO claims_match (claim_id, settlement_id, claim_version, received_at, finding,
                              member_no, sure, compared)
    SELECT id, settlement_id, 1, received_at, 'code_and_name', member_no, true, compared
      FROM claims_claim CROSS JOIN (SELECT %(compared)s AS compared) AS c
"""
TELL = """
    INSERT INTO settlement_changedmember (change_id, member_no)
    SELECT %(change)s, n FROM generate_series(1, 50000, 10) AS n
"""


@pytest.fixture
def changed(values: dict[str, Any], settlement: Settlement, alice: User) -> dict[str, Any]:
    """All claims are approved, and every tenth member of the list was changed."""
    sql.run(APPROVE, first=values["first"])
    compared = sql.value(
        "SELECT data_type FROM information_schema.columns"
        " WHERE table_name = 'claims_match' AND column_name = 'compared'"
    )
    sql.run(
        MATCHED.replace("%(compared)s", "'{}'::jsonb" if compared == "jsonb" else "'{}'::text[]")
    )
    change = RosterChange.objects.create(settlement=settlement, kind="supplement", made_by=alice)
    sql.run(TELL, change=change.pk)
    roster.keep_keys(change)
    for table in ("claims_claim", "claims_match", "settlement_changedmember",
                  "settlement_changedkey"):  # fmt: skip
        sql.run(f"ANALYZE {table}")
    ids = [*range(values["first"], values["last"] + 1, 10)]
    more = {"changes": [change.pk], "size": 1_000, "why": "", "ids": ids, "among": ids}
    return values | more | {"approving": ["code_and_name"]}


def of_list(reads: list[dict[str, Any]]) -> list[str]:
    """How a plan reads the class list."""
    return [
        node["Node Type"] for node in reads if node["Relation Name"].startswith("roster_members")
    ]


def test_what_is_concerned_is_found_without_the_class_list(changed: dict[str, Any]) -> None:
    for statement in (changes.CONCERNED, changes.RANGES, changes.COUNT):
        assert of_list(plan(statement, changed)) == []

    assert len(sql.rows(changes.CONCERNED, **changed)) == 500


def test_a_chunk_is_renewed_and_placed_by_indexes_alone(changed: dict[str, Any]) -> None:
    for statement in (changes.EVIDENCE, changes.TAKE_BACK, changes.PLACE):
        reads = plan(statement, changed)
        assert "Seq Scan" not in {node["Node Type"] for node in reads}
        assert set(of_list(reads)) <= {"Index Scan", "Index Only Scan"}


def test_a_chunk_is_matched_anew_by_indexes_alone(changed: dict[str, Any]) -> None:
    reads = plan(candidates.MATCH_AMONG, changed)

    # The last is of whoever is the same person, where somebody is.
    assert of_list(reads) == ["Index Only Scan"] * 5
