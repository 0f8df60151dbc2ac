"""Whom the identifiers lead to. The examples are those of docs/algorithms/eligibility.md."""

import pytest

from claims.eligibility.matching import Candidate, Entered, Finding, match

EVERYTHING = Entered(frozenset({"notice_id", "email", "phone", "username"}))


def by(*found_by: str, no: int = 7, code: bool = False, named: bool | None = True) -> Candidate:
    return Candidate(no, frozenset(found_by), code=code, named=named)


@pytest.mark.parametrize(
    ("candidate", "finding"),
    [
        (by("notice_id", code=True), Finding.CODE_AND_NAME),
        (by("notice_id", "email", code=True, named=False), Finding.TWO_IDENTIFIERS),
        (by("notice_id", code=True, named=False), Finding.NAME_DIFFERS),
        (by("email", "phone", named=False), Finding.TWO_IDENTIFIERS),
        (by("email"), Finding.IDENTIFIER_AND_NAME),
        (by("email", named=False), Finding.NAME_DIFFERS),
        (by("email", named=None), Finding.NAME_DIFFERS),
        (by("notice_id"), Finding.CODE_MISSING),
        (by("notice_id", "email", named=False), Finding.NAME_DIFFERS),
    ],
)
def test_one_member_is_found_as_surely_as_the_evidence_allows(
    candidate: Candidate, finding: Finding
) -> None:
    matched = match(EVERYTHING, [candidate])

    assert (matched.finding, matched.member_no) == (finding, 7)


def test_nobody_is_found_where_no_identifier_leads_anywhere() -> None:
    matched = match(EVERYTHING, [])

    assert (matched.finding, matched.member_no) == (Finding.NOT_LISTED, None)
    assert set(matched.compared.values()) == {"not listed", "not compared"}


def test_the_letter_in_hand_outweighs_an_address_shared_with_somebody_else() -> None:
    """Example 4: a child's claim by its code, with the e-mail address of the mother, no. 8."""
    child, mother = by("notice_id", no=7, code=True), by("email", no=8, named=False)

    matched = match(EVERYTHING, [mother, child])

    assert (matched.finding, matched.member_no) == (Finding.CODE_AND_NAME, 7)
    assert matched.compared["email"] == "other member"


def test_two_members_who_fit_equally_well_are_left_to_a_person() -> None:
    """Example 5: one person with two accounts, listed twice."""
    matched = match(EVERYTHING, [by("username", no=7), by("email", no=8)])

    assert (matched.finding, matched.member_no) == (Finding.SEVERAL_MEMBERS, None)
    assert matched.compared["email"] == "listed"


def test_a_name_breaks_the_tie_within_a_household() -> None:
    matched = match(
        EVERYTHING, [by("email", "phone", no=7), by("email", "phone", no=8, named=False)]
    )

    assert (matched.finding, matched.member_no) == (Finding.TWO_IDENTIFIERS, 7)


def test_two_identifiers_of_one_do_not_outweigh_the_name_of_another() -> None:
    matched = match(EVERYTHING, [by("email", "phone", no=7, named=False), by("username", no=8)])

    assert matched.finding is Finding.SEVERAL_MEMBERS


def test_an_answer_against_the_list_is_recorded_and_stops_nothing() -> None:
    """Example 6: the list's flag counts for the points, whatever the claim says."""
    entered = Entered(
        frozenset({"email"}), answers={("created_in_illinois", "illinois_creator"): True}
    )
    listed = Candidate(7, frozenset({"email"}), flags={"illinois_creator": False})

    matched = match(entered, [listed])

    assert matched.finding is Finding.IDENTIFIER_AND_NAME
    assert matched.compared["created_in_illinois"] == "differs"
