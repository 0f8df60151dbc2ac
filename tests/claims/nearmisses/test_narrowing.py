"""A change of the class list makes due the searches that it can touch, and no others."""

from datetime import datetime

import pytest

from claims.filing import services as filing
from claims.filing.models import Claim
from claims.nearmisses import blocking, narrowing, services
from claims.nearmisses.models import NearMiss, NearMissSearch
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.duplicates import merging
from settlement.roster.models import ClassMember
from settlement.terms.models import Settlement
from settlement.work.models import Job
from tests import make
from tests.claims.nearmisses.conftest import Change, Filed, beat, renew
from tests.settlement.roster import listing

NO_ANA, NO_BEN = 1, 2
FAR = {"first_name": "Zoe", "last_name": "Quill", "email": "zoe.quill@example.org", "phone": ""}
ZOE = {
    "member_ref": "A-9", "email": "zoe.qiull@example.org", "first_name": "Zoe",
    "last_name": "Quill", "city": "Chicago", "zip": "60601",
}  # fmt: skip
OTHER = {"member_ref": "A-8", "email": "somebody@elsewhere.example", "last_name": "Else"}


@pytest.fixture
def far(nearly_ana: Claim, filed: Filed) -> Claim:
    """A claim that leads to nobody, and nearly to nobody; both claims were searched for."""
    claim = filed(**FAR)
    beat()
    return claim


def at(claim: Claim) -> datetime:
    """When the last search for a claim was."""
    return NearMissSearch.objects.get(claim=claim).at


def found(claim: Claim) -> list[int] | None:
    """Whom the desk shows; None where nobody looked since the list was changed."""
    if services.search_of(claim) is None:
        return None
    return [near.member_no for near in services.near_misses_of(claim)]


def first_added() -> int:
    """The first member that a supplement added."""
    added = ClassMember.objects.filter(member_no__gt=NO_BEN).order_by("member_no")
    return added.values_list("member_no", flat=True)[0]


def openings(claim: Claim) -> int:
    return Event.objects.filter(kind="claim.opened", ref=claim.number).count()


def jobs() -> int:
    return Job.objects.filter(kind=services.NEAR_MISSES).count()


def test_merging_two_others_makes_nothing_due(
    settlement: Settlement, far: Claim, nearly_ana: Claim, supplement: Change, bob: User
) -> None:
    supplement(OTHER, OTHER | {"member_ref": "A-7"})
    beat()
    before = at(far), at(nearly_ana), openings(far), jobs()

    one = first_added()
    merging.merge(settlement=settlement, one=one, other=one + 1, by=bob, why="the same")
    assert found(nearly_ana) is None  # until the beat has asked whom it touches
    beat()

    assert (at(far), at(nearly_ana), openings(far), jobs()) == before
    assert (found(nearly_ana), found(far)) == ([NO_ANA], [])


def test_merging_and_parting_whom_a_claim_nearly_leads_to_is_searched_again(
    settlement: Settlement, far: Claim, nearly_ana: Claim, bob: User
) -> None:
    before = at(far)
    merging.merge(settlement=settlement, one=NO_BEN, other=NO_ANA, by=bob, why="the same")
    merged = at(nearly_ana)
    beat()
    assert (found(nearly_ana), at(nearly_ana) > merged) == ([NO_ANA], True)

    searched = at(nearly_ana)
    merging.split(settlement=settlement, member_no=NO_BEN, by=bob, why="not the same")
    beat()

    assert (found(nearly_ana), at(nearly_ana) > searched) == ([NO_ANA], True)
    assert at(far) == before


def test_a_member_merged_away_is_proposed_no_more(
    settlement: Settlement, far: Claim, nearly_ana: Claim, supplement: Change, bob: User
) -> None:
    """Ana was listed twice; what leads to the later record leads to the person."""
    supplement({"member_ref": "A-1001", "action": "remove"})
    twin = listing.ANA | {"member_ref": "A-5", "notice_id": "", "confirmation_code": ""}
    supplement(twin)
    beat()
    (twin_no,) = found(nearly_ana) or []
    assert twin_no > NO_BEN

    merging.merge(settlement=settlement, one=NO_BEN, other=twin_no, by=bob, why="the same")
    beat()

    assert found(nearly_ana) == [NO_BEN]


def test_a_member_added_whom_a_claim_nearly_leads_to_is_found(
    far: Claim, nearly_ana: Claim, supplement: Change
) -> None:
    before = at(nearly_ana)

    supplement(ZOE, OTHER)
    beat()

    assert found(far) == [first_added()]
    assert found(nearly_ana) == [NO_ANA]
    assert at(nearly_ana) == before


def test_without_a_look_at_what_was_added_the_new_member_is_not_found(
    far: Claim, supplement: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: it is the comparison of keys that finds the claim."""
    monkeypatch.setattr(blocking, "leading_to", lambda _keys, **_claims: [])

    supplement(ZOE)
    beat()

    assert found(far) == []


def test_adding_strangers_searches_for_nobody(
    far: Claim, nearly_ana: Claim, supplement: Change
) -> None:
    before = at(far), at(nearly_ana)

    supplement(OTHER)
    beat()

    assert (at(far), at(nearly_ana)) == before
    assert (found(nearly_ana), found(far)) == ([NO_ANA], [])


def test_a_member_removed_is_proposed_no_more_and_no_other_claim_is_opened(
    far: Claim, nearly_ana: Claim, supplement: Change
) -> None:
    before = at(far), openings(far)

    supplement({"member_ref": "A-1001", "action": "remove"})
    beat()

    assert found(nearly_ana) == []
    assert (at(far), openings(far)) == before
    assert found(far) == []


def test_without_a_look_at_whom_was_opened_a_member_removed_stays_proposed(
    nearly_ana: Claim, far: Claim, supplement: Change
) -> None:
    """The negative control: it is the member's number kept with the search."""
    NearMissSearch.objects.update(opened=[])

    supplement({"member_ref": "A-1001", "action": "remove"})
    beat()

    assert found(nearly_ana) == [NO_ANA]


@pytest.mark.parametrize(
    ("changed", "proposed"),
    [
        ({"email": "nobody@example.org"}, []),  # no slip leads to her any more
        ({"zip": "97201", "city": "Portland"}, [NO_ANA]),  # found as before, and compared anew
    ],
)
def test_a_change_of_whom_a_claim_nearly_leads_to_is_searched_again(
    nearly_ana: Claim, far: Claim, supplement: Change, changed: dict[str, str], proposed: list[int]
) -> None:
    score = NearMiss.objects.get().score

    supplement(listing.ANA | changed | {"action": "change"})
    beat()

    assert found(nearly_ana) == proposed
    assert [near.score for near in NearMiss.objects.all()] != [score]


def test_a_change_after_which_a_claim_nearly_leads_to_a_member_is_searched_again(
    far: Claim, nearly_ana: Claim, supplement: Change
) -> None:
    supplement(listing.BEN | ZOE | {"member_ref": "A-1002", "action": "change"})
    beat()

    assert found(far) == [NO_BEN]


def test_a_member_opened_and_not_kept_counts_too(filed: Filed, supplement: Change) -> None:
    """His record did not speak for him; corrected, it does, though no key of it changed."""
    stranger = filed(email="benn@example.org", phone="", zip="97201", city="Portland")
    beat()
    assert (found(stranger), NearMissSearch.objects.get().opened) == ([], [NO_BEN])

    names = ("member_ref", "city", "zip", "line1", "action")
    home = {"city": "Portland", "zip": "97201", "line1": filing.contents_of(stranger).line1}
    supplement({"member_ref": "A-1002", "action": "change", **home}, names=names)
    beat()

    assert found(stranger) == [NO_BEN]


def test_searches_of_different_age_each_meet_every_change_since(
    far: Claim, nearly_ana: Claim, supplement: Change, filed: Filed
) -> None:
    supplement(ZOE)
    renew()
    services.search_one(claim=nearly_ana, by=make.user("reviewer"), now=make.NOW)
    supplement(OTHER)
    late = filed(**FAR | {"email": "zoe.quil@example.org"})
    beat()

    assert found(far) == [first_added()]
    assert found(nearly_ana) == [NO_ANA]
    assert found(late) == []  # two slips away


def test_more_than_can_be_compared_with_is_searched_whole(
    far: Claim, nearly_ana: Claim, supplement: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "MOST", 1)
    before = at(far), at(nearly_ana)

    supplement(OTHER, OTHER | {"member_ref": "A-7"})
    beat()

    assert at(far) > before[0]
    assert at(nearly_ana) > before[1]
