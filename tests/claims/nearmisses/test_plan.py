"""Looking for near misses probes the class list's indexes, and nothing but indexes."""

from typing import Any

import pytest

from claims.eligibility.statements import plan_by_index
from claims.nearmisses import narrowing, statements
from settlement import sql
from settlement.roster import reading
from settlement.roster.layers import EVERY
from settlement.terms.models import Settlement
from tests.claims.eligibility.conftest import empty_list
from tests.claims.eligibility.test_plan import FILL_CLAIMS, FILL_LIST, plan

MEMBERS, CLAIMS, KEYS = 50_000, 20_000, 30_000


@pytest.fixture
def values(settlement: Settlement) -> dict[str, Any]:
    """50,000 members, 20,000 claims in review, and the keys of a chunk."""
    made = empty_list(settlement)
    sql.run(FILL_LIST, settlement_id=settlement.pk, members=MEMBERS)
    made.learn()
    sql.run(FILL_CLAIMS, settlement_id=settlement.pk, claims=CLAIMS)
    sql.run("UPDATE claims_claim SET status = 'in_review', queue = 'not_listed'")
    sql.run("ANALYZE claims_claim, claims_match, claims_nearmisssearch")
    plan_by_index()
    first = sql.value("SELECT min(id) FROM claims_claim")
    return {
        "settlement_id": settlement.pk,
        **{kind: list(range(KEYS)) for kind in statements.KINDS},
        "most": statements.MOST_PER_KEY,
        "findings": [*statements.FINDINGS],
        "class_list": 1,
        "change": None,
        "first": first,
        "last": first + 99,
        "every": EVERY,
        "member_nos": list(range(1, 600)),
        "blocks": list(range(100)),
        "after": 0,
    }


def test_keys_are_probed_in_the_indexes_alone(values: dict[str, Any]) -> None:
    reads = plan(statements.PROBE, values)

    assert [node["Node Type"] for node in reads] == ["Index Only Scan"] * 4
    assert all(node["Relation Name"].startswith("roster_members") for node in reads)
    assert all("_key = probe" in node["Index Cond"] for node in reads)  # no index is read whole


@pytest.mark.parametrize(
    "statement", [statements.DUE, narrowing.BROUGHT, reading.PLACES, reading.BLOCKS]
)
def test_claims_and_details_are_read_by_index(statement: str, values: dict[str, Any]) -> None:
    reads = plan(statement, values)

    assert reads
    assert {node["Node Type"] for node in reads} <= {"Index Scan", "Index Only Scan"}
    assert all("Index Cond" in node for node in reads)
