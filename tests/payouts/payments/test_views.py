"""The batch pages: who sees and does what, and what the pages say."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.filing.models import Claim
from payouts.allocation.models import Run
from payouts.payments.models import Batch, BatchStatus
from payouts.payments.services import approve_batch, make_batches, void_batch
from settlement.accounts.models import User
from settlement.audit.models import Event
from tests import make
from tests.make import NOW
from tests.payouts import paying

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages read the clock; here it stands at the tests' own day."""
    monkeypatch.setattr("payouts.payments.views.timezone.now", lambda: NOW)


@pytest.fixture
def batch(run: Run, alice: User) -> Batch:
    return make_batches(run=run, by=alice, now=NOW)[0]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, name: str, *args: object) -> Any:
    return signed_in(user).get(reverse(name, args=args))


def test_finance_makes_approves_and_downloads_through_the_pages(
    run: Run, alice: User, bob: User
) -> None:
    maker, approver = signed_in(alice), signed_in(bob)
    made = maker.post(reverse("batch-make", args=[run.public_id]), {"typed": "3"}, follow=True)
    assert b"2 batches wait for another person" in made.content
    batch = Batch.objects.get(method="ach")

    asked = approver.get(reverse("batch-approve", args=[batch.public_id]))
    (shown,) = re.findall(r'name="sha256" value="([0-9a-f]{64})"', asked.content.decode())
    answer = approver.post(
        reverse("batch-approve", args=[batch.public_id]), {"sha256": shown, "typed": "2"}
    )
    file = maker.post(reverse("batch-download", args=[batch.public_id]))

    assert answer.status_code == 302
    assert file.content.startswith(b"101 121042882")
    assert file["Content-Disposition"] == 'attachment; filename="small-0001.ach"'
    assert "no-store" in file["Cache-Control"]
    assert Event.objects.filter(kind="batch.exported", actor=alice).exists()


def test_the_document_shows_figures_hash_people_and_history_and_nobody_by_name(
    batch: Batch, bob: User
) -> None:
    approve_batch(batch=batch, sha256=batch.file_sha256, by=bob, now=NOW)

    text = page(bob, "batch-page", batch.public_id).content.decode()

    for said in ("$55.68", batch.file_sha256, "batch.made", "batch.approved", "Bob", "Alice"):
        assert said in text
    assert "Dana" not in text
    assert "Núñez" not in text


def test_a_wrong_count_moves_nothing(run: Run, alice: User) -> None:
    answer = signed_in(alice).post(reverse("batch-make", args=[run.public_id]), {"typed": "30"})

    assert answer.status_code == 422
    assert b"Type the number of payments shown above, 3" in answer.content
    assert not Batch.objects.exists()


def test_claims_that_fell_are_shown_where_batches_are_made(
    run: Run, claims: list[Claim], alice: User
) -> None:
    claims[0].move("in_review", by=alice, queue="reopened")

    text = page(alice, "batch-make", run.public_id).content.decode()

    assert "1 claim of this run cannot be paid as awarded any more, $27.84 in all" in text
    assert f"Claim {claims[0].number}: it lost its approval" in text


def test_the_maker_is_told_that_another_has_to_approve(batch: Batch, alice: User) -> None:
    alice.groups.add(*make.user("finance approver").groups.all())
    form = {"sha256": batch.file_sha256, "typed": "2"}

    shown = page(alice, "batch-approve", batch.public_id)
    answer = signed_in(alice).post(reverse("batch-approve", args=[batch.public_id]), form)

    assert b"another person has to approve" in shown.content
    assert answer.status_code == 409
    assert b"You made batch 1" in answer.content
    assert Batch.objects.get(pk=batch.pk).status == BatchStatus.MADE


def test_another_files_hash_is_refused_in_place(batch: Batch, bob: User) -> None:
    form = {"sha256": "0" * 64, "typed": "2"}

    answer = signed_in(bob).post(reverse("batch-approve", args=[batch.public_id]), form)

    assert answer.status_code == 409
    assert b"not the hash of batch 1" in answer.content


def test_a_preliminary_run_asks_for_the_order(run: Run, alice: User, bob: User) -> None:
    claim = paying.approved_claim(run.settlement)
    Run.objects.update(status="superseded")
    early = paying.awarded(run.settlement, {claim: 100}, maker=alice, preliminary=True)
    address = reverse("batch-make", args=[early.public_id])

    assert b"The recorded order" in signed_in(alice).get(address).content


def test_a_file_is_not_handed_out_before_approval(batch: Batch, alice: User) -> None:
    answer = signed_in(alice).post(reverse("batch-download", args=[batch.public_id]), follow=True)

    assert b"Its file leaves the house once it is approved" in answer.content


def test_a_batch_is_made_void_with_a_reason(batch: Batch, alice: User) -> None:
    address = reverse("batch-void", args=[batch.public_id])

    assert signed_in(alice).post(address, {"why": ""}).status_code == 422
    assert signed_in(alice).post(address, {"why": "wrong bank"}).status_code == 302

    assert Batch.objects.get(pk=batch.pk).status == BatchStatus.VOID


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("batch-approve", "Batch 1 is void; it cannot be approved any more."),
        ("batch-void", "Batch 1 is void; it cannot be made void any more."),
    ],
)
def test_a_void_batch_has_a_page_and_no_form(batch: Batch, bob: User, name: str, said: str) -> None:
    void_batch(batch=batch, why="wrong bank", by=bob)

    answer = signed_in(bob).get(reverse(name, args=[batch.public_id]), follow=True)

    assert answer.redirect_chain == [(reverse("batch-page", args=[batch.public_id]), 302)]
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("batch-list", "get"),
        ("batch-page", "get"),
        ("batch-make", "get"),
        ("batch-make", "post"),
        ("batch-approve", "get"),
        ("batch-approve", "post"),
        ("batch-void", "post"),
        ("batch-download", "post"),
    ],
)
def test_charlie_may_do_nothing_with_batches(
    batch: Batch, charlie: User, name: str, method: str
) -> None:
    ids = {"batch-list": [], "batch-make": [batch.run.public_id]}
    address = reverse(name, args=ids.get(name, [batch.public_id]))

    answer = getattr(signed_in(charlie), method)(address, {"typed": "2", "why": "x"})

    assert answer.status_code == 403
    assert batch.file_sha256.encode() not in answer.content


@pytest.mark.parametrize("name", ["batch-approve", "batch-void", "batch-download", "batch-make"])
def test_counsel_reads_and_moves_nothing(batch: Batch, name: str) -> None:
    counsel = make.user("counsel", name="Carol")
    ref = batch.run.public_id if name == "batch-make" else batch.public_id

    assert page(counsel, "batch-page", batch.public_id).status_code == 200
    assert signed_in(counsel).post(reverse(name, args=[ref]), {"typed": "2"}).status_code == 403


def test_a_maker_may_not_approve_and_an_approver_may_not_make(
    batch: Batch, alice: User, bob: User
) -> None:
    assert page(alice, "batch-approve", batch.public_id).status_code == 403
    assert page(bob, "batch-make", batch.run.public_id).status_code == 403


def test_lists_go_by_key_and_filter_by_the_address(
    batch: Batch, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("settlement.paging", "payouts.payments.listing"):
        monkeypatch.setattr(f"{module}.PAGE", 1)

    first = page(bob, "batch-list").content.decode()
    older = signed_in(bob).get(reverse("batch-list") + f"?before={batch.pk + 1}").content.decode()
    payments = page(bob, "batch-page", batch.public_id).content.decode()
    none = signed_in(bob).get(reverse("batch-list") + "?state=void&before=x").content.decode()

    assert "Batch 2" in first
    assert "Batch 1" not in first
    assert "Batch 1" in older
    assert "?after=" in payments
    assert "No batch fits this filter" in none
