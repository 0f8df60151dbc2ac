"""From an approved run to files that finance may send, and back where nothing was sent."""

import csv
import io
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from claims.filing.models import Claim
from claims.optouts.models import Exclusion
from claims.review.services import CannotReopen, reopen
from payouts.allocation.models import Run, RunStatus
from payouts.bankfiles import nacha_reader
from payouts.bankfiles.models import BankFile
from payouts.bankfiles.services import FileAltered
from payouts.ledger.models import Balance, Entry, Leg
from payouts.payments import rails, statements
from payouts.payments.funds import NotFunded
from payouts.payments.models import Batch, Payment
from payouts.payments.services import (
    NotAnother,
    TooLate,
    approve_batch,
    bytes_of,
    make_batches,
    void_batch,
)
from payouts.payments.waiting import Fallen, HeldBack, fallen, held_back, waiting
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.states import WrongState
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying

pytestmark = pytest.mark.django_db


def file_of(batch: Batch, by: User) -> bytes:
    return bytes_of(batch=batch, by=by, now=NOW)


def approved(batch: Batch, by: User) -> Batch:
    return approve_batch(batch=batch, sha256=batch.file_sha256, by=by, now=NOW)


# Making -------------------------------------------------------------------------------------------


def test_a_run_becomes_one_batch_for_each_method(run: Run, alice: User, bob: User) -> None:
    ach, checks = make_batches(run=run, by=alice, now=NOW)

    assert (ach.method, ach.payments_count, ach.total_cents, ach.modifier) == ("ach", 2, 5568, "A")
    assert (checks.method, checks.payments_count, checks.total_cents) == ("check", 1, 16704)
    assert waiting(run=run) == []
    read = nacha_reader.entries(file_of(approved(ach, bob), bob))
    assert [(entry.cents, entry.trace) for entry in read] == [
        (2784, "121042880000001"),
        (2784, "121042880000002"),
    ]
    assert "DANA NUNEZ" in {entry.name for entry in read}
    assert [entry.reference for entry in read] == [*ach.payments.values_list("ref", flat=True)]


def test_whoever_left_the_class_is_not_paid_again_once_the_payment_is_void(
    run: Run, claims: list[Claim], alice: User, bob: User
) -> None:
    batches = make_batches(run=run, by=alice, now=NOW)
    Exclusion.objects.create(
        settlement=run.settlement,
        ref_key=1,
        member_no=claims[0].member_no,
        received_on=NOW.date(),
        sealed=b"",
        recorded_by=bob,
    )
    for batch in batches:
        void_batch(batch=batch, why="A member left the class.", by=bob)

    with pytest.raises(Refusal, match="1 claim"):
        make_batches(run=run, by=alice, now=NOW)

    assert not Payment.objects.exclude(status="void").exists()


def test_a_check_says_who_is_paid_what_and_for_which_claim(
    run: Run, claims: list[Claim], alice: User, bob: User
) -> None:
    _ach, checks = make_batches(run=run, by=alice, now=NOW)

    (row,) = csv.DictReader(io.StringIO(file_of(approved(checks, bob), bob).decode()))

    assert row["check_number"] == "1001"
    assert row["payee"] == "DANA RIVERA"
    assert row["amount"] == "167.04"
    assert row["memo"] == claims[1].number
    assert row["check_date"] == "11/27/2026"  # two banking days, over Thanksgiving
    assert row["void_after"] == "02/25/2027"  # 90 days on


def test_payments_follow_the_claim_numbers(run: Run, claims: list[Claim], alice: User) -> None:
    ach, _checks = make_batches(run=run, by=alice, now=NOW)

    paid = ach.payments.order_by("trace").values_list("claim__number", flat=True)

    assert [*paid] == sorted([claims[0].number, claims[2].number])


def test_making_again_makes_nothing(run: Run, alice: User) -> None:
    make_batches(run=run, by=alice, now=NOW)

    with pytest.raises(Refusal, match="Nothing is due"):
        make_batches(run=run, by=alice, now=NOW)

    assert Payment.objects.count() == 3


def test_what_is_paid_is_frozen(run: Run, claims: list[Claim], alice: User) -> None:
    make_batches(run=run, by=alice, now=NOW)

    assert not Claim.objects.filter(frozen_at=None).exists()


def test_a_run_is_paid_only_once_it_is_approved(claims: list[Claim], alice: User) -> None:
    run = Run.objects.create(
        settlement=claims[0].settlement,
        number=9,
        preliminary=False,
        terms_version=claims[0].settlement.versions.get(),
        made_by=alice,
        status=RunStatus.OPEN,
    )

    with pytest.raises(Refusal, match="Run 9 is open"):
        make_batches(run=run, by=alice, now=NOW)


def test_a_preliminary_run_is_paid_by_a_recorded_order_alone(
    claims: list[Claim], alice: User, bob: User
) -> None:
    run = paying.run_over({claims[1]: 500}, maker=alice, approver=bob, preliminary=True)

    with pytest.raises(Refusal, match="recorded order"):
        make_batches(run=run, by=alice, now=NOW, order="  ")
    (batch,) = make_batches(run=run, by=alice, now=NOW, order="Order of 2026-11-20, ECF 311")

    assert batch.order == "Order of 2026-11-20, ECF 311"
    assert Event.objects.get(kind="batch.made").why == batch.order


def test_nobody_is_paid_from_a_run_of_which_a_claim_fell(
    run: Run, claims: list[Claim], alice: User
) -> None:
    claims[0].move("in_review", by=alice, queue="reopened")

    with pytest.raises(Refusal, match=r"cannot be paid as awarded any more, .* make a new run"):
        make_batches(run=run, by=alice, now=NOW)

    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"version": 2}, "it was amended"), ({"member_no": 77}, "it was matched to another member")],
)
def test_a_claim_approved_again_otherwise_than_it_was_frozen_is_not_paid_by_the_old_award(
    run: Run, claims: list[Claim], alice: User, changes: dict[str, int], why: str
) -> None:
    Claim.objects.filter(pk=claims[0].pk).update(**changes)

    assert [(each.claim_number, each.why.startswith(why)) for each in held_back(run=run)] == [
        (claims[0].number, True)
    ]
    with pytest.raises(Refusal, match="1 claim of this run cannot be paid as awarded"):
        make_batches(run=run, by=alice, now=NOW)


def test_a_fallen_claim_of_a_partly_paid_run_is_left_out_and_everybody_else_is_paid(
    run: Run, claims: list[Claim], alice: User, bob: User
) -> None:
    ach, _checks = make_batches(run=run, by=alice, now=NOW)
    void_batch(batch=ach, why="one account is another's", by=alice)
    reopen(claim=claims[0], why="one account is another's", by=bob)

    (again,) = make_batches(run=run, by=alice, now=NOW)

    assert again.payments.get().claim == claims[2]
    assert waiting(run=run) == []
    assert fallen(run=run) == Fallen(1, 2784)
    why = "it lost its approval, and is due again once it is approved again"
    assert held_back(run=run) == [HeldBack(claims[0].number, why)]
    with pytest.raises(Refusal, match=r"but 1 claim of this run cannot be paid .* \$27.84"):
        make_batches(run=run, by=alice, now=NOW)

    Claim.objects.get(pk=claims[0].pk).move("approved", by=bob, queue="")
    (last,) = make_batches(run=run, by=alice, now=NOW)
    assert last.payments.get().claim == claims[0]
    assert held_back(run=run) == []


def test_once_everything_is_void_again_a_fallen_claim_stops_the_whole(
    run: Run, claims: list[Claim], alice: User, bob: User
) -> None:
    for batch in make_batches(run=run, by=alice, now=NOW):
        void_batch(batch=batch, why="one account is another's", by=alice)
    reopen(claim=claims[0], why="one account is another's", by=bob)

    with pytest.raises(Refusal, match="1 claim of this run cannot be paid as awarded"):
        make_batches(run=run, by=alice, now=NOW)


def test_nobody_is_paid_before_the_bank_confirms_the_fund(run: Run, alice: User) -> None:
    paying.without_triggers("payouts_balance")  # as if the money were gone: no posting does that
    Balance.objects.filter(account="assets:fund").update(cents=22271)

    with pytest.raises(NotFunded, match=r"\$222.72 would be paid.* confirmed \$222.71"):
        make_batches(run=run, by=alice, now=NOW)

    assert not Batch.objects.exists()


def test_methods_without_a_file_wait_and_are_counted(
    settlement: Settlement, claims: list[Claim], alice: User, bob: User
) -> None:
    Claim.objects.filter(pk__in=[claims[0].pk, claims[1].pk]).update(payment_method="paypal")
    run = paying.run_over(dict.fromkeys(claims, 1000), maker=alice, approver=bob)

    (batch,) = make_batches(run=run, by=alice, now=NOW)

    assert batch.payments_count == 1
    assert [str(each) for each in waiting(run=run)] == [
        "2 payments by PayPal wait for a later version, which will write files for that method."
    ]
    with pytest.raises(Refusal, match="2 payments by PayPal wait"):
        make_batches(run=run, by=alice, now=NOW)


def test_what_no_file_can_take_is_held_and_stops_nobody_else(
    settlement: Settlement, claims: list[Claim], alice: User, bob: User
) -> None:
    nameless = paying.approved_claim(
        settlement, first_name="小龍", last_name="李", signature="李 小龍", email="lee@example.org"
    )
    run = paying.run_over(dict.fromkeys([*claims, nameless], 1000), maker=alice, approver=bob)

    ach, checks = make_batches(run=run, by=alice, now=NOW)

    assert (ach.payments_count, checks.payments_count) == (2, 1)
    assert held_back(run=run) == [
        HeldBack(nameless.number, "the payee's name has no letter that a bank takes")
    ]
    nameless.refresh_from_db()
    assert nameless.frozen_at is None
    with pytest.raises(Refusal, match="No file can take"):
        make_batches(run=run, by=alice, now=NOW)


def test_payments_are_cut_into_files_by_the_banks_line_limit(
    run: Run, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rails.Ach, "most", property(lambda _rail: 1))

    first, second, _checks = make_batches(run=run, by=alice, now=NOW)

    assert (first.modifier, second.modifier) == ("A", "B")
    assert first.payments.get().trace < second.payments.get().trace


def test_what_does_not_fit_todays_files_waits_for_tomorrow(
    run: Run, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rails.Ach, "most", property(lambda _rail: 1))
    monkeypatch.setattr("payouts.bankfiles.nacha.MODIFIERS", "A")

    today = make_batches(run=run, by=alice, now=NOW)

    assert [(batch.method, batch.modifier) for batch in today] == [("ach", "A"), ("check", "")]
    assert [(each.method, each.count) for each in waiting(run=run)] == [("ach", 1)]
    with pytest.raises(Refusal, match="tomorrow"):
        make_batches(run=run, by=alice, now=NOW)
    (next_day,) = make_batches(run=run, by=alice, now=NOW + timedelta(days=1))
    assert (next_day.modifier, next_day.payments.get().trace) == ("A", "121042880000002")


# Approving ----------------------------------------------------------------------------------------


def test_another_person_approves_by_the_files_hash_and_the_ledger_has_a_leg_for_each_payment(
    run: Run, alice: User, bob: User
) -> None:
    ach, _checks = make_batches(run=run, by=alice, now=NOW)

    approved(ach, bob)

    entry = Entry.objects.get(kind="batch", ref=ach.audit_ref)
    legs = Leg.objects.filter(entry=entry).order_by("ref", "cents")
    assert [(leg.account, leg.cents, leg.ref) for leg in legs] == [
        line
        for payment in ach.payments.order_by("ref")
        for line in (("in_flight", -2784, payment.ref), ("awards", 2784, payment.ref))
    ]


def test_that_the_sealed_file_was_opened_for_the_approval_is_recorded(
    run: Run, alice: User, bob: User
) -> None:
    ach, _checks = make_batches(run=run, by=alice, now=NOW)

    approved(ach, bob)

    opening = Event.objects.get(kind="file.opened")
    assert (opening.entity, opening.ref, opening.actor) == ("batch", ach.audit_ref, bob)
    assert opening.why == "to approve the batch by its file's hash"


def test_the_maker_cannot_approve_whatever_else_she_may(run: Run, alice: User) -> None:
    ach, _checks = make_batches(run=run, by=alice, now=NOW)

    with pytest.raises(NotAnother, match="Another person"):
        approved(ach, alice)
    with pytest.raises(IntegrityError, match="batch_maker_is_not_approver"), transaction.atomic():
        Batch.objects.filter(pk=ach.pk).update(approved_by=alice)


def test_a_batch_is_approved_by_the_hash_of_its_very_file(run: Run, alice: User, bob: User) -> None:
    ach, checks = make_batches(run=run, by=alice, now=NOW)

    with pytest.raises(Refusal, match="not the hash"):
        approve_batch(batch=ach, sha256=checks.file_sha256, by=bob, now=NOW)


def test_a_passed_effective_date_means_a_new_batch(run: Run, alice: User, bob: User) -> None:
    ach, _checks = make_batches(run=run, by=alice, now=NOW)
    day_after = NOW + timedelta(days=2)

    with pytest.raises(TooLate, match="November 25, 2026, has passed"):
        approve_batch(batch=ach, sha256=ach.file_sha256, by=bob, now=day_after)
    void_batch(batch=ach, why="its day has passed", by=bob)
    (again,) = make_batches(run=run, by=alice, now=day_after)

    approve_batch(batch=again, sha256=again.file_sha256, by=bob, now=day_after)
    assert {*again.payments.values_list("attempt", flat=True)} == {2}


def test_a_batch_is_approved_once(run: Run, alice: User, bob: User) -> None:
    ach, _checks = make_batches(run=run, by=alice, now=NOW)
    approved(ach, bob)

    with pytest.raises(WrongState):
        approved(ach, bob)

    assert Entry.objects.filter(kind="batch").count() == 1


def test_an_altered_file_is_neither_approved_nor_handed_out(
    run: Run, alice: User, bob: User
) -> None:
    ach, checks = make_batches(run=run, by=alice, now=NOW)
    approved(checks, bob)
    paying.without_triggers("payouts_bankfile")
    for file in BankFile.objects.all():
        sealed = bytes(file.sealed)
        file.sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
        file.save()

    with pytest.raises(FileAltered):
        approved(ach, bob)
    with pytest.raises(FileAltered):
        file_of(checks, bob)


# Handing out and making void ----------------------------------------------------------------------


def test_the_file_leaves_the_house_after_approval_alone_and_each_time_is_recorded(
    run: Run, alice: User, bob: User
) -> None:
    ach, _checks = make_batches(run=run, by=alice, now=NOW)
    with pytest.raises(Refusal, match="once it is approved"):
        file_of(ach, alice)
    approved(ach, bob)

    first, second = file_of(ach, alice), file_of(ach, bob)

    assert first == second
    assert sha256(first).hexdigest() == ach.file_sha256
    assert Event.objects.filter(kind="batch.exported", ref=ach.audit_ref).count() == 2


def test_a_file_does_not_leave_the_house_for_the_first_time_after_its_day(
    run: Run, alice: User, bob: User
) -> None:
    ach, checks = make_batches(run=run, by=alice, now=NOW)
    approved(ach, bob)
    approved(checks, bob)
    file_of(checks, bob)
    late = NOW + timedelta(days=30)

    with pytest.raises(TooLate):
        bytes_of(batch=ach, by=bob, now=late)

    assert bytes_of(batch=checks, by=bob, now=late)  # it left in time: a copy is a record


def test_a_void_batch_frees_its_payments_and_takes_its_money_back(
    run: Run, alice: User, bob: User
) -> None:
    ach, _checks = make_batches(run=run, by=alice, now=NOW)
    approved(ach, bob)
    assert Balance.objects.get(account="in_flight").cents == -5568

    void_batch(batch=ach, why="the bank's window was missed", by=bob)

    assert Balance.objects.get(account="in_flight").cents == 0
    assert {*ach.payments.values_list("status", flat=True)} == {"void"}
    assert Event.objects.filter(kind="payment.void").count() == 2
    (again,) = make_batches(run=run, by=alice, now=NOW)
    assert again.modifier == "B"  # the first one's is not used again
    assert [*again.payments.order_by("trace").values_list("attempt", "trace")] == [
        (2, "121042880000003"),
        (2, "121042880000004"),
    ]


def test_a_void_batchs_claims_may_be_opened_again_and_no_others(
    run: Run, claims: list[Claim], alice: User, bob: User
) -> None:
    ach, checks = make_batches(run=run, by=alice, now=NOW)
    with pytest.raises(CannotReopen, match="Void the payment first"):
        reopen(claim=claims[0], why="another account", by=bob)

    void_batch(batch=ach, why="the account is another's", by=alice)

    reopen(claim=claims[0], why="another account", by=bob)
    assert Claim.objects.get(pk=claims[2].pk).frozen_at is None
    with pytest.raises(CannotReopen):
        reopen(claim=claims[1], why="another address", by=bob)
    assert checks.payments.get().status == "ready"


def test_a_claim_stays_frozen_while_another_payment_of_it_is_live(
    run: Run, claims: list[Claim], alice: User, bob: User
) -> None:
    first, _checks = make_batches(run=run, by=alice, now=NOW)
    void_batch(batch=first, why="the wrong day", by=alice)
    make_batches(run=run, by=alice, now=NOW)

    assert [*statements.unpaid_claims(batch_id=first.pk)] == []
    assert not Claim.objects.filter(frozen_at=None).exists()


def test_a_batch_whose_file_left_the_house_is_void_by_the_banks_word_and_another_person_alone(
    run: Run, alice: User, bob: User
) -> None:
    ach, _checks = make_batches(run=run, by=alice, now=NOW)
    approved(ach, bob)
    file_of(ach, alice)

    with pytest.raises(Refusal, match="the bank may pay it"):
        void_batch(batch=ach, why="never uploaded", by=bob)
    with pytest.raises(NotAnother, match="another person has to make it void"):
        void_batch(batch=ach, why="never uploaded", by=alice, bank_word="Ms. Poe, by phone")
    void_batch(batch=ach, why="never uploaded", by=bob, bank_word="Ms. Poe, by phone")

    assert "Ms. Poe" in Event.objects.get(kind="batch.void").why
    with pytest.raises(Refusal, match="once it is approved"):
        file_of(ach, alice)


def test_nobody_is_paid_from_a_run_that_another_took_the_place_of(
    run: Run, alice: User, bob: User
) -> None:
    ach, _checks = make_batches(run=run, by=alice, now=NOW)
    run.move("superseded", by=bob)

    with pytest.raises(Refusal, match="Run 1 is superseded"):
        approved(ach, bob)


def test_void_needs_a_reason(run: Run, alice: User) -> None:
    ach, _checks = make_batches(run=run, by=alice, now=NOW)

    with pytest.raises(Refusal, match="Say why"):
        void_batch(batch=ach, why=" ", by=alice)
