"""What the bank says of a batch: cleared money leaves the fund, returned money stays owed."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from payouts.allocation.models import Run
from payouts.ledger import services as ledger
from payouts.ledger.chart import AWARDS, CASH, IN_FLIGHT, RETURNED
from payouts.payments.models import Batch, Payment
from payouts.payments.services import approve_batch, bytes_of, make_batches
from payouts.payments.settling import NotAnother, record_returns, settle_batch
from payouts.payments.waiting import waiting
from payouts.reports import invariants
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.errors import Refusal
from settlement.states import WrongState
from tests.make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(run: Run, alice: User, bob: User) -> Batch:
    """Two transfers of $27.84 whose file the bank has; a check of $167.04 waits beside it."""
    made, _checks = make_batches(run=run, by=alice, now=NOW)
    approve_batch(batch=made, sha256=made.file_sha256, by=bob, now=NOW)
    bytes_of(batch=made, by=bob, now=NOW)
    made.refresh_from_db()
    return made


def held(batch: Batch) -> dict[str, int]:
    return {each.account: each.cents for each in ledger.balances(batch.settlement)}


def first_ref(batch: Batch) -> str:
    return str(batch.payments.order_by("pk").values_list("ref", flat=True)[0])


def states(batch: Batch) -> list[str]:
    return [*batch.payments.order_by("pk").values_list("status", flat=True)]


def test_what_did_not_come_back_has_left_the_fund(batch: Batch, bob: User) -> None:
    before = held(batch)

    settle_batch(
        batch=batch,
        returned={first_ref(batch): "R03 no account"},
        by=bob,
        now=NOW,
        bank_reference="ACK-1",
    )

    after = held(batch)
    assert states(batch) == ["returned", "cleared"]
    assert (after[IN_FLIGHT], after[RETURNED]) == (0, 2784)
    assert after[CASH] == before[CASH] - 2784
    assert after[AWARDS] == before[AWARDS]
    assert [*Event.objects.filter(ref=first_ref(batch)).values_list("kind", "why")] == [
        ("payment.sent", ""),
        ("payment.returned", "R03 no account"),
    ]
    assert not any(invariants.broken().values())


def test_a_returned_payment_is_not_just_due_again(batch: Batch, run: Run, bob: User) -> None:
    settle_batch(
        batch=batch, returned={first_ref(batch): "R03"}, by=bob, now=NOW, bank_reference="ACK-1"
    )

    assert waiting(run=run) == []


def test_a_payment_that_the_bank_takes_back_later_is_owed_again(batch: Batch, bob: User) -> None:
    settle_batch(batch=batch, returned={}, by=bob, now=NOW, bank_reference="ACK-1")
    returned = {first_ref(batch): "R10 not authorised"}

    record_returns(batch=batch, returned=returned, by=bob, now=NOW, bank_reference="RET-9")

    assert states(batch) == ["returned", "cleared"]
    assert (held(batch)[RETURNED], held(batch)[IN_FLIGHT]) == (2784, 0)
    assert not any(invariants.broken().values())
    with pytest.raises(Refusal, match="recorded already"):
        record_returns(batch=batch, returned=returned, by=bob, now=NOW, bank_reference="RET-9")


def test_the_banks_word_is_refused_where_it_cannot_be(batch: Batch, alice: User, bob: User) -> None:
    other = Payment.objects.exclude(batch=batch).get()
    first = first_ref(batch)

    def answer(batch: Batch, returned: dict[str, str], by: User) -> None:
        settle_batch(batch=batch, returned=returned, by=by, now=NOW, bank_reference="ACK-1")

    with pytest.raises(NotAnother, match="Another person"):
        answer(batch, {}, alice)
    with pytest.raises(Refusal, match=f"{other.ref} is no payment of batch 1"):
        answer(batch, {other.ref: "R03"}, bob)
    with pytest.raises(Refusal, match="Say why"):
        answer(batch, {first: " "}, bob)
    with pytest.raises(Refusal, match="has not left the house"):
        answer(other.batch, {}, bob)
    with pytest.raises(Refusal, match="batch 1 is approved"):
        record_returns(
            batch=batch, returned={first: "R03"}, by=bob, now=NOW, bank_reference="RET-1"
        )
    answer(batch, {}, bob)
    with pytest.raises(WrongState):
        answer(batch, {}, bob)
    assert states(batch) == ["cleared", "cleared"]


def test_the_answer_is_recorded_on_the_batchs_page(
    batch: Batch, bob: User, charlie: User, client: Client
) -> None:
    address = reverse("batch-answer", args=[batch.public_id])
    client.force_login(charlie)
    assert client.get(address).status_code == 403
    client.force_login(bob)

    wrong = client.post(address, {"bank_reference": "ACK-1", "returned": first_ref(batch)})
    done = client.post(
        address, {"bank_reference": "ACK-1", "returned": f"{first_ref(batch)} R03 no account\n"}
    )

    assert wrong.status_code == 422
    assert "Say behind" in wrong.content.decode()
    assert done.status_code == 302
    assert states(batch) == ["returned", "cleared"]
    page = " ".join(client.get(done.headers["Location"]).content.decode().split())
    assert "Record what came back" in page
    assert "1 payment came back, the others cleared" in page
    assert re.search(r"ACK-1, [A-Z][a-z]+ [0-9]+, [0-9]{4}", page)
    assert "Returned</span> R03 no account" in page
