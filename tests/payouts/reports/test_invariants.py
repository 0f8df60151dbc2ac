"""Each invariant holds on the whole way of a cent, and each is seen when it is broken."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from claims.filing.models import Claim
from payouts.allocation.models import Award
from payouts.ledger.models import Entry, Leg
from payouts.payments.models import Batch, Payment
from payouts.payments.services import approve_batch, make_batches
from payouts.reports import invariants
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.notices.models import Notice
from settlement.terms.models import Settlement
from settlement.work.models import Job
from tests.make import NOW
from tests.payouts import paying

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(settlement: Settlement, alice: User, bob: User) -> Batch:
    """A case with an approved batch of two payments."""
    paying.fund(settlement)
    claims = [paying.approved_claim(settlement) for _number in range(2)]
    run = paying.run_over(dict.fromkeys(claims, 2784), maker=alice, approver=bob)
    (batch,) = make_batches(run=run, by=alice, now=NOW)
    return approve_batch(batch=batch, sha256=batch.file_sha256, by=bob, now=NOW)


def unbalance_an_entry(_batch: Batch) -> None:
    paying.without_triggers("payouts_leg")
    Leg.objects.create(entry=Entry.objects.all()[0], account="net", cents=-1)


def approve_two_claims_of_a_member(_batch: Batch) -> None:
    drop("claims_claim", "claim_one_approved_per_member")
    Claim.objects.update(member_no=7)


def pay_an_award_twice(batch: Batch) -> None:
    drop("payouts_payment", "payment_one_live_per_award")
    paying.without_triggers("payouts_payment")
    payment = batch.payments.all()[0]
    payment.pk, payment.ref, payment.trace, payment.attempt = None, "PAY-X", "X", 2
    payment.save()


def pay_a_claim_from_two_runs(batch: Batch) -> None:
    drop("payouts_payment", "payment_one_live_per_award")
    payment = batch.payments.all()[0]
    again = paying.awarded(
        batch.settlement, {payment.claim: payment.amount_cents}, maker=batch.made_by
    )
    payment.pk, payment.ref, payment.trace, payment.attempt = None, "PAY-X", "X", 2
    payment.run = again
    payment.save()


def void_a_payment_of_a_live_batch(batch: Batch) -> None:
    Payment.objects.filter(pk=batch.payments.all()[0].pk).update(status="void")


def leave_a_payment_of_a_void_batch(batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(status="void")


def overdraw_the_fund(batch: Batch) -> None:
    paying.without_triggers("payouts_leg")
    entry = Entry.objects.create(
        settlement=batch.settlement, kind="test", ref="1", made_by=batch.made_by
    )
    Leg.objects.create(entry=entry, account="assets:fund", cents=-1_000_001)
    Leg.objects.create(entry=entry, account="in_flight", cents=1_000_001)


def send_more_than_the_bank_holds(batch: Batch) -> None:
    paying.without_triggers("payouts_leg")
    entry = Entry.objects.create(
        settlement=batch.settlement, kind="test", ref="1", made_by=batch.made_by
    )
    Leg.objects.create(entry=entry, account="in_flight", cents=-1_000_000)
    Leg.objects.create(entry=entry, account="net", cents=1_000_000)


def change_a_payment(_batch: Batch) -> None:
    paying.without_triggers("payouts_payment")
    Payment.objects.filter(pk=Payment.objects.all()[0].pk).update(amount_cents=2785)


def approve_ones_own(batch: Batch) -> None:
    drop("payouts_batch", "batch_maker_is_not_approver")
    Batch.objects.filter(pk=batch.pk).update(approved_by=batch.made_by)


def skip_a_state(batch: Batch) -> None:
    Event.objects.create(
        kind="batch.settled",
        entity="batch",
        ref=batch.audit_ref,
        from_status="sent",
        to_status="settled",
        actor=batch.made_by,
    )


def leave_a_job_undone(batch: Batch) -> None:
    Job.objects.create(
        kind="test",
        chunk_task="t",
        closing_task="t",
        made_by=batch.made_by,
        created_at=timezone.now() - timedelta(days=2),
    )


def leave_a_letter_unsent(batch: Batch) -> None:
    Notice.objects.create(
        settlement=batch.settlement,
        kind="receipt",
        entity="claim",
        ref="TST-1",
        sealed=b"",
        due_at=timezone.now() - timedelta(days=2),
    )


def leave_a_claim_unverified(_batch: Batch) -> None:
    Claim.objects.update(
        frozen_at=None, status="filed", received_at=timezone.now() - timedelta(days=2)
    )


def apply_a_return_twice(_batch: Batch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE OR REPLACE VIEW auditor.bank_return AS
            SELECT 'f'::text AS file_sha256, '1001'::text AS trace, 'R02'::text AS code,
                   2784::bigint AS cents, true AS applied
              FROM generate_series(1, 2)
        """)


def lose_an_award(batch: Batch) -> None:
    paying.without_triggers("payouts_award")
    Award.objects.filter(run=batch.run, claim=batch.payments.all()[0].claim_id).delete()


BREAKERS: list[tuple[str, Callable[[Batch], None]]] = [
    ("an unbalanced entry", unbalance_an_entry),
    ("two live claims of a member", approve_two_claims_of_a_member),
    ("two live payments of an award", pay_an_award_twice),
    ("a claim paid twice in a distribution", pay_a_claim_from_two_runs),
    ("a claim paid twice in a distribution", pay_an_award_twice),
    ("a negative fund", overdraw_the_fund),
    ("a negative fund", send_more_than_the_bank_holds),
    ("a batch unlike its payments", change_a_payment),
    ("a batch unlike its payments", pay_an_award_twice),
    ("a payment whose state does not fit its batch's", void_a_payment_of_a_live_batch),
    ("a payment whose state does not fit its batch's", leave_a_payment_of_a_void_batch),
    ("a payment unlike its award", change_a_payment),
    ("a payment unlike its award", lose_an_award),
    ("a maker who approved", approve_ones_own),
    ("a transition that does not start where the last ended", skip_a_state),
    ("a job long past due", leave_a_job_undone),
    ("a job long past due", leave_a_letter_unsent),
    ("a job long past due", leave_a_claim_unverified),
    ("a trace returned twice", apply_a_return_twice),
    ("awards and residual that are not the net fund", lose_an_award),
]


def drop(table: str, name: str) -> None:
    """Drop a constraint or unique index until the test's transaction is rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"')
        cursor.execute(f'DROP INDEX IF EXISTS "{name}"')


def test_nothing_is_broken_on_the_way_of_a_cent(paid: Batch) -> None:
    assert invariants.broken() == {name: [] for name in invariants.queries()}


@pytest.mark.parametrize(("name", "break_it"), BREAKERS)
def test_a_broken_invariant_is_seen(
    paid: Batch, name: str, break_it: Callable[[Batch], None]
) -> None:
    break_it(paid)

    assert invariants.broken()[name]


def test_a_job_that_was_given_up_is_no_breach_for_ever(paid: Batch) -> None:
    leave_a_job_undone(paid)

    Job.objects.update(status="stopped")

    assert invariants.broken()["a job long past due"] == []


def test_every_invariant_has_something_that_breaks_it() -> None:
    assert {name for name, _breaker in BREAKERS} == {*invariants.queries()}
