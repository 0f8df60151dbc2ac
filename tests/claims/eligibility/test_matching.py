"""What is compared, and how it is worded; whom identifiers lead to is in the worked examples."""

import pytest

from claims.eligibility.matching import Candidate, Entered, Finding, match

EVERYTHING = Entered(frozenset({"notice_id", "email", "phone", "username"}))


def by(*found_by: str, no: int = 7, code: bool = False, named: bool | None = True) -> Candidate:
    return Candidate(no, frozenset(found_by), code=code, named=named)


def test_without_a_member_every_identifier_is_not_listed_and_nothing_is_compared() -> None:
    assert match(EVERYTHING, []).compared == {
        "notice_id": "not listed",
        "email": "not listed",
        "phone": "not listed",
        "username": "not listed",
        "name": "not compared",
    }


def test_what_was_not_given_is_said_so() -> None:
    compared = match(Entered(frozenset({"email"}), name=False), [by("email")]).compared

    assert compared == {
        "notice_id": "not given",
        "email": "same",
        "phone": "not given",
        "username": "not given",
        "name": "not given",
    }


def test_an_identifier_of_somebody_else_is_said_so() -> None:
    compared = match(
        EVERYTHING, [by("notice_id", code=True), by("email", no=8, named=False)]
    ).compared

    assert (compared["notice_id"], compared["email"]) == ("same", "other member")


def test_where_several_fit_equally_well_an_identifier_is_only_listed() -> None:
    compared = match(EVERYTHING, [by("username", no=7), by("email", no=8)]).compared

    assert (compared["username"], compared["email"]) == ("listed", "listed")


def test_a_code_that_does_not_belong_to_its_id_is_said_so() -> None:
    assert match(EVERYTHING, [by("notice_id")]).compared["notice_id"] == "code differs"


@pytest.mark.parametrize(
    ("named", "word"), [(True, "same"), (False, "differs"), (None, "not listed")]
)
def test_the_name_is_compared_with_the_one_member_found(named: bool | None, word: str) -> None:
    assert match(EVERYTHING, [by("email", "phone", named=named)]).compared["name"] == word


@pytest.mark.parametrize(
    ("answer", "listed", "word"),
    [
        (True, False, "differs"),
        (False, False, "same"),
        (True, None, "not listed"),
        (None, True, "not given"),
    ],
)
def test_an_answer_against_the_list_is_recorded_and_holds_nothing(
    answer: bool | None, listed: bool | None, word: str
) -> None:
    entered = Entered(
        frozenset({"email"}), answers={("created_in_illinois", "illinois_creator"): answer}
    )
    found = Candidate(7, frozenset({"email"}), flags={"illinois_creator": listed})

    matched = match(entered, [found])

    assert matched.finding is Finding.IDENTIFIER_AND_NAME
    assert matched.compared["created_in_illinois"] == word
