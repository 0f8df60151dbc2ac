"""Who makes one slip is found, and hardly anybody else; see docs/algorithms/near-misses.md."""

import uuid
from pathlib import Path

import pytest

from claims.eligibility import services as eligibility
from claims.filing import services as filing
from claims.filing.models import Claim
from claims.filing.services import Receipt
from claims.nearmisses import services
from claims.nearmisses.weights import POSSIBLE
from settlement.accounts.models import User
from settlement.roster import details
from settlement.synthetic import roster_file
from settlement.synthetic.synthetic import SyntheticClass
from settlement.terms.models import Settlement
from tests import make
from tests.claims.nearmisses.conftest import work_off
from tests.claims.nearmisses.misspelling import Typed, claims
from tests.settlement.roster import listing

MEMBERS, CLAIMS, STRANGERS = 2_000, 200, 100


@pytest.fixture
def typed(settlement: Settlement, tmp_path: Path) -> list[tuple[Claim, Typed]]:
    """Claims with one slip each against an invented class, verified and searched for."""
    service = User.objects.service("tests")
    members = SyntheticClass(MEMBERS)
    path = tmp_path / "class.csv"
    roster_file.write(path, members)
    listing.import_(settlement, path, by=service)
    made = [*claims(members, count=CLAIMS, strangers=STRANGERS)]
    answers = filing.file_many(
        settlement=settlement,
        batch=[(uuid.uuid4(), each.contents) for each in made],
        by=service,
        now=make.NOW,
        notify=False,
    )
    assert all(isinstance(answer, Receipt) for answer in answers)
    ids = [answer.claim_id for answer in answers if isinstance(answer, Receipt)]
    eligibility.verify_range(
        settlement=settlement, first=min(ids), last=max(ids), by=service, now=make.NOW
    )
    services.open_search(settlement=settlement, by=service)
    work_off()
    rows = Claim.objects.in_bulk(ids)
    return [(rows[claim_id], each) for claim_id, each in zip(ids, made, strict=True)]


def test_nearly_all_are_found_and_no_stranger_is_taken_for_a_member(
    typed: list[tuple[Claim, Typed]], settlement: Settlement
) -> None:
    missed, wrong = [], []
    for claim, truth in typed:
        if claim.queue != "not_listed":
            continue
        found = services.near_misses_of(claim)
        refs = {near.member_no: ref_of(settlement, near.member_no) for near in found}
        if truth.member_ref and truth.member_ref not in refs.values():
            missed.append(truth.kind)
        wrong += [
            near
            for near in found
            if refs[near.member_no] != truth.member_ref and near.score >= POSSIBLE
        ]

    assert len(missed) <= CLAIMS * 0.03, missed
    assert wrong == []


def ref_of(settlement: Settlement, member_no: int) -> str:
    """A member's reference, which only a test may ask for."""
    service = User.objects.service("tests")
    return details.open_detail(
        settlement=settlement, member_no=member_no, purpose="a test", by=service
    ).member_ref
