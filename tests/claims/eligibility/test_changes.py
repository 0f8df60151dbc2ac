"""The list in use is changed: claims that it concerns are verified anew, all others stay."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from claims.eligibility import changes, renewal, services
from claims.eligibility.models import Match
from claims.filing import statements as filing
from claims.filing.models import Claim
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.duplicates import merging
from settlement.imports import services as roster
from settlement.imports.amended import ChangedKey
from settlement.roster.models import ClassMember, RosterImport
from settlement.terms.models import Settlement
from settlement.work.models import Job
from tests import make
from tests.claims.eligibility.test_renewal import (
    CLARA,
    OF_ANA,
    OF_BEN,
    OF_CLARA,
    beat,
    filed,
    flags_of,
    paid,
    state,
)
from tests.settlement.roster import listing
from tests.settlement.roster.listing import ANA, BEN, NAMES

type Supplement = Callable[..., RosterImport]

REMOVE = {"action": "remove"}


@pytest.fixture
def by(db: None) -> User:
    return User.objects.service("eligibility")


@pytest.fixture
def supplement(settlement: Settlement, by: User, tmp_path: Path) -> Supplement:
    """Ana and Ben are on the list in use; bring a supplement of these lines."""
    listing.import_(settlement, listing.write(tmp_path / "list.csv", ANA, BEN), by=by)

    def bring(*lines: Mapping[str, str], names: tuple[str, ...] = NAMES) -> RosterImport:
        path = listing.write(tmp_path / "more.csv", *lines, names=(*names, "action"))
        wishes = roster.Wishes(supplement=True, again=True)
        return listing.import_(settlement, path, by=by, wishes=wishes)

    return bring


def approved_by_a_person(claim: Claim) -> Claim:
    fields = {"status": "approved", "queue": "", "rule": "decided"}
    Claim.objects.filter(pk=claim.pk).update(member_no=claim.match.member_no, **fields)
    return claim


def moves(claim: Claim) -> list[tuple[str, str, str]]:
    found = Event.objects.filter(ref=claim.number).exclude(to_status="").order_by("pk")
    return [(move.from_status, move.to_status, move.why) for move in found]


def test_who_is_added_is_approved_at_last(settlement: Settlement, supplement: Supplement) -> None:
    clara = filed(settlement, **OF_CLARA)
    assert state(clara) == ("in_review", "not_listed")

    supplement(CLARA)
    beat()

    assert state(clara) == ("approved", "")
    assert moves(clara)[2] == ("in_review", "filed", changes.WHY)


def test_who_is_removed_waits_for_a_person(settlement: Settlement, supplement: Supplement) -> None:
    ben = filed(settlement, **OF_BEN)

    supplement(BEN | REMOVE)
    assert services.unlisted(settlement) == 1
    beat()

    assert state(ben) == ("in_review", "not_listed")
    assert services.unlisted(settlement) == 0


def test_whom_the_change_does_not_concern_is_left_alone(
    settlement: Settlement, supplement: Supplement
) -> None:
    ana, ben = filed(settlement, **OF_ANA), filed(settlement, **OF_BEN)

    supplement(CLARA, BEN | {"email": "ben.brown@example.org"})
    assert services.unlisted(settlement) == 1
    beat()

    assert state(ben) == ("in_review", "not_listed")
    assert state(ana) == ("approved", "")
    assert len(moves(ana)) == 2  # filed and approved, once


def test_a_claim_that_led_to_several_is_found_by_the_key_that_a_member_had(
    settlement: Settlement, supplement: Supplement
) -> None:
    supplement(CLARA, CLARA | {"member_ref": "A-1004"})
    beat()
    clara = filed(settlement, **OF_CLARA)
    assert state(clara) == ("in_review", "several_members")

    supplement(CLARA | {"member_ref": "A-1004", "email": "clara.m@example.org"})
    beat()

    assert state(clara) == ("approved", "")


def test_a_claim_that_leads_to_several_now_goes_to_a_person(
    settlement: Settlement, supplement: Supplement
) -> None:
    supplement(CLARA)
    beat()
    clara = filed(settlement, **OF_CLARA)
    assert state(clara) == ("approved", "")

    supplement(CLARA | {"member_ref": "A-1004"})
    assert services.unlisted(settlement) == 1
    beat()

    assert state(clara) == ("in_review", "several_members")


def test_flags_that_change_count_and_the_member_keeps_its_number(
    settlement: Settlement, supplement: Supplement
) -> None:
    ana = filed(settlement, **OF_ANA)
    before = ana.member_no

    supplement(ANA | {"illinois_creator": "false"})
    beat()

    assert state(ana) == ("approved", "")
    assert (ana.member_no, flags_of(ana)) == (before, 1)


def test_claims_filed_meanwhile_wait_for_those_before_them(
    settlement: Settlement, supplement: Supplement
) -> None:
    ana = filed(settlement, **OF_ANA)
    supplement(ANA | {"city": "Aurora"})

    second = filed(settlement, **OF_ANA)
    assert state(second) == ("filed", "")
    beat()

    assert (state(ana), state(second)) == (("approved", ""), ("in_review", "already_claimed"))


def test_what_a_person_approved_stays_where_its_evidence_stays(
    settlement: Settlement, supplement: Supplement
) -> None:
    misspelt = OF_ANA | {"last_name": "Brown-Nunes", "signature": "Ana Brown-Nunes"}
    ana = approved_by_a_person(filed(settlement, **misspelt))

    supplement(ANA | {"illinois_creator": "false"})
    beat()

    assert state(ana) == ("approved", "")
    assert (ana.rule, flags_of(ana)) == ("decided", 1)


@pytest.mark.parametrize(
    ("change", "queue"),
    [
        ({"email": "ana@example.org"}, "not_listed"),
        ({"action": "remove"}, "not_listed"),
    ],
)
def test_what_a_person_approved_goes_back_to_people_where_it_does_not(
    settlement: Settlement, supplement: Supplement, change: dict[str, str], queue: str
) -> None:
    misspelt = OF_ANA | {"last_name": "Brown-Nunes", "signature": "Ana Brown-Nunes"}
    ana = approved_by_a_person(filed(settlement, **misspelt))

    supplement(ANA | change)
    beat()

    assert state(ana) == ("in_review", queue)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "in_review", "queue": "reopened", "rule": "reopened"},
        {"status": "deficient", "queue": "", "rule": "decided"},
        {"status": "denied", "queue": "", "rule": "decided"},
        {"status": "withdrawn", "queue": ""},
    ],
)
def test_what_a_person_has_in_hand_stays_with_people_and_is_matched_anew(
    settlement: Settlement, supplement: Supplement, fields: dict[str, str]
) -> None:
    clara = filed(settlement, **OF_CLARA)
    Claim.objects.filter(pk=clara.pk).update(**fields)

    supplement(CLARA)
    beat()

    assert state(clara) == (fields["status"], fields["queue"])
    assert Match.objects.get(claim=clara).member_no is not None


def test_a_paid_claim_stays_and_goes_with_its_identifiers_to_another_member(
    settlement: Settlement, supplement: Supplement
) -> None:
    ben = paid(filed(settlement, **OF_BEN))
    old_no = ben.member_no

    supplement(BEN | REMOVE, BEN | {"member_ref": "B-1"})
    beat()
    again = filed(settlement, **OF_BEN)

    assert state(ben) == ("approved", "")
    assert ben.member_no != old_no
    assert flags_of(ben) == 1
    assert state(again) == ("in_review", "already_claimed")


def test_a_paid_claim_whose_member_is_removed_still_holds_its_like(
    settlement: Settlement, supplement: Supplement
) -> None:
    ben = paid(filed(settlement, **OF_BEN))
    old_no = ben.member_no
    assert old_no is not None
    supplement(BEN | REMOVE)
    beat()
    assert state(ben) == ("approved", "")
    assert ben.member_no == -old_no

    supplement(BEN | {"member_ref": "B-1", "email": "b@example.org", "username": "benb"})
    beat()
    mixed = OF_BEN | {"email": "b@example.org", "usernames": ("benb",)}
    again = filed(settlement, **mixed | {"phone": ""})
    like = filed(settlement, **OF_BEN | {"usernames": ("benb",)})

    assert state(again) == ("approved", "")  # nothing in common with the paid one
    assert state(like) == ("in_review", "already_claimed")
    assert renewal.paid_alike(claim=like) == {ben.pk}


def test_a_paid_claim_of_a_removed_member_is_taken_back_when_its_payment_is_void(
    settlement: Settlement, supplement: Supplement
) -> None:
    ben = paid(filed(settlement, **OF_BEN))
    supplement(BEN | REMOVE)
    beat()

    filing.thaw(settlement_id=settlement.pk, claim_ids=[ben.pk])
    assert services.unlisted(settlement) == 1
    beat()

    assert state(ben) == ("in_review", "not_listed")


def test_a_paid_claim_does_not_leave_a_listed_member_for_one_that_is_not_sure(
    settlement: Settlement, supplement: Supplement
) -> None:
    ben = paid(filed(settlement, **OF_BEN))
    old_no = ben.member_no

    supplement(
        BEN | {"email": "other@example.org"},
        CLARA | {"email": BEN["email"]},  # the name is not his
    )
    beat()

    assert state(ben) == ("approved", "")
    assert ben.member_no == old_no


def twins(settlement: Settlement, supplement: Supplement) -> tuple[Claim, Claim]:
    """Claims approved for Ana and for Clara, who will turn out to be one person."""
    supplement(CLARA)
    beat()
    return filed(settlement, **OF_ANA), filed(settlement, **OF_CLARA)


def merge(settlement: Settlement, one: int | None, other: int | None, by: User) -> None:
    assert one is not None
    assert other is not None
    merging.merge(settlement=settlement, one=one, other=other, by=by, why="one person")


def test_of_two_claims_of_merged_members_the_earliest_received_stays_approved(
    settlement: Settlement, supplement: Supplement, by: User
) -> None:
    ana, clara = twins(settlement, supplement)
    Claim.objects.filter(pk=clara.pk).update(received_at=make.NOW - timedelta(days=1))

    merge(settlement, ana.member_no, clara.member_no, by)
    assert services.unlisted(settlement) == 2
    beat()

    assert state(clara) == ("approved", "")
    assert state(ana) == ("in_review", "already_claimed")
    assert services.unlisted(settlement) == 0


def test_a_claim_paid_for_a_merged_member_holds_the_person(
    settlement: Settlement, supplement: Supplement, by: User
) -> None:
    ana, clara = twins(settlement, supplement)
    paid(clara)

    merge(settlement, ana.member_no, clara.member_no, by)
    beat()

    assert (state(clara), state(ana)) == (("approved", ""), ("in_review", "already_claimed"))
    assert ClassMember.objects.filter(member_no=clara.member_no or 0).exists()


def test_two_claims_paid_for_merged_members_stay_and_are_both_remembered(
    settlement: Settlement, supplement: Supplement, by: User
) -> None:
    ana, clara = (paid(claim) for claim in twins(settlement, supplement))
    of_ana, of_clara = ana.member_no, clara.member_no
    assert of_clara is not None

    merge(settlement, of_ana, of_clara, by)
    beat()

    assert (state(ana), state(clara)) == (("approved", ""), ("approved", ""))
    assert (ana.member_no, clara.member_no) == (of_ana, -of_clara)

    merging.split(settlement=settlement, member_no=of_clara, by=by, why="two after all")
    beat()

    clara.refresh_from_db()
    assert clara.member_no == of_clara


def test_a_claim_that_led_to_both_of_merged_members_leads_to_one(
    settlement: Settlement, supplement: Supplement, by: User
) -> None:
    ana, clara = twins(settlement, supplement)
    numbers = ana.member_no, clara.member_no
    both = filed(settlement, **OF_CLARA | {"phone": ANA["phone"], "usernames": ("ana.b",)})
    assert state(both) == ("in_review", "several_members")

    merge(settlement, *numbers, by)
    beat()

    assert state(both) == ("in_review", "already_claimed")


def test_what_came_to_a_person_by_a_merge_is_approved_when_it_is_undone(
    settlement: Settlement, supplement: Supplement, by: User
) -> None:
    ana, clara = twins(settlement, supplement)
    of_clara = clara.member_no
    assert of_clara is not None
    merge(settlement, ana.member_no, of_clara, by)
    beat()

    merging.split(settlement=settlement, member_no=of_clara, by=by, why="two after all")
    beat()

    assert (state(ana), state(clara)) == (("approved", ""), ("approved", ""))


def test_several_changes_are_taken_together_once_and_their_keys_forgotten(
    settlement: Settlement, supplement: Supplement
) -> None:
    filed(settlement, **OF_ANA)
    supplement(CLARA)
    supplement(ANA | {"city": "Aurora"})
    supplement(BEN | REMOVE)
    assert ChangedKey.objects.exists()

    beat()
    beat()

    (job,) = Job.objects.filter(kind=services.RENEWAL)
    assert len(job.data["changes"]) == 3
    assert {each.status for each in Job.objects.all()} == {"done"}
    assert not ChangedKey.objects.exists()


@pytest.mark.parametrize("stopped", [services.RENEWAL, services.PLACING])
def test_a_step_that_stopped_is_done_again_by_the_command(
    settlement: Settlement, supplement: Supplement, by: User, stopped: str
) -> None:
    ben = filed(settlement, **OF_BEN)
    supplement(BEN | REMOVE)
    job = services.open_verification(settlement=settlement, by=by)
    if stopped == services.PLACING:
        job.chunks.update(done_at=make.NOW)
        following = services.close(job_id=job.pk, now=make.NOW)
        assert following is not None
        job = following
    assert job.kind == stopped
    Job.objects.filter(pk=job.pk).update(status="stopped")
    assert services.unlisted(settlement) == 1

    again = services.open_verification(settlement=settlement, by=by)
    assert again.kind == services.RENEWAL
    beat()

    assert state(ben) == ("in_review", "not_listed")
    assert services.unlisted(settlement) == 0


def test_a_chunk_done_twice_takes_back_nothing_more(
    settlement: Settlement, supplement: Supplement, by: User
) -> None:
    ben = filed(settlement, **OF_BEN)
    supplement(BEN | REMOVE)
    job = services.open_verification(settlement=settlement, by=by)

    for _time in range(2):
        services.do_chunk(job.chunks.get(), now=make.NOW)

    assert Event.objects.filter(ref=ben.number, why=changes.WHY).count() == 1
    assert services.unlisted(settlement) == 1  # taken back, and not verified yet


def test_a_change_of_a_list_that_was_replaced_since_is_renewed_with_the_new_one(
    settlement: Settlement, supplement: Supplement, by: User, tmp_path: Path
) -> None:
    ana = filed(settlement, **OF_ANA)
    supplement(ANA | {"city": "Aurora"})
    listing.import_(settlement, listing.write(tmp_path / "next.csv", BEN, ANA), by=by)

    beat()
    beat()

    assert state(ana) == ("approved", "")
    assert Job.objects.filter(kind=services.RENEWAL).count() == 1
