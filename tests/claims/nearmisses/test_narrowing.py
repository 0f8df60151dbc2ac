"""A change of the class list makes due the searches that it can touch, and no others."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from claims.eligibility import services as eligibility
from claims.eligibility.tasks import close_verification, verify_chunk
from claims.filing import services as filing
from claims.filing.models import Claim
from claims.filing.services import Receipt
from claims.nearmisses import blocking, narrowing, services, tasks
from claims.nearmisses.models import NearMiss, NearMissSearch
from claims.nearmisses.tasks import close_search, search_chunk
from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.duplicates import merging
from settlement.imports.services import Wishes
from settlement.roster.models import ClassMember, MemberAlias
from settlement.synthetic.synthetic import SyntheticClass
from settlement.terms.models import Settlement
from settlement.work import services as work
from settlement.work.models import Job
from tests import make
from tests.claims.nearmisses.conftest import Filed
from tests.claims.nearmisses.misspelling import claims as misspelt
from tests.settlement.roster import listing

type Change = Callable[..., None]

NO_ANA, NO_BEN = 1, 2
FAR = {"first_name": "Zoe", "last_name": "Quill", "email": "zoe.quill@example.org", "phone": ""}
ZOE = {
    "member_ref": "A-9", "email": "zoe.qiull@example.org", "first_name": "Zoe",
    "last_name": "Quill", "city": "Chicago", "zip": "60601",
}  # fmt: skip
OTHER = {"member_ref": "A-8", "email": "somebody@elsewhere.example", "last_name": "Else"}
NAMES = (*listing.NAMES, "action")


@pytest.fixture
def far(nearly_ana: Claim, filed: Filed) -> Claim:
    """A claim that leads to nobody, and nearly to nobody; both claims were searched for."""
    claim = filed(**FAR)
    beat()
    return claim


@pytest.fixture
def supplement(settlement: Settlement, tmp_path: Path) -> Change:
    files = count()

    def bring(*lines: Mapping[str, str], names: tuple[str, ...] = NAMES) -> None:
        path = listing.write(tmp_path / f"more-{next(files)}.csv", *lines, names=names)
        wishes = Wishes(supplement=True)
        listing.import_(settlement, path, by=User.objects.service("tests"), wishes=wishes)

    return bring


def beat() -> None:
    """Verify what a change of the list concerns, then look for near misses, as the beats do."""
    for settlement in Settlement.objects.all():
        if eligibility.awaits_renewal(settlement):
            eligibility.open_verification(
                settlement=settlement, by=User.objects.service("eligibility")
            )
    _work_off()
    tasks.search_due()
    _work_off()


def _work_off() -> None:
    done = {each.name: each for each in (verify_chunk, search_chunk)}
    closed = {each.name: each for each in (close_verification, close_search)}
    while (due := work.due()).chunks or due.closings:
        for task, chunk_id in due.chunks:
            done[task](chunk_id=chunk_id)
        for task, job_id in due.closings:
            closed[task](job_id=job_id)


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
    eligibility.open_verification(settlement=far.settlement, by=User.objects.service("eligibility"))
    _work_off()
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


# A whole class, changed in every way ----------------------------------------------------------

MEMBERS, LISTED, CLAIMS = 240, 160, 120


@pytest.fixture
def changed(settlement: Settlement, tmp_path: Path, supplement: Change, bob: User) -> Settlement:
    """Misspelt claims of an invented class were searched for, of which a third came onto the
    list later, a part was taken from it, a part got other details, and some were merged."""
    service, people = User.objects.service("tests"), SyntheticClass(MEMBERS)
    rows = [
        {name: cell or "" for name, cell in each.items()}
        for each in people.table(np.arange(MEMBERS)).to_pylist()
    ]
    names = tuple(rows[0])
    path = listing.write(tmp_path / "class.csv", *rows[:LISTED], names=names)
    listing.import_(settlement, path, by=service)
    answers = filing.file_many(
        settlement=settlement,
        batch=[
            (uuid.uuid4(), each.contents) for each in misspelt(people, count=CLAIMS, strangers=20)
        ],
        by=service,
        now=make.NOW,
        notify=False,
    )
    ids = [answer.claim_id for answer in answers if isinstance(answer, Receipt)]
    eligibility.verify_range(
        settlement=settlement, first=min(ids), last=max(ids), by=service, now=make.NOW
    )
    beat()
    homes = people.table(np.arange(MEMBERS, 2 * MEMBERS)).to_pylist()
    moved = ("line1", "line2", "city", "zip", "email")
    lines = [row | {"action": "add"} for row in rows[LISTED:]]
    lines += [{"member_ref": row["member_ref"], "action": "remove"} for row in rows[120:135]]
    lines += [
        row | {name: homes[place][name] or "" for name in moved} | {"action": "change"}
        for place, row in enumerate(rows[135:150], start=135)
    ]
    supplement(*lines, names=(*names, "action"))
    listed = ClassMember.objects.order_by("member_no").values_list("member_no", flat=True)
    for one, other in zip(listed[105:145:2], listed[106:145:2], strict=False):
        merging.merge(settlement=settlement, one=one, other=other, by=bob, why="the same")
    assert MemberAlias.objects.count() == 20
    return settlement


def all_found() -> set[tuple[int, int, float, str]]:
    rows = NearMiss.objects.values_list("search_id", "member_no", "score", "found_by")
    return {(search_id, no, score, str(by)) for search_id, no, score, by in rows}


def test_narrowed_the_searches_find_what_they_would_find_anew(changed: Settlement) -> None:
    before = all_found()
    began = {search.pk: search.at for search in NearMissSearch.objects.all()}
    beat()
    narrowed = all_found()
    again = [pk for pk, when in began.items() if NearMissSearch.objects.get(pk=pk).at > when]

    NearMiss.objects.all().delete()
    NearMissSearch.objects.all().delete()
    beat()

    assert narrowed == all_found() != before
    assert len(narrowed - before) > 20
    assert len(before - narrowed) > 10
    assert len(again) < len(began)


@pytest.mark.parametrize(
    "without",
    [
        lambda patch: patch.setattr(blocking, "leading_to", lambda _keys, **_claims: []),
        lambda _patch: sql.run("UPDATE claims_nearmisssearch SET opened = '{}'"),
    ],
    ids=["what was added", "who was opened"],
)
def test_without_either_look_they_find_something_else(
    changed: Settlement,
    monkeypatch: pytest.MonkeyPatch,
    without: Callable[[pytest.MonkeyPatch], object],
) -> None:
    """The negative controls."""
    with monkeypatch.context() as patch:
        without(patch)
        beat()
    narrowed = all_found()
    NearMiss.objects.all().delete()
    NearMissSearch.objects.all().delete()
    beat()

    assert narrowed != all_found()
