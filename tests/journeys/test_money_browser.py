"""The pages of batches and of what is left in a real browser, in every state, on a small screen and
on a wide one: nothing scrolls sideways, and axe finds nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from claims.filing.models import Claim
from payouts.payments.models import Batch
from payouts.payments.services import approve_batch, bytes_of, make_batches
from payouts.payments.settling import settle_batch
from payouts.residual.services import approve_disposal, make_disposal, pay_out
from settlement.accounts.models import User
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.residual.carrying import approved_run, case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1280, 320)
STEPS = """
steps = ["second_distribution", "escheat", "cy_pres"]
second_distribution_minimum = "5000.00"
reserve = "20.00"
cy_pres = [
  { name = "Northwestern Pritzker School of Law Center for Litigation and Courts", percent = "70" },
  { name = "Legal Aid", percent = "30" },
]
"""
ORDER = "Order of May 3, 2027, Dkt. 400: awards whose payments came back are given up after a year."


@dataclass
class Looker:
    """Looks at pages as one of the staff."""

    browser: Browser
    url: str

    def look(self, user: User, name: str, *args: object) -> None:
        """Open a page and look at it."""
        self.answer(user, name, *args, fields={}, button="")

    def answer(
        self, user: User, name: str, *args: object, fields: Mapping[str, str], button: str
    ) -> None:
        """Fill in a form of a page, send it by a button, and look at what is answered."""
        client = Client()
        client.force_login(user)
        session = client.cookies["sessionid"].value
        context = self.browser.new_context()
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "sessionid", "value": session, "url": self.url}])
        page = context.new_page()
        page.goto(self.url + reverse(name, args=args))
        for field, value in fields.items():
            page.fill(f"[name={field}]", value)
        if button:
            page.get_by_role("button", name=button).click()
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
            found = Axe().run(page).response["violations"]
            assert [(page.url, each["id"]) for each in found] == []
        context.close()


@pytest.fixture
def looker(browser: Browser, live_server: LiveServer) -> Looker:
    return Looker(browser, live_server.url)


@pytest.fixture
def claims(db: None) -> list[Claim]:
    """Four claims of $25.00; two are paid by transfer, two by check."""
    settlement = case(residual=STEPS, net_cents=12_000)
    return [
        paying.approved_claim(settlement, state="NY", payment_method="ach"),
        paying.approved_claim(settlement, state="CA", payment_method="ach"),
        paying.approved_claim(settlement),
        paying.approved_claim(settlement),
    ]


def test_a_batch_from_its_run_to_the_bank_s_answer(
    looker: Looker, claims: list[Claim], alice: User, bob: User
) -> None:
    run = approved_run(claims[0].settlement, maker=alice, approver=bob)
    looker.answer(alice, "batch-make", run.public_id, fields={"typed": "7"}, button="Make batches")
    batch, _checks = make_batches(run=run, by=alice, now=NOW, order=ORDER)
    looker.look(alice, "batch-list")
    looker.look(alice, "batch-make", run.public_id)
    looker.look(bob, "batch-page", batch.public_id)
    looker.answer(bob, "batch-approve", batch.public_id, fields={"typed": "7"}, button="Approve")

    approve_batch(batch=batch, sha256=batch.file_sha256, by=bob, now=NOW)
    bytes_of(batch=batch, by=bob, now=NOW)
    looker.look(bob, "batch-void", batch.public_id)
    looker.answer(
        bob,
        *("batch-answer", batch.public_id),
        fields={"bank_reference": "ACK-1", "returned": "PAY-NONE R03 no account"},
        button="Record",
    )
    answered(batch, claims[:1], by=bob)
    looker.look(bob, "batch-page", batch.public_id)


def answered(batch: Batch, returned: Sequence[Claim], *, by: User) -> None:
    """The bank's answer: the payments of these claims came back."""
    refs = batch.payments.filter(claim__in=returned).values_list("ref", flat=True)
    settle_batch(
        batch=batch,
        returned=dict.fromkeys(refs, "R03 no account, or unable to locate it"),
        by=by,
        now=NOW,
        bank_reference=f"ACK-{batch.number}",
    )


def test_what_is_left_from_nothing_to_the_last_cent(
    looker: Looker, claims: list[Claim], alice: User, bob: User
) -> None:
    settlement = claims[0].settlement
    looker.look(alice, "residual-page", "small")
    run = approved_run(settlement, maker=alice, approver=bob)
    for batch in make_batches(run=run, by=alice, now=NOW, order=ORDER):
        approve_batch(batch=batch, sha256=batch.file_sha256, by=bob, now=NOW)
        bytes_of(batch=batch, by=bob, now=NOW)
        answered(batch, claims[:2], by=bob)
    looker.look(alice, "residual-page", "small")
    looker.answer(
        alice,
        *("disposal-make", "small", "returned"),
        fields={"order": ORDER, "typed": "1.00"},
        button="Make the plan",
    )

    escheat = make_disposal(settlement=settlement, kind="escheat", by=alice, now=NOW)
    looker.look(alice, "residual-page", "small")
    looker.look(alice, "disposal-page", escheat.public_id)
    looker.answer(
        bob, "disposal-page", escheat.public_id, fields={"typed": "1.00"}, button="Approve"
    )
    approve_disposal(disposal=escheat, by=bob, now=NOW)
    pay_out(disposal=escheat, place=1, bank_reference="WIRE-2027-0001", by=bob, now=NOW)
    looker.look(bob, "disposal-page", escheat.public_id)
    looker.look(alice, "residual-page", "small")

    given = make_disposal(settlement=settlement, kind="cy_pres", by=alice, now=NOW)
    approve_disposal(disposal=given, by=bob, now=NOW)
    looker.look(alice, "disposal-page", given.public_id)
    for place in (1, 2):
        pay_out(disposal=given, place=place, bank_reference=f"WIRE-{place}", by=bob, now=NOW)
    looker.look(bob, "disposal-page", given.public_id)
    looker.look(bob, "residual-page", "small")
