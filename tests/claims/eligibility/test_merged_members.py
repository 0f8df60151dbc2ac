"""Two members turn out to be one person: he has one claim, and two again if that was wrong."""

from datetime import timedelta
from pathlib import Path

import pytest

from claims.eligibility import services
from claims.filing.models import Claim
from claims.review import services as review
from claims.review.models import Assignment
from settlement.accounts.models import User
from settlement.duplicates import duplicates, merging
from settlement.roster.models import ClassMember
from settlement.terms.models import Settlement
from tests import make
from tests.claims.eligibility.test_renewal import OF_ANA, OF_BEN, beat, filed, paid, state
from tests.settlement.roster import listing
from tests.settlement.roster.listing import ANA, BEN

HER_OTHER = "anas.other@example.org"
ANA_AGAIN = {
    "member_ref": "A-2001",
    "email": HER_OTHER,
    "first_name": "Ana",
    "last_name": "Brown-Núñez",
    "state": "IL",
    "illinois_creator": "true",
}
APPROVED, SECOND = ("approved", ""), ("in_review", "already_claimed")


@pytest.fixture
def listed(settlement: Settlement, bob: User, tmp_path: Path) -> Settlement:
    """Ana stands on the list twice, as members 1 and 3; Ben is member 2."""
    path = listing.write(tmp_path / "list.csv", ANA, BEN, ANA_AGAIN)
    listing.import_(settlement, path, by=bob)
    return settlement


@pytest.fixture
def both(listed: Settlement) -> tuple[Claim, Claim]:
    """A claim of each of her two members."""
    return filed(listed, **OF_ANA), filed(listed, **OF_ANA | {"email": HER_OTHER})


def test_of_two_approved_claims_the_earlier_stays_when_their_members_are_merged(
    listed: Settlement, both: tuple[Claim, Claim], bob: User
) -> None:
    first, second = both
    other = filed(listed, **OF_BEN)
    assert [state(claim) for claim in (*both, other)] == [APPROVED] * 3

    merging.merge(settlement=listed, one=1, other=3, by=bob, why="One person")
    beat()

    assert [state(claim) for claim in (*both, other)] == [APPROVED, SECOND, APPROVED]
    assert (first.member_no, other.member_no) == (1, 2)
    assert Claim.objects.get(pk=second.pk).member_no == 1


def test_nobody_approves_a_second_claim_by_hand_before_a_paid_one_has_its_place(
    listed: Settlement, both: tuple[Claim, Claim], bob: User
) -> None:
    """What a lead reviewer opened again is not taken back, so a person can decide it meanwhile."""
    first, second = both
    review.reopen(claim=first, why="A letter came", by=bob)
    paid(second)
    Assignment.objects.create(claim=first, by=bob, until=make.NOW + timedelta(days=1))
    merging.merge(settlement=listed, one=1, other=3, by=bob, why="One person")
    services.open_verification(settlement=listed, by=bob)

    with pytest.raises(review.CannotApprove, match="class list was changed"):
        review.decide(claim=first, outcome="approved", by=bob, now=make.NOW)

    beat()
    assert Claim.objects.get(pk=second.pk).member_no == 1
    with pytest.raises(review.CannotApprove, match="each member is paid once"):
        review.decide(claim=first, outcome="approved", by=bob, now=make.NOW)


def test_a_merge_undone_gives_each_its_claim_again(
    listed: Settlement, both: tuple[Claim, Claim], bob: User
) -> None:
    merging.merge(settlement=listed, one=1, other=3, by=bob, why="One person")
    beat()

    merging.split(settlement=listed, member_no=3, by=bob, why="Two people")
    beat()

    assert [state(claim) for claim in both] == [APPROVED, APPROVED]
    assert [claim.member_no for claim in both] == [1, 3]


def test_a_claim_that_led_to_both_is_approved_once_a_rule_has_merged_them(
    settlement: Settlement, bob: User, tmp_path: Path
) -> None:
    twin = ANA_AGAIN | {"email": ANA["email"]}
    path = listing.write(tmp_path / "list.csv", ANA, BEN, twin)
    listing.import_(settlement, path, by=bob)
    claim = filed(settlement, **OF_ANA)
    assert state(claim) == ("in_review", "several_members")

    search = duplicates.search(settlement=settlement, by=bob)
    merging.merge_by_rule(search=search, rule="name_and_email", by=bob, why="Counsel agreed")
    beat()

    assert state(claim) == APPROVED
    assert claim.member_no == 1
    assert ClassMember.objects.count() == 3
