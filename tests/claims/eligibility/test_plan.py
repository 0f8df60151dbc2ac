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


@pytest.fixture
def values(settlement: Settlement) -> dict[str, Any]:
    """50,000 members, 20,000 claims, and what the statements ask for a chunk of 5,000."""
    made = empty_list(settlement)
    sql.run(FILL_LIST, settlement_id=settlement.pk, members=50_000)
    made.learn()
    sql.run(FILL_CLAIMS, settlement_id=settlement.pk, claims=20_000)
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
        "terms_version_id": 1,
        "repeated": 5,
        "by": 1,
        "class_list": None,
        "replaced": None,
        "now": "2026-11-24",
    }


def plan(statement: str, values: dict[str, Any]) -> list[dict[str, Any]]:
    """The nodes of a statement's plan that read a table."""
    ((whole,),) = sql.rows(f"EXPLAIN (FORMAT JSON) {statement}", **values)
    return [node for node in _nodes(whole[0]["Plan"]) if "Relation Name" in node]


def _nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [node, *(each for child in node.get("Plans", []) for each in _nodes(child))]


def test_matching_reads_the_class_list_by_its_indexes_alone(values: dict[str, Any]) -> None:
    reads = plan(candidates.MATCH, values)

    of_list = [node for node in reads if node["Relation Name"].startswith("roster_members")]
    assert [node["Node Type"] for node in of_list] == ["Index Only Scan"] * 4
    assert "Seq Scan" not in {node["Node Type"] for node in reads}


def test_deciding_reads_no_table_whole(values: dict[str, Any]) -> None:
    candidates.match_chunk(
        settlement_id=values["settlement_id"],
        class_list=None,
        first=values["first"],
        last=values["last"],
        flags=[],
    )
    sql.run("ANALYZE claims_match")

    reads = plan(verdicts.DECIDE, values)

    assert {node["Node Type"] for node in reads} <= {
        "Index Scan",
        "Index Only Scan",
        "ModifyTable",
    }
