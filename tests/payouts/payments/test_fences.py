"""What payments and batches must never be, the database itself refuses."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F

from payouts.allocation.models import Run
from payouts.payments.models import Batch, Payment
from payouts.payments.services import approve_batch, make_batches
from settlement.accounts.models import User
from tests.make import NOW
from tests.payouts import paying

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(run: Run, alice: User) -> Batch:
    return make_batches(run=run, by=alice, now=NOW)[0]


def copy_of(payment: Payment, **changes: object) -> Payment:
    payment.pk = None
    for name, value in {"ref": "PAY-X", "trace": "1", "attempt": 9, **changes}.items():
        setattr(payment, name, value)
    return payment


def test_no_second_live_payment_of_a_claim(batch: Batch) -> None:
    with pytest.raises(IntegrityError, match="payment_one_live_per_award"), transaction.atomic():
        copy_of(batch.payments.all()[0]).save()


def test_a_payment_pays_its_award_to_the_cent(batch: Batch) -> None:
    second = copy_of(batch.payments.all()[0], status="void", amount_cents=2785)

    with pytest.raises(IntegrityError, match="as it was computed"), transaction.atomic():
        second.save()


@pytest.mark.parametrize("change", [{"amount_cents": 1}, {"claim_version": 2}, {"trace": "7"}])
def test_a_payment_is_never_changed_but_in_its_status(
    batch: Batch, change: dict[str, object]
) -> None:
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        batch.payments.update(**change)


def test_a_payment_is_never_deleted(batch: Batch) -> None:
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        batch.payments.all().delete()


def test_what_stands_in_a_batchs_file_is_never_changed(batch: Batch) -> None:
    for change in ({"total_cents": 1}, {"effective_on": F("file_on")}, {"file_sha256": "0" * 64}):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Batch.objects.filter(pk=batch.pk).update(**change)


def test_a_batch_that_is_not_its_payments_is_refused(batch: Batch, bob: User) -> None:
    paying.without_triggers("payouts_payment")
    batch.payments.all()[0].delete()

    # Asked at COMMIT; here each statement, since the triggers were taken away.
    with pytest.raises(IntegrityError, match="not its payments"), transaction.atomic():
        approve_batch(batch=batch, sha256=batch.file_sha256, by=bob, now=NOW)


def test_nothing_is_approved_without_naming_the_file(batch: Batch, bob: User) -> None:
    with pytest.raises(IntegrityError, match="hash_of_its_file"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(
            status="approved", approved_by=bob, approved_at=NOW, approved_sha256="0" * 64
        )


def test_nothing_leaves_the_house_before_approval(batch: Batch) -> None:
    with pytest.raises(IntegrityError, match="leaves_the_house"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(exported_at=NOW)
