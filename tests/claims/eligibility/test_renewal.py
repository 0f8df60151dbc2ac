"""A class list takes another's place: nobody is paid twice, and the new list's flags count."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from claims.eligibility import renewal, services, tasks
from claims.eligibility.lists import of_case
from claims.eligibility.models import Match
from claims.filing import statements as filing
from claims.filing.models import Claim
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.imports import services as roster
from settlement.notices.models import Notice
from settlement.roster.models import ClassMember, RosterImport
from settlement.terms.models import Settlement
from settlement.work.models import Job
from tests import make
from tests.claims.eligibility.conftest import work_off
from tests.settlement.roster import listing
from tests.settlement.roster.listing import ANA, BEN

type Deliver = Callable[..., RosterImport]

CLARA = {
    "member_ref": "A-1003",
    "email": "clara@example.org",
    "first_name": "Clara",
    "last_name": "Stone",
    "state": "NY",
}
OF_ANA = {"first_name": "Ana", "last_name": "Brown-Nunez", "email": "ana.brown@gmail.com"}
OF_BEN = {"first_name": "Ben", "last_name": "Brown", "email": "ben@example.org"}
OF_CLARA = {"first_name": "Clara", "last_name": "Stone", "email": "clara@example.org"}


@pytest.fixture
def by(db: None) -> User:
    return User.objects.service("eligibility")


@pytest.fixture
def deliver(settlement: Settlement, by: User, tmp_path: Path) -> Deliver:
    """Import a class list of these members; each takes the place of the one before."""

    def bring(*members: Mapping[str, str]) -> RosterImport:
        path = listing.write(tmp_path / "list.csv", *members)
        return listing.import_(settlement, path, by=by, wishes=roster.Wishes(again=True))

    return bring


def filed(settlement: Settlement, **contents: Any) -> Claim:
    """A claim filed and, as far as it may be, verified."""
    values = {"phone": "", "signature": "{first_name} {last_name}".format(**contents)} | contents
    claim = make.filed(settlement, **values)
    services.verify_one(claim=claim, by=User.objects.service("eligibility"), now=make.NOW)
    claim.refresh_from_db()
    return claim


def beat() -> None:
    """What the beat does, until there is nothing left to do."""
    with time_machine.travel(make.NOW + timedelta(days=1)):
        for _time in range(4):
            tasks.verify_due()
            work_off()


def state(claim: Claim) -> tuple[str, str]:
    claim.refresh_from_db()
    return claim.status, claim.queue


def flags_of(claim: Claim) -> int | None:
    """What the list in use says of a claim's member; None where he is not on it."""
    members = ClassMember.objects.filter(member_no=claim.member_no or 0)
    return members.values_list("flags", flat=True).first()


def paid(claim: Claim) -> Claim:
    filing.freeze(settlement_id=claim.settlement_id, claim_ids=[claim.pk], now=make.NOW)
    return claim


def test_one_person_is_not_approved_once_by_each_list(
    settlement: Settlement, deliver: Deliver
) -> None:
    deliver(ANA, BEN)
    first = filed(settlement, **OF_ANA)
    old_no = first.member_no
    deliver(BEN, ANA)
    assert services.unlisted(settlement) == 1

    second = filed(settlement, **OF_ANA)
    assert state(second) == ("filed", "")  # it waits for the claims before it
    beat()

    assert state(first) == ("approved", "")
    assert state(second) == ("in_review", "already_claimed")
    assert first.member_no != old_no
    assert flags_of(first) == 2  # the new list's row of hers
    assert services.unlisted(settlement) == 0


def test_what_was_taken_back_is_told_in_the_claim_s_history(
    settlement: Settlement, deliver: Deliver
) -> None:
    deliver(ANA)
    claim = filed(settlement, **OF_ANA)
    deliver(ANA)

    beat()

    moves = Event.objects.filter(ref=claim.number).exclude(to_status="").order_by("pk")
    assert [(move.from_status, move.to_status, move.why) for move in moves] == [
        ("", "filed", ""),
        ("filed", "approved", "identifier_and_name"),
        ("approved", "filed", "the class list was replaced"),
        ("filed", "approved", "identifier_and_name"),
    ]


def test_whoever_the_corrected_list_names_at_last_is_approved(
    settlement: Settlement, deliver: Deliver
) -> None:
    deliver(ANA)
    clara = filed(settlement, **OF_CLARA)
    assert state(clara) == ("in_review", "not_listed")
    deliver(ANA, CLARA)

    beat()

    assert state(clara) == ("approved", "")


def test_whom_the_corrected_list_leaves_out_waits_for_a_person(
    settlement: Settlement, deliver: Deliver
) -> None:
    deliver(ANA, BEN)
    ben = filed(settlement, **OF_BEN)
    deliver(ANA)

    beat()

    assert state(ben) == ("in_review", "not_listed")


def test_what_a_person_approved_by_the_old_list_a_person_sees_again(
    settlement: Settlement, deliver: Deliver
) -> None:
    deliver(ANA)
    claim = filed(settlement, **OF_ANA | {"last_name": "Brown-Nunes"})
    old_no = claim.match.member_no
    Claim.objects.filter(pk=claim.pk).update(
        status="approved", queue="", rule="decided", member_no=old_no
    )
    deliver(ANA)

    beat()

    assert state(claim) == ("in_review", "name_differs")


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
    settlement: Settlement, deliver: Deliver, fields: dict[str, str]
) -> None:
    deliver(BEN, ANA)
    claim = filed(settlement, **OF_ANA)
    Claim.objects.filter(pk=claim.pk).update(**fields)
    in_use = deliver(ANA)

    beat()

    assert state(claim) == (fields["status"], fields["queue"])
    match = Match.objects.get(claim=claim)
    assert match.class_list == in_use
    assert ClassMember.objects.filter(member_no=match.member_no or 0).exists()
    assert not Notice.objects.filter(kind="claim_deficient").exists()


def test_a_paid_claim_keeps_its_place_under_its_member_s_new_number(
    settlement: Settlement, deliver: Deliver
) -> None:
    deliver(ANA, BEN)
    first = paid(filed(settlement, **OF_ANA))
    old_no = first.member_no
    deliver(BEN, ANA)

    beat()
    second = filed(settlement, **OF_ANA)

    assert state(first) == ("approved", "")
    assert first.member_no != old_no
    assert flags_of(first) == 2
    assert state(second) == ("in_review", "already_claimed")
    moved = Event.objects.get(ref=first.number, kind="claim.matched")
    assert (moved.why, moved.data) == (renewal.WHY, {"member_no": first.member_no})


CODE = {"notice_id": ANA["notice_id"], "confirmation_code": ANA["confirmation_code"]}


@pytest.mark.parametrize(
    "in_common", [{"email": "clara@example.org"}, {"phone": "(212) 555-0177"}, CODE]
)
def test_a_paid_claim_that_the_list_does_not_know_any_more_still_holds_its_like(
    settlement: Settlement, deliver: Deliver, in_common: dict[str, str]
) -> None:
    before = {"phone": "(212) 555-0177"} | CODE
    deliver(CLARA | before)
    first = paid(filed(settlement, **OF_CLARA | before))
    assert state(first) == ("approved", "")
    # The corrected list has her under new things of hers, and has none of the old.
    now = {"email": "stone@example.org", "username": "clara.s"}
    deliver(CLARA | now)

    beat()
    again = OF_CLARA | {"email": now["email"], "usernames": (now["username"],)}
    second = filed(settlement, **again | in_common)

    assert state(first) == ("approved", "")
    assert state(second) == ("in_review", "already_claimed")
    assert renewal.paid_alike(claim=second) == {first.pk}
    assert services.unlisted(settlement) == 0


def test_others_are_approved_beside_such_a_paid_claim(
    settlement: Settlement, deliver: Deliver
) -> None:
    deliver(CLARA)
    paid(filed(settlement, **OF_CLARA))
    deliver(ANA, BEN)

    beat()

    assert state(filed(settlement, **OF_BEN)) == ("approved", "")


def test_of_two_paid_claims_that_are_now_of_one_member_one_has_the_member(
    settlement: Settlement, deliver: Deliver
) -> None:
    deliver(ANA, CLARA)
    first, second = paid(filed(settlement, **OF_ANA)), paid(filed(settlement, **OF_CLARA))
    deliver(ANA | {"username": "clara"})
    usernames = filed(settlement, **OF_ANA, usernames=("clara",)).username_keys
    Claim.objects.filter(pk=second.pk).update(username_keys=usernames)

    beat()

    assert {state(first), state(second)} == {("approved", "")}
    assert (flags_of(first), flags_of(second)) == (2, None)


def test_a_claim_whose_payment_was_made_void_after_the_renewal_is_taken_back_then(
    settlement: Settlement, deliver: Deliver
) -> None:
    deliver(CLARA)
    claim = paid(filed(settlement, **OF_CLARA))
    deliver(ANA)
    beat()
    assert state(claim) == ("approved", "")

    filing.thaw(settlement_id=settlement.pk, claim_ids=[claim.pk])
    assert services.unlisted(settlement) == 1
    beat()

    assert state(claim) == ("in_review", "not_listed")
    assert services.unlisted(settlement) == 0


def test_a_list_replaced_in_the_middle_of_a_job_decides_nothing(
    settlement: Settlement, deliver: Deliver, by: User
) -> None:
    deliver(ANA, BEN)
    claim = make.filed(settlement, **OF_BEN, phone="", signature="Ben Brown")
    matching = services.open_verification(settlement=settlement, by=by)
    services.do_chunk(matching.chunks.get(), now=make.NOW)
    matching.chunks.update(done_at=make.NOW, rows=1)
    deciding = services.close(job_id=matching.pk, now=make.NOW)
    assert deciding is not None
    deliver(BEN)

    assert services.do_chunk(deciding.chunks.get(), now=make.NOW) == 0
    assert state(claim) == ("filed", "")

    beat()
    assert state(claim) == ("approved", "")
    assert flags_of(claim) == 1


def test_claims_are_renewed_once_for_a_list_and_not_at_all_for_the_first(
    settlement: Settlement, deliver: Deliver
) -> None:
    deliver(ANA)
    filed(settlement, **OF_ANA)
    beat()
    assert not Job.objects.exists()

    deliver(ANA)
    beat()
    beat()

    assert Job.objects.filter(kind=services.RENEWAL).count() == 1
    assert {job.status for job in Job.objects.all()} == {"done"}


def test_a_renewal_that_stopped_is_done_again_by_the_command(
    settlement: Settlement, deliver: Deliver, by: User
) -> None:
    deliver(ANA)
    claim = filed(settlement, **OF_ANA)
    deliver(ANA)
    stopped = services.open_verification(settlement=settlement, by=by)
    Job.objects.filter(pk=stopped.pk).update(status="stopped")
    beat()
    assert services.unlisted(settlement) == 1

    assert services.open_verification(settlement=settlement, by=by) != stopped
    work_off()

    assert state(claim) == ("approved", "")
    assert services.unlisted(settlement) == 0


def test_a_chunk_renewed_twice_takes_back_nothing_more(
    settlement: Settlement, deliver: Deliver, by: User
) -> None:
    deliver(ANA, BEN)
    claims = [filed(settlement, **OF_ANA), paid(filed(settlement, **OF_BEN))]
    deliver(ANA, BEN)

    for _time in range(2):
        renewal.renew_chunk(
            settlement_id=settlement.pk,
            lists=of_case(settlement_id=settlement.pk),
            first=claims[0].pk,
            last=claims[1].pk,
            flags=[],
            by=by.pk,
            now=make.NOW,
        )

    assert Event.objects.filter(why=renewal.WHY).count() == 2
    assert services.unlisted(settlement) == 1  # taken back, and not verified yet


def test_the_earliest_received_wins_again(settlement: Settlement, deliver: Deliver) -> None:
    deliver(ANA)
    late = filed(settlement, **OF_ANA)
    early = filed(settlement, **OF_ANA)
    Claim.objects.filter(pk=early.pk).update(received_at=make.NOW - timedelta(days=9))
    deliver(ANA)

    beat()

    assert state(early) == ("approved", "")
    assert state(late) == ("in_review", "already_claimed")
