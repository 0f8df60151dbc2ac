"""Verification reads indexes, and of the class list nothing but indexes."""

from typing import Any

import pytest

from claims.eligibility import candidates, statements, verdicts
from claims.eligibility.matching import SURE
from settlement import sql
from settlement.terms.models import Settlement
from tests.claims.eligibility.conftest import empty_list

FILL_LIST = """
    INSERT INTO settlement_classmember (settlement_id, member_no, name_key, notice_key, code_key,
                                        email_key, phone_key, username_key, ref_key)
    SELECT %(settlement_id)s, n, n %% 1000, hashint8extended(n, 1), hashint8extended(n, 2),
           hashint8extended(n, 3), hashint8extended(n, 4), hashint8extended(n, 5), n
      FROM generate_series(1, %(members)s) AS n
"""

FILL_CLAIMS = """
    INSERT INTO claims_claim (settlement_id, public_id, number, status, capacity, filer, language,
                              paper, late, minor, received_at, version, answers, address_state,
                              payment_method, payment_key, notice_key, code_key, email_key,
                              phone_key, username_keys, name_key, key_version, rule, queue)
    SELECT %(settlement_id)s, gen_random_uuid(), 'PLAN-' || n, 'filed', 'self', '', 'en',
           false, false, false, now(), 1, '{}', 'IL',
           'check', n, hashint8extended(n, 1), hashint8extended(n, 2), hashint8extended(n, 3),
           hashint8extended(n, 4), ARRAY[hashint8extended(n, 5)], n %% 1000, 1, '', ''
      FROM generate_series(1, %(claims)s) AS n
"""
# Rows that earlier tests rolled back make the planner believe in tables of many pages and no row.
FORGET = "TRUNCATE claims_match, claims_claim, claims_exclusion CASCADE"


@pytest.fixture
def values(settlement: Settlement) -> dict[str, Any]:
    return filled(settlement, analysed=True)


@pytest.fixture(params=[True, False], ids=["analysed", "never analysed"])
def any_values(settlement: Settlement, request: pytest.FixtureRequest) -> dict[str, Any]:
    return filled(settlement, analysed=request.param)


def filled(settlement: Settlement, *, analysed: bool) -> dict[str, Any]:
    """50,000 members, 20,000 claims, and what the statements ask for a chunk of 5,000."""
    made = empty_list(settlement)
    sql.run(FORGET)
    sql.run(FILL_LIST, settlement_id=settlement.pk, members=50_000)
    sql.run(FILL_CLAIMS, settlement_id=settlement.pk, claims=20_000)
    if analysed:
        made.learn()
        sql.run("ANALYZE claims_claim")
    statements.plan_by_index()
    first = sql.value("SELECT min(id) FROM claims_claim")
    return {
        "settlement_id": settlement.pk,
        "first": first,
        "last": first + 4_999,
        "sure": [*SURE],
        "questions": ["created_in_illinois"],
        "places": [0],
        "fields": ["notice_id", "email", "phone", "username", "name", "created_in_illinois"],
        "documented": ["loss"],
        "terms_version_id": 1,
        "repeated": 5,
        "by": 1,
        "class_list": None,
        "replaced": None,
        "now": "2026-11-24",
    }


type Nodes = list[dict[str, Any]]


def plan(statement: str, values: dict[str, Any]) -> Nodes:
    """The nodes of a statement's plan that read or write a table."""
    return [node for node in all_of(statement, values) if "Relation Name" in node]


def all_of(statement: str, values: dict[str, Any]) -> Nodes:
    """All nodes of a statement's plan."""
    ((whole,),) = sql.rows(f"EXPLAIN (FORMAT JSON) {statement}", **values)
    return _nodes(whole[0]["Plan"])


def _nodes(node: dict[str, Any]) -> Nodes:
    return [node, *(each for child in node.get("Plans", []) for each in _nodes(child))]


def by_condition(nodes: Nodes) -> Nodes:
    """Those that read a table, when they all do by a condition on an index."""
    read = [
        node for node in nodes if "Relation Name" in node and node["Node Type"] != "ModifyTable"
    ]
    assert {node["Node Type"] for node in read} <= {"Index Scan", "Index Only Scan"}
    assert [node for node in read if "Index Cond" not in node] == []
    return read


def test_matching_reads_the_class_list_by_its_indexes_alone(any_values: dict[str, Any]) -> None:
    with statements.chunk_at_once():
        reads = by_condition(plan(candidates.MATCH, any_values))

    of_list = [node for node in reads if node["Relation Name"].startswith("roster_members")]
    by_key = [node for node in of_list if not node["Index Name"].endswith("member_no")]
    assert [node["Node Type"] for node in by_key] == ["Index Only Scan"] * 4
    assert len(of_list) == 5  # the flags of whom a claim leads to


def test_matching_never_compares_each_claim_of_a_chunk_with_each_other(
    any_values: dict[str, Any],
) -> None:
    with statements.chunk_at_once():
        nodes = all_of(candidates.MATCH, any_values)

    loops = [
        [side for side in node["Plans"] if side["Parent Relationship"] in ("Outer", "Inner")]
        for node in nodes
        if node["Node Type"] == "Nested Loop"
    ]
    assert len(loops) == 6  # the four keys, who is the same person, and the flags of whom it is
    assert all(by_condition(_nodes(inner)) for _outer, inner in loops)


def test_deciding_reads_no_table_whole(any_values: dict[str, Any]) -> None:
    candidates.match_chunk(
        settlement_id=any_values["settlement_id"],
        class_list=None,
        first=any_values["first"],
        last=any_values["last"],
        flags=[],
    )

    by_condition(plan(verdicts.DECIDE, any_values))
