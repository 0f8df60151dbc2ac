"""The staff's first page: each sees what waits for them and what their roles allow."""

import pytest
from django.test import Client

from payouts.allocation.services import approve_run
from payouts.payments.models import Batch
from payouts.payments.services import approve_batch, make_batches
from payouts.reports.checking import check_house
from payouts.reports.money import fund_of
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.terms.models import Settlement
from tests import make
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import finished

pytestmark = pytest.mark.django_db


def home(user: User) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get("/staff/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def batch(settlement: Settlement, alice: User, bob: User) -> Batch:
    paying.fund(settlement)
    claim = paying.approved_claim(settlement)
    run = paying.run_over({claim: 2784}, maker=alice, approver=bob)
    return make_batches(run=run, by=alice, now=NOW)[0]


@pytest.fixture
def really_run(settlement: Settlement, alice: User, bob: User) -> Batch:
    """A batch of a run that was really computed, with figures to compare."""
    paying.fund(settlement)
    paying.approved_claim(settlement)
    run = finished(settlement, by=alice)
    approve_run(run=run, by=bob, now=NOW)
    return make_batches(run=run, by=alice, now=NOW, order="ECF 311")[0]


def test_every_cent_of_the_fund_stands_in_one_part(batch: Batch, bob: User) -> None:
    def parts() -> dict[str, int]:
        return {each.account: each.cents for each in fund_of(batch.settlement).parts}

    deducted = {"deductions:attorney_fees": 250_000, "deductions:administration": 50_000}
    assert parts() == deducted | {"awards": 2784, "residual": 697_216}
    approve_batch(batch=batch, sha256=batch.file_sha256, by=bob, now=NOW)
    assert parts() == deducted | {"in_flight": 2784, "residual": 697_216}


def test_money_that_the_bank_has_not_confirmed_is_a_part_too(settlement: Settlement) -> None:
    (only,) = fund_of(settlement).parts

    assert (only.title, only.cents, only.width) == ("Not received yet", 1_000_000, 1000)


def test_finance_sees_the_fund_the_runs_and_the_batches(batch: Batch, alice: User) -> None:
    page = home(alice)

    for said in ("$10,000.00", "Awarded, not yet paid", "Run 1", "Batch 1", "UTC"):
        assert said in page


def test_the_approver_is_told_what_waits_and_the_maker_is_not(
    batch: Batch, alice: User, bob: User
) -> None:
    waits = "Approve batch 1 of small: 1 by check, $27.84"

    assert waits in home(bob)
    assert waits not in home(alice)
    approve_batch(batch=batch, sha256=batch.file_sha256, by=bob, now=NOW)
    assert "Download the file of batch 1" in home(alice)
    assert "Approve batch 1" not in home(bob)


def test_a_reviewer_sees_claims_and_queues_but_no_money(
    batch: Batch, settlement: Settlement
) -> None:
    make.claim(settlement, status="in_review")
    page = home(make.user("reviewer", name="Rita"))

    assert "Review the queues of small: 1 waiting" in page
    assert "In review" in page
    assert "$" not in page
    assert "Batch 1" not in page


def test_who_has_no_role_sees_nothing_of_any_case(batch: Batch, charlie: User) -> None:
    page = home(charlie)

    assert "no role yet" in page
    for hidden in ("$", "Batch 1", "Approved", "In review"):
        assert hidden not in page


def test_nobody_from_outside_sees_the_page(batch: Batch) -> None:
    assert Client().get("/staff/").status_code == 302


def test_a_house_without_a_case_says_what_to_do(alice: User) -> None:
    assert "load_settlement" in home(alice)


def test_the_check_is_asked_recorded_and_shown(
    really_run: Batch, alice: User, charlie: User
) -> None:
    assert "Not checked yet" in home(alice)
    client = Client()
    client.force_login(charlie)
    assert client.post("/staff/check/").status_code == 403

    client.force_login(alice)
    client.post("/staff/check/")

    assert Event.objects.get(kind="house.checked").data["broken"] == {}
    assert "Everything agrees" in home(alice)


def test_what_does_not_agree_is_said(really_run: Batch, alice: User) -> None:
    paying.without_triggers("payouts_payment")
    really_run.payments.update(amount_cents=1)
    client = Client()
    client.force_login(alice)

    client.post("/staff/check/")

    page = home(alice)
    assert "A batch unlike its payments: 1 row." in page
    assert "Ledger, payments and files of small that differ: 2 rows." in page
    assert "Payout is closed until it holds" in page


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("finance maker", True),
        ("finance approver", True),
        ("auditor", True),
        ("counsel", False),
        ("reviewer", False),
    ],
)
def test_only_who_answers_for_the_money_or_audits_it_asks_for_a_check(
    settlement: Settlement, role: str, may: bool
) -> None:
    person = make.user(role, name="Erin")
    client = Client()
    client.force_login(person)

    assert ("Check now" in home(person)) is may
    assert client.post("/staff/check/").status_code == (302 if may else 403)
    assert Event.objects.filter(kind="house.checked").exists() is may


def test_counsel_reads_what_the_last_check_found(settlement: Settlement, alice: User) -> None:
    check_house(by=alice)

    assert "Everything agrees" in home(make.user("counsel", name="Carol"))
