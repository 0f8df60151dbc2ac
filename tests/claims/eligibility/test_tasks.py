"""The doorbells: each finds its work in the database, and a second ring changes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.eligibility import services, tasks
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from settlement.work.models import Job
from tests import make
from tests.claims.eligibility.conftest import Members


@pytest.fixture(autouse=True)
def one_member(members: Members) -> None:
    members([{"member_no": 1, "name_key": 1, "email_key": 10}])


def test_a_claim_just_filed_is_verified_once(settlement: Settlement) -> None:
    claim = make.claim(settlement, name_key=1, email_key=10)

    for _delivery in range(2):
        tasks.verify_claim(claim_id=claim.pk)

    claim.refresh_from_db()
    assert (claim.status, claim.verdicts.count()) == ("approved", 1)


def test_the_beat_gives_a_claim_s_own_bell_some_seconds(settlement: Settlement) -> None:
    fresh = make.claim(settlement, name_key=1, email_key=10, received_at=timezone.now())
    lost = make.claim(settlement, received_at=timezone.now() - timedelta(minutes=1))

    tasks.verify_due()

    fresh.refresh_from_db()
    lost.refresh_from_db()
    assert (fresh.status, lost.status) == ("filed", "in_review")


def test_a_case_that_fails_keeps_no_other_waiting(
    settlement: Settlement, caplog: pytest.LogCaptureFixture
) -> None:
    without_terms = Settlement.objects.create(slug="bare", name="Bare", time_zone="UTC")
    third = make.settlement(slug="third")
    ago = timezone.now() - timedelta(minutes=1)
    stuck, fine = (make.claim(case, received_at=ago) for case in (without_terms, third))

    tasks.verify_due()

    stuck.refresh_from_db()
    fine.refresh_from_db()
    assert (stuck.status, fine.status) == ("filed", "in_review")
    assert f"case {without_terms.pk} could not be verified" in caplog.text


def test_the_beat_has_nothing_to_do_where_nothing_is_filed(settlement: Settlement) -> None:
    tasks.verify_due()

    assert not Job.objects.exists()


def test_chunks_and_closings_rung_twice_are_done_once(settlement: Settlement) -> None:
    claim = make.claim(settlement, name_key=1, email_key=10)
    services.open_verification(settlement=settlement, by=User.objects.service("tests"))

    for kind in (services.MATCHING, services.VERIFICATION):
        job = Job.objects.get(kind=kind)
        for _delivery in range(2):
            tasks.verify_chunk(chunk_id=job.chunks.get().pk)
            tasks.close_verification(job_id=job.pk)

    claim.refresh_from_db()
    assert (claim.status, claim.verdicts.count()) == ("approved", 1)
    assert Job.objects.filter(status="done").count() == 2
