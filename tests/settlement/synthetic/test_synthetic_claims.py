"""Invented claims carry the truth: what each is, whose it is, and what ought to become of it."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from stdnum.us import rtn

from settlement.errors import Refusal
from settlement.identifiers import normalise
from settlement.identifiers.identifiers import hash_keys, keys_of
from settlement.synthetic import claims_file
from settlement.synthetic.synthetic import SyntheticClass
from settlement.synthetic.synthetic_claims import Claim, Kind, SyntheticClaims

ANSWERS = {"created_in_illinois": "illinois_creator"}
CLASS = SyntheticClass(50_000, seed=3)
KEYS = hash_keys(bytes(32))


@pytest.fixture(scope="module")
def claims() -> list[Claim]:
    return list(SyntheticClaims(CLASS, 2_000, answers=ANSWERS))


@pytest.fixture(scope="module")
def listed() -> dict[str, dict[str, str]]:
    return {
        person["member_ref"]: {name: cell or "" for name, cell in person.items()}
        for block in CLASS.blocks()
        for person in block.to_pylist()
    }


def _same(claim: Claim, member: dict[str, str]) -> tuple[set[str], bool]:
    """The identifiers by which the claim leads to a member, and whether the name agrees."""
    cells = claim.cells
    ours = keys_of(
        KEYS,
        fold_gmail=True,
        notice_id=cells["notice_id"],
        code=cells["confirmation_code"],
        email=cells["email"],
        phone=cells["phone"],
        usernames=[cells["usernames"]],
        first_name=cells["first_name"],
        last_name=cells["last_name"],
    )
    theirs = keys_of(
        KEYS,
        fold_gmail=True,
        notice_id=member["notice_id"],
        code=member["confirmation_code"],
        email=member["email"],
        phone=member["phone"],
        usernames=[member["username"]],
        first_name=member["first_name"],
        last_name=member["last_name"],
    )
    same = {
        kind
        for kind in ("code_key", "email_key", "phone_key")
        if getattr(ours, kind) is not None and getattr(ours, kind) == getattr(theirs, kind)
    }
    if set(ours.username_keys) & set(theirs.username_keys):
        same.add("username_key")
    return same, ours.name_key == theirs.name_key


def test_nine_of_ten_are_exact_and_few_need_a_person(claims: list[Claim]) -> None:
    kinds = Counter(claim.kind for claim in claims)
    expected = Counter(claim.expected for claim in claims)

    assert kinds[Kind.EXACT] / 2_000 >= 0.88
    assert set(kinds) == set(Kind)
    assert expected["in_review"] / 2_000 <= 0.08


def test_an_exact_claim_leads_to_its_member_and_has_its_name(
    claims: list[Claim], listed: dict[str, dict[str, str]]
) -> None:
    ways: Counter[object] = Counter()
    for claim in claims:
        if claim.kind in (Kind.EXACT, Kind.MINOR, Kind.RING, Kind.DUPLICATE):
            same, named = _same(claim, listed[claim.member_ref])
            assert same
            assert named
            ways["code_key" in same] += 1
            ways[f"{min(len(same), 2)} or more"] += 1

    assert 0.45 < ways[True] / (ways[True] + ways[False]) < 0.6
    assert ways["1 or more"] > 100


def test_a_misspelt_claim_has_one_identifier_and_another_family_name(
    claims: list[Claim], listed: dict[str, dict[str, str]]
) -> None:
    for claim in claims:
        if claim.kind is Kind.MISSPELT:
            same, named = _same(claim, listed[claim.member_ref])
            assert len(same) == 1
            assert not named


def test_honest_claims_are_of_different_members(claims: list[Claim]) -> None:
    refs = [
        claim.member_ref for claim in claims if claim.kind not in (Kind.DUPLICATE, Kind.OUTSIDER)
    ]

    assert len(set(refs)) == len(refs)


def test_a_duplicate_is_the_second_claim_of_a_member_with_an_exact_one(
    claims: list[Claim],
) -> None:
    seen: dict[str, Kind] = {}
    for claim in claims:
        if claim.kind is Kind.DUPLICATE:
            assert seen[claim.member_ref] is Kind.EXACT
        else:
            seen[claim.member_ref] = claim.kind


def test_a_stranger_has_no_identifier_of_the_list(
    claims: list[Claim], listed: dict[str, dict[str, str]]
) -> None:
    emails = {normalise.email(member["email"], fold_gmail=True) for member in listed.values()}
    phones = {normalise.phone(member["phone"]) for member in listed.values()}
    names = {normalise.username(member["username"]) for member in listed.values()}
    notices = {normalise.notice_id(member["notice_id"]) for member in listed.values()}

    strangers = [claim for claim in claims if claim.kind is Kind.OUTSIDER]
    assert len(strangers) == 30
    for claim in strangers:
        cells = claim.cells
        assert claim.member_ref == ""
        assert normalise.email(cells["email"], fold_gmail=True) not in emails - {""}
        assert normalise.phone(cells["phone"]) not in phones - {""}
        assert normalise.username(cells["usernames"]) not in names - {""}
        assert normalise.notice_id(cells["notice_id"]) not in notices - {""}


def test_minors_have_a_guardian_or_ought_to(claims: list[Claim]) -> None:
    for claim in claims:
        cells, minor = claim.cells, claim.kind in (Kind.MINOR, Kind.UNGUARDED)
        assert bool(cells["birth_date"]) == minor
        assert (cells["capacity"] == "guardian") == (claim.kind is Kind.MINOR)
        assert bool(cells["guardian_first_name"]) == (claim.kind is Kind.MINOR)
        if minor:
            assert date(2008, 1, 1) < date.fromisoformat(cells["birth_date"]) < date(2018, 12, 31)


def test_a_ring_is_five_or_more_claims_to_one_account_and_nobody_else_shares_one(
    claims: list[Claim],
) -> None:
    holders: dict[tuple[str, str], list[Kind]] = {}
    for claim in claims:
        cells = claim.cells
        if cells["payment_method"] == "ach":
            holders.setdefault((cells["routing"], cells["account"]), []).append(claim.kind)

    shared = [kinds for kinds in holders.values() if len(kinds) > 1]
    assert len(shared) == 5
    assert all(set(kinds) == {Kind.RING} and len(kinds) >= 5 for kinds in shared)


def test_a_ring_that_would_be_too_small_is_honest() -> None:
    claims = list(SyntheticClaims(CLASS, 300))

    assert not [claim for claim in claims if claim.kind is Kind.RING]


def test_every_bank_has_a_right_check_digit(claims: list[Claim]) -> None:
    for claim in claims:
        if claim.cells["payment_method"] == "ach":
            assert rtn.is_valid(claim.cells["routing"])
            assert claim.cells["account"].isdigit()


def test_questions_are_answered_as_the_list_knows(
    claims: list[Claim], listed: dict[str, dict[str, str]]
) -> None:
    for claim in claims:
        if claim.member_ref:
            flag = listed[claim.member_ref]["illinois_creator"]
            assert claim.cells["created_in_illinois"] == ("true" if flag == "true" else "false")


def test_files_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    claims = SyntheticClaims(CLASS, 500, answers=ANSWERS)
    truths = [claims_file.write(tmp_path / name, claims) for name in ("one.csv", "two.csv")]

    assert truths[0] == tmp_path / "one.truth.csv"
    assert truths[0].read_bytes() == truths[1].read_bytes()
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_the_truth_stands_apart_from_what_is_entered(tmp_path: Path) -> None:
    truth = claims_file.write(tmp_path / "claims.csv", SyntheticClaims(CLASS, 100, answers=ANSWERS))

    with (tmp_path / "claims.csv").open(newline="") as entered, truth.open(newline="") as known:
        rows, truths = list(csv.DictReader(entered)), list(csv.DictReader(known))
    assert [row["n"] for row in rows] == [row["n"] for row in truths]
    assert not {"kind", "member_ref", "expect"} & rows[0].keys()
    assert "created_in_illinois" in rows[0]


def test_more_claims_than_members_are_refused() -> None:
    with pytest.raises(Refusal, match="more claims than members"):
        list(SyntheticClaims(SyntheticClass(10), 11))
