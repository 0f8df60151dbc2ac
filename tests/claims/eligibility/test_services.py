"""Verification through its services, against a small class list."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from claims.eligibility import services
from claims.eligibility.models import Verdict
from claims.eligibility.rules import REPEATED
from claims.filing.models import Claim, ClaimVersion
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.keys import services as keys
from settlement.keys.models import CaseKey
from settlement.notices.models import Notice
from settlement.notices.services import opened
from settlement.terms.models import Settlement
from settlement.work.models import Job
from tests import make
from tests.claims.eligibility.conftest import Members, work_off

LATER = make.NOW + timedelta(minutes=1)
MEMBERS = [{"member_no": no, "name_key": no, "email_key": 10 * no} for no in (1, 2, 3)]


@pytest.fixture
def by(db: None) -> User:
    return User.objects.service("eligibility")


@pytest.fixture(autouse=True)
def three_members(members: Members) -> None:
    members(MEMBERS)


def of_member(settlement: Settlement, no: int, **fields: Any) -> Claim:
    return make.claim(settlement, name_key=no, email_key=10 * no, **fields)


def verify(claim: Claim, by: User) -> Claim:
    services.verify_one(claim=claim, by=by, now=LATER)
    claim.refresh_from_db()
    return claim


def test_a_listed_claim_is_approved_and_a_stranger_waits_for_a_person(
    settlement: Settlement, by: User
) -> None:
    listed = verify(of_member(settlement, 1), by)
    stranger = verify(of_member(settlement, 9), by)

    assert (listed.status, listed.member_no, listed.rule) == ("approved", 1, "identifier_and_name")
    assert (stranger.status, stranger.member_no, stranger.queue) == (
        "in_review",
        None,
        "not_listed",
    )
    assert listed.verified_at == LATER


def test_verifying_again_writes_nothing(settlement: Settlement, by: User) -> None:
    claim = of_member(settlement, 1)

    assert services.verify_one(claim=claim, by=by, now=LATER) is True
    assert services.verify_one(claim=claim, by=by, now=LATER) is False
    assert claim.verdicts.count() == 1


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("size", [1, 2, 10])
def test_the_claim_received_first_wins_however_the_work_is_cut(
    settlement: Settlement,
    by: User,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    backwards: bool,
) -> None:
    monkeypatch.setattr(services, "CHUNK", size)
    moments = [5, 1, 3, 1]  # the second and the last arrive together: the lower id wins
    claims = [
        of_member(settlement, 2, received_at=make.NOW + timedelta(seconds=at)) for at in moments
    ]
    services.open_verification(settlement=settlement, by=by)

    work_off_in_order(backwards=backwards)

    assert [Claim.objects.get(pk=claim.pk).status for claim in claims] == [
        "in_review",
        "approved",
        "in_review",
        "in_review",
    ]
    assert Verdict.objects.filter(rule="already_claimed").count() == 3


def work_off_in_order(*, backwards: bool) -> None:
    for kind in (services.MATCHING, services.VERIFICATION):
        job = Job.objects.get(kind=kind)
        for chunk in sorted(job.chunks.all(), key=lambda each: each.number, reverse=backwards):
            services.do_chunk(chunk, now=LATER)
            job.chunks.filter(pk=chunk.pk).update(done_at=LATER, rows=0)
        services.close(job_id=job.pk, now=LATER)


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("size", [1, 10])
@pytest.mark.parametrize("child_is", [0, 1])
def test_a_parent_s_claim_does_not_wait_for_the_child_s_own(
    settlement: Settlement,
    by: User,
    monkeypatch: pytest.MonkeyPatch,
    child_is: int,
    size: int,
    backwards: bool,
) -> None:
    monkeypatch.setattr(services, "CHUNK", size)
    parts: list[dict[str, Any]] = [{"minor": True}, {"minor": True, "capacity": "guardian"}]
    first, second = parts if child_is == 0 else parts[::-1]
    of_member(settlement, 1, **first)
    of_member(settlement, 1, **second, received_at=make.NOW + timedelta(seconds=1))
    services.open_verification(settlement=settlement, by=by)

    work_off_in_order(backwards=backwards)

    child, parent = (Claim.objects.get(capacity=capacity) for capacity in ("self", "guardian"))
    assert (child.status, parent.status) == ("deficient", "approved")


@pytest.mark.parametrize("child_is", [0, 1])
def test_nor_where_the_two_are_verified_one_at_a_time(
    settlement: Settlement, by: User, child_is: int
) -> None:
    child = of_member(settlement, 1, minor=True)
    parent = of_member(
        settlement, 1, minor=True, capacity="guardian", received_at=LATER - timedelta(seconds=1)
    )

    for claim in (child, parent) if child_is == 0 else (parent, child):
        verify(claim, by)

    assert [Claim.objects.get(pk=each.pk).status for each in (child, parent)] == [
        "deficient",
        "approved",
    ]


def test_an_approved_claim_stays_when_an_earlier_one_turns_up(
    settlement: Settlement, by: User
) -> None:
    first_seen = verify(of_member(settlement, 1), by)

    earlier = verify(of_member(settlement, 1, received_at=make.NOW - timedelta(days=1)), by)

    first_seen.refresh_from_db()
    assert (first_seen.status, earlier.queue) == ("approved", "already_claimed")


@pytest.mark.parametrize("status", ["denied", "withdrawn"])
def test_a_claim_refused_or_withdrawn_stands_in_nobodys_way(
    settlement: Settlement, by: User, status: str
) -> None:
    gone = verify(of_member(settlement, 1), by)
    Claim.objects.filter(pk=gone.pk).update(status=status)

    assert verify(of_member(settlement, 1), by).status == "approved"


def test_a_claim_that_a_person_gave_to_the_member_counts_too(
    settlement: Settlement, by: User
) -> None:
    make.claim(settlement, status="approved", member_no=1, rule="decided")

    assert verify(of_member(settlement, 1), by).queue == "already_claimed"


def test_a_repeated_destination_holds_also_what_was_approved_before(
    settlement: Settlement, by: User
) -> None:
    approved = [verify(of_member(settlement, no, payment_key=77), by) for no in (1, 2, 3)]
    decided = make.claim(settlement, status="approved", rule="decided", payment_key=77)
    Claim.objects.filter(pk=approved[2].pk).update(frozen_at=LATER)
    strangers = [
        verify(of_member(settlement, 20 + no, payment_key=77), by) for no in range(REPEATED - 3)
    ]

    assert strangers[-1].queue == "repeated_destination"
    assert [Claim.objects.get(pk=claim.pk).queue for claim in (*approved, decided)] == [
        "repeated_destination",
        "repeated_destination",
        "",
        "",
    ]
    held = Event.objects.get(ref=approved[0].number, from_status="approved")
    assert (held.to_status, held.why) == ("in_review", "repeated_destination")


def test_a_job_approves_nobody_of_a_ring_whatever_its_chunks(
    settlement: Settlement, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "CHUNK", 1)
    for no in range(REPEATED):
        of_member(settlement, no, payment_key=77)

    services.open_verification(settlement=settlement, by=by)
    work_off()

    assert Counter(Claim.objects.values_list("queue", flat=True)) == {
        "repeated_destination": REPEATED
    }


def test_a_claim_amended_between_matching_and_deciding_is_verified_as_it_now_is(
    settlement: Settlement, by: User
) -> None:
    claim = of_member(settlement, 1)
    matching = services.open_verification(settlement=settlement, by=by)
    services.do_chunk(matching.chunks.get(), now=LATER)
    Claim.objects.filter(pk=claim.pk).update(version=2, name_key=2, email_key=20)

    work_off()

    claim.refresh_from_db()
    assert claim.member_no in {None, 2}
    assert verify(claim, by).member_no == 2


def test_a_second_job_is_not_opened_beside_the_first(settlement: Settlement, by: User) -> None:
    of_member(settlement, 1)

    first = services.open_verification(settlement=settlement, by=by)

    assert services.open_verification(settlement=settlement, by=by) == first


def test_a_job_over_nothing_ends(settlement: Settlement, by: User) -> None:
    matching = services.open_verification(settlement=settlement, by=by)

    work_off()

    following = services.successor(matching)
    assert following is not None
    assert {matching.status for matching in Job.objects.all()} == {"done"}


def test_a_single_claim_waits_while_a_job_is_matching(settlement: Settlement, by: User) -> None:
    of_member(settlement, 1)
    services.open_verification(settlement=settlement, by=by)
    newcomer = of_member(settlement, 2)

    assert services.verify_one(claim=newcomer, by=by, now=LATER) is False
    work_off()
    assert services.verify_one(claim=newcomer, by=by, now=LATER) is True


def due(settlement: Settlement, by: User) -> Job | None:
    return services.verify_due(
        settlement_id=settlement.pk, before=make.NOW + timedelta(seconds=1), by=by, now=LATER
    )


def test_claims_whose_bell_was_lost_are_found(settlement: Settlement, by: User) -> None:
    lost = of_member(settlement, 1)
    fresh = of_member(settlement, 2, received_at=make.NOW + timedelta(seconds=2))

    assert due(settlement, by) is None

    lost.refresh_from_db()
    fresh.refresh_from_db()
    assert (lost.status, fresh.status) == ("approved", "filed")


def test_many_claims_become_a_job(
    settlement: Settlement, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "CHUNK", 2)
    for no in (1, 2, 3):
        of_member(settlement, no)

    job = due(settlement, by)
    assert job is not None
    assert job.kind == services.MATCHING
    assert due(settlement, by) is None
    work_off()

    assert {row.status: row.claims for row in services.standings(settlement)} == {"approved": 3}


def test_a_job_that_failed_is_not_opened_again_by_the_beat(
    settlement: Settlement, by: User
) -> None:
    of_member(settlement, 1)
    job = services.open_verification(settlement=settlement, by=by)
    Job.objects.filter(pk=job.pk).update(status="stopped")

    assert due(settlement, by) is None
    assert Claim.objects.get().status == "filed"


def test_a_minor_is_told_what_is_missing_and_the_reading_is_recorded(
    settlement: Settlement, by: User
) -> None:
    claim = make.filed(settlement, email="kim@example.org")
    Claim.objects.filter(pk=claim.pk).update(minor=True)

    verify(claim, by)

    assert (claim.status, claim.rule) == ("deficient", "minor_without_guardian")
    letter = opened(Notice.objects.get(kind="claim_deficient", ref=claim.number))
    assert letter.to == "kim@example.org"
    assert "parent or guardian" in letter.letter.text
    assert "December 24, 2026" in letter.letter.text  # 30 days
    reading = Event.objects.get(kind="claim.opened", ref=claim.number)
    assert reading.why == "to write what is missing"


def test_a_letter_that_cannot_be_made_is_recorded_and_stops_nothing(
    settlement: Settlement, by: User, caplog: pytest.LogCaptureFixture
) -> None:
    whole = [make.filed(settlement, email=f"kim{n}@example.org") for n in range(2)]
    broken = make.claim(settlement)
    ClaimVersion.objects.create(
        claim=broken, sealed=b"altered" * 9, content_sha256="0" * 64, received_at=make.NOW
    )
    listed = of_member(settlement, 1)
    Claim.objects.exclude(pk=listed.pk).update(minor=True)

    services.open_verification(settlement=settlement, by=by)
    work_off()

    assert Counter(Claim.objects.values_list("status", flat=True)) == {
        "deficient": 3,
        "approved": 1,
    }
    letters = Notice.objects.filter(kind="claim_deficient")
    assert {letter.ref for letter in letters} == {claim.number for claim in whole}
    failure = Event.objects.get(kind="claim.letter_failed")
    assert failure.ref == broken.number
    assert "could not be written to the claimant" in failure.why
    assert not Event.objects.filter(kind="claim.opened", ref=broken.number).exists()
    assert f"claim {broken.pk} could not be made" in caplog.text


def test_where_the_case_s_key_is_destroyed_claims_are_verified_all_the_same(
    settlement: Settlement, by: User
) -> None:
    child = make.filed(settlement, email="kim@example.org")
    Claim.objects.update(minor=True)
    listed = of_member(settlement, 1)
    CaseKey.objects.update(wrapped=None, destroyed_at=LATER)
    keys._data_key.cache_clear()

    services.open_verification(settlement=settlement, by=by)
    work_off()

    assert Claim.objects.get(pk=listed.pk).status == "approved"
    assert Event.objects.get(kind="claim.letter_failed").ref == child.number
