"""Once a night the house checks itself; where it finds itself wrong, payout is closed."""

from datetime import UTC, datetime

import pytest
from celery.schedules import crontab
from django.conf import settings

from claims.filing.models import Claim
from payouts.allocation.services import approve_run
from payouts.payments.agreement import PayoutClosed, last_check
from payouts.payments.models import Batch
from payouts.payments.services import approve_batch, bytes_of, make_batches, void_batch
from payouts.reports.checking import check_house
from payouts.reports.tasks import check_house as check_nightly
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.celery import app
from settlement.terms.models import Settlement
from tests import make
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import finished

pytestmark = pytest.mark.django_db


@pytest.fixture
def batches(settlement: Settlement, alice: User, bob: User) -> list[Batch]:
    """Of a run that was really computed: one batch approved, one that waits."""
    paying.fund(settlement)
    for method in ("ach", "check"):
        paying.approved_claim(settlement, payment_method=method)
    run = finished(settlement, by=alice)
    approve_run(run=run, by=bob, now=NOW)
    ach, checks = make_batches(run=run, by=alice, now=NOW, order="ECF 311")
    approve_batch(batch=ach, sha256=ach.file_sha256, by=bob, now=NOW)
    return [ach, checks]


def test_the_beat_rings_for_a_task_that_is_there() -> None:
    app.loader.import_default_modules()
    rung = settings.CELERY_BEAT_SCHEDULE["does everything agree?"]

    assert rung == {"task": check_nightly.name, "schedule": crontab(hour="6", minute="0")}
    assert {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()} <= app.tasks.keys()


def test_the_nightly_check_is_recorded(settlement: Settlement) -> None:
    check_nightly()

    check = last_check()
    assert check is not None
    assert (check.by, check.broken) == ("nightly-check", {})


def test_where_no_case_is_nothing_is_recorded(db: None) -> None:
    check_nightly()

    assert not Event.objects.exists()


def test_payout_is_closed_while_the_last_check_found_something(
    batches: list[Batch], alice: User, bob: User
) -> None:
    ach, checks = batches
    leave_a_claim_unverified(ach.settlement)
    assert check_house(by=alice).broken == {"a job long past due": 1}

    with pytest.raises(PayoutClosed, match=r"UTC found a job long past due\. Mend it"):
        make_batches(run=ach.run, by=alice, now=NOW, order="ECF 311")
    with pytest.raises(PayoutClosed, match="closed until everything agrees"):
        approve_batch(batch=checks, sha256=checks.file_sha256, by=bob, now=NOW)
    with pytest.raises(PayoutClosed):
        bytes_of(batch=ach, by=bob, now=NOW)
    void_batch(batch=checks, why="found wrong", by=alice)  # what mends is not closed


def test_payout_is_open_again_once_it_holds(batches: list[Batch], alice: User, bob: User) -> None:
    ach, checks = batches
    late = leave_a_claim_unverified(ach.settlement)
    check_house(by=alice)
    late.move("withdrawn", by=alice)

    assert check_house(by=alice).broken == {}

    approve_batch(batch=checks, sha256=checks.file_sha256, by=bob, now=NOW)
    assert bytes_of(batch=ach, by=bob, now=NOW)


def leave_a_claim_unverified(settlement: Settlement) -> Claim:
    return make.claim(settlement, status="filed", received_at=datetime(2020, 1, 1, tzinfo=UTC))
