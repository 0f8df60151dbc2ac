"""The fund's page: one bar of all the money, what moved it, and recording what the bank said."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from payouts.ledger import services as ledger
from payouts.ledger.models import Entry
from payouts.ledger.parts import WIDTH, parts
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make
from tests.make import NOW
from tests.payouts import paying

pytestmark = pytest.mark.django_db
WHOLE = {"amount": "$10,000.00", "bank_reference": "FED-1"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def content(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_confirmation_is_recorded_and_the_bar_shows_the_parts(
    settlement: Settlement, alice: User
) -> None:
    client = signed_in(alice)
    before = content(client.get(reverse("ledger-fund", args=["small"])))
    assert "Not received yet: $10,000.00" in before

    after = content(client.post(reverse("ledger-confirm", args=["small"]), WHOLE, follow=True))

    assert "The bank has confirmed the whole fund." in after
    assert re.findall(r"<title>(.+?)</title>", after)[1:] == [
        "Attorneys&#x27; fees: $2,500.00",
        "Notice and administration: $500.00",
        "Net fund, not yet awarded: $7,000.00",
    ]
    assert "Debits and credits are equal" in after


def test_the_page_says_that_an_amended_fund_is_not_followed_yet(
    settlement: Settlement, alice: User
) -> None:
    client = signed_in(alice)
    client.post(reverse("ledger-confirm", args=["small"]), WHOLE)
    small = (make.DATA / "small.toml").read_text()
    paying.amend(settlement, small.replace('gross = "10000.00"', 'gross = "9000.00"'))

    shown = content(client.get(reverse("ledger-fund", args=["small"])))

    assert "approving that run posts the difference" in shown
    assert "The bank has confirmed the whole fund." in shown
    assert "Not received yet: $-" not in shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": "a lot"}, "Type dollars and cents"),
        ({"amount": "-5"}, "Type dollars and cents"),
        ({"amount": "10,000.01"}, "more than the gross fund of $10,000.00"),
        ({"bank_reference": ""}, "Type the reference"),
    ],
)
def test_what_cannot_be_is_said_at_its_place_and_nothing_is_recorded(
    settlement: Settlement, alice: User, typed: dict[str, str], sentence: str
) -> None:
    answer = signed_in(alice).post(reverse("ledger-confirm", args=["small"]), WHOLE | typed)

    assert answer.status_code == 422
    assert sentence in content(answer)
    assert not Entry.objects.exists()


def test_the_same_confirmation_twice_is_said(settlement: Settlement, alice: User) -> None:
    part = WHOLE | {"amount": "10.00"}
    client = signed_in(alice)
    client.post(reverse("ledger-confirm", args=["small"]), part)

    again = client.post(reverse("ledger-confirm", args=["small"]), part)

    assert "was recorded before" in content(again)
    assert ledger.funded(settlement) == 1_000


def test_an_account_lists_its_entries_page_by_page(
    settlement: Settlement, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("payouts.ledger.views.PAGE", 2)
    for number in range(3):
        ledger.confirm_funding(
            settlement=settlement,
            amount_cents=100 + number,
            bank_reference=f"FED-{number}",
            by=alice,
            now=NOW,
        )
    client = signed_in(alice)
    address = reverse("ledger-account", args=["small", "assets:fund"])

    first = content(client.get(address))
    older = re.findall(r'href="(\?before=\d+)"', first)
    second = content(client.get(address + older[0]))

    assert re.findall(r"FED-\d", first) == ["FED-2", "FED-1"]
    assert re.findall(r"FED-\d", second) == ["FED-0"]


def test_an_account_of_no_case_is_not_found(settlement: Settlement, alice: User) -> None:
    client = signed_in(alice)

    assert client.get(reverse("ledger-account", args=["small", "petty"])).status_code == 404
    assert client.get(reverse("ledger-account", args=["small", "awards"])).status_code == 200
    assert client.get(reverse("ledger-fund", args=["nowhere"])).status_code == 404


def test_one_case_is_shown_at_once_and_several_are_listed(
    settlement: Settlement, alice: User
) -> None:
    client = signed_in(alice)
    assert client.get(reverse("ledger-funds")).url == reverse("ledger-fund", args=["small"])  # type: ignore[attr-defined]

    make.settlement(slug="other")

    listed = content(client.get(reverse("ledger-funds")))
    assert listed.count("<svg") == 2


def test_who_only_looks_may_not_record(settlement: Settlement, bob: User) -> None:
    client = signed_in(bob)

    assert "Record what the bank" not in content(client.get(reverse("ledger-fund", args=["small"])))
    assert client.post(reverse("ledger-confirm", args=["small"]), WHOLE).status_code == 403


def test_charlie_sees_and_records_nothing(settlement: Settlement, charlie: User) -> None:
    client = signed_in(charlie)

    for name, args in (
        ("ledger-funds", []),
        ("ledger-fund", ["small"]),
        ("ledger-account", ["small", "net"]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 403
    assert client.post(reverse("ledger-confirm", args=["small"]), WHOLE).status_code == 403
    assert not Entry.objects.exists()


def test_the_bar_is_filled_to_its_end_whatever_the_parts() -> None:
    cut = parts(
        gross_cents=1_000_003,
        funded_cents=999_999,
        deductions=[("fees", "Fees")],
        held={"deductions:fees": 333_333, "awards": 333_333, "residual": 1},
    )

    assert sum(part.cents for part in cut) == 1_000_003
    assert sum(part.width for part in cut) == WIDTH
    assert [part.left for part in cut] == sorted(part.left for part in cut)
    assert {part.title: part.cents for part in cut}["Paid out"] == 333_332
