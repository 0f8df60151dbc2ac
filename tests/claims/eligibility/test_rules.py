"""The rules, one by one and in their order."""

import pytest

from claims.eligibility.matching import SURE, Finding
from claims.eligibility.rules import REPEATED, RULES, Facts, decide
from claims.filing.models import ClaimStatus

FINE = Facts(finding=Finding.CODE_AND_NAME)


@pytest.mark.parametrize("finding", Finding)
def test_a_claim_is_approved_without_a_person_only_where_the_match_is_sure(
    finding: Finding,
) -> None:
    assert (decide(Facts(finding=finding)).outcome == "approved") == (finding in SURE)


@pytest.mark.parametrize(
    ("facts", "code", "outcome"),
    [
        (Facts(FINE.finding, minor=True), "minor_without_guardian", "deficient"),
        (Facts(FINE.finding, minor=True, guardian=True), "code_and_name", "approved"),
        (Facts(FINE.finding, destination_claims=REPEATED), "repeated_destination", "in_review"),
        (Facts(FINE.finding, destination_claims=REPEATED - 1), "code_and_name", "approved"),
        (Facts(FINE.finding, late=True), "late", "in_review"),
        (Facts(FINE.finding, claimed=True), "already_claimed", "in_review"),
        (Facts(FINE.finding, excluded=True), "excluded", "in_review"),
        (Facts(FINE.finding, excluded=True, late=True, claimed=True), "excluded", "in_review"),
        (Facts(FINE.finding, excluded=True, minor=True), "minor_without_guardian", "deficient"),
        (Facts(FINE.finding, contradicts=True), "answer_contradicts_list", "approved"),
        (Facts(FINE.finding, contradicts=True, claimed=True), "already_claimed", "in_review"),
        (Facts(FINE.finding, to_check=True), "evidence_to_check", "in_review"),
        (Facts(FINE.finding, to_check=True, claimed=True), "already_claimed", "in_review"),
        (Facts(FINE.finding, to_check=True, contradicts=True), "evidence_to_check", "in_review"),
        (Facts(Finding.NAME_DIFFERS, to_check=True), "name_differs", "in_review"),
        (Facts(Finding.NAME_DIFFERS, contradicts=True), "name_differs", "in_review"),
        (Facts(Finding.NOT_LISTED, minor=True), "minor_without_guardian", "deficient"),
        (
            Facts(Finding.NOT_LISTED, destination_claims=REPEATED),
            "repeated_destination",
            "in_review",
        ),
    ],
)
def test_the_first_rule_that_holds_speaks(facts: Facts, code: str, outcome: str) -> None:
    rule = decide(facts)

    assert (rule.code, rule.outcome) == (code, outcome)


def test_a_rule_that_holds_a_claim_names_its_queue() -> None:
    assert [rule.queue for rule in RULES] == [
        rule.code if rule.outcome == "in_review" else "" for rule in RULES
    ]


def test_outcomes_are_statuses_that_a_filed_claim_may_take() -> None:
    assert {rule.outcome for rule in RULES} <= set(ClaimStatus)
