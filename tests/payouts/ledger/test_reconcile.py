"""`reconcile` agrees with what is right, and names what is not."""

import json
from typing import Any

import pytest
from django.core.management import call_command

from payouts.allocation import services
from payouts.allocation.models import Run
from payouts.bankfiles.models import BankFile
from payouts.ledger.models import Balance
from payouts.payments.models import Batch, Payment
from payouts.payments.services import approve_batch, make_batches
from settlement import sql
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import finished


@pytest.fixture
def paid(settlement: Settlement, alice: User, bob: User) -> Run:
    """A real run of two claims, approved, with one batch approved and one that waits."""
    paying.fund(settlement)
    for method in ("ach", "check"):
        paying.approved_claim(settlement, payment_method=method)
    run = finished(settlement, by=alice)
    services.approve_run(run=run, by=bob, now=NOW)
    first, _second = make_batches(run=run, by=alice, now=NOW, order="Docket 7")
    approve_batch(batch=first, sha256=first.file_sha256, by=bob, now=NOW)
    return run


def reconciled(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    call_command("reconcile", "small", "--json")
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def about(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What differs; the command must have said so by its exit."""
    with pytest.raises(SystemExit, match="1"):
        call_command("reconcile", "small", "--json")
    found = json.loads(capsys.readouterr().out)
    return [*(each["about"] for each in found["differences"]), *found["sentences"]]


@pytest.mark.usefixtures("paid")
def test_a_case_that_was_paid_from_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    found = reconciled(capsys)

    assert found["agrees"] is True
    assert (found["runs"], found["payments"], found["batches"]) == (1, 2, 2)
    call_command("reconcile", "small")
    assert capsys.readouterr().out.startswith("Everything agrees: 4 ledger entries, 1 runs")


def test_that_it_opened_the_files_is_recorded_once(paid: Run) -> None:
    call_command("reconcile", "small")

    opening = Event.objects.get(kind="file.opened", entity="settlement")
    assert (opening.settlement, opening.ref) == (paid.settlement, "small")
    assert opening.data == {"files": 2}
    assert opening.why == "to compare the files with ledger and payments"


@pytest.mark.usefixtures("settlement")
def test_a_case_where_nothing_happened_agrees(capsys: pytest.CaptureFixture[str]) -> None:
    assert reconciled(capsys)["agrees"] is True


@pytest.mark.usefixtures("paid")
def test_a_balance_unlike_its_legs_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    paying.without_triggers("payouts_balance")
    Balance.objects.filter(account="net").update(cents=-5)

    assert about(capsys) == ["account net, balance"]


def test_a_run_that_the_ledger_does_not_have_is_named(
    paid: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    paying.without_triggers("payouts_entry")
    sql.run("UPDATE payouts_entry SET ref = 'another' WHERE kind = 'run'")

    assert about(capsys) == [
        "run 1, awards in the ledger",
        "run 1, residual and reserve in the ledger",
    ]


def test_an_award_that_was_changed_is_named(paid: Run, capsys: pytest.CaptureFixture[str]) -> None:
    paying.without_triggers("payouts_award")
    paid.awards.filter(claim=Payment.objects.earliest("pk").claim).update(cents=1)

    differing = about(capsys)

    assert differing[0].startswith("payment PAY-")
    assert differing[1].startswith("The sums of run 1 do not agree")
    assert differing[1].endswith("it has $0.01 and should have $3,499.98.")


@pytest.mark.usefixtures("paid")
def test_a_batch_unlike_its_payments_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    paying.without_triggers("payouts_payment")
    Payment.objects.filter(batch__number=2).update(amount_cents=7)

    assert "batch 2, payments" in about(capsys)


@pytest.mark.usefixtures("paid")
def test_a_payment_that_is_void_in_a_live_batch_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Payment.objects.filter(batch__number=2).update(status="void")

    assert about(capsys) == ["batch 2, number of payments whose state does not fit its own"]


@pytest.mark.usefixtures("paid")
def test_a_batch_that_the_ledger_does_not_have_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    paying.without_triggers("payouts_batch")
    Batch.objects.filter(number=1).update(status="void")

    assert about(capsys) == [
        "batch 1, number of payments whose state does not fit its own",
        "batch 1, ledger",
        "account awards, by runs and batches",
        "account in_flight, by runs and batches",
    ]


@pytest.mark.usefixtures("paid")
def test_a_file_that_was_altered_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    paying.without_triggers("payouts_bankfile")
    file = BankFile.objects.earliest("pk")
    *kept, last = bytes(file.sealed)
    file.sealed = bytes([*kept, last ^ 1])
    file.save(update_fields=["sealed"])

    (said,) = about(capsys)
    assert "not the file that was written" in said
