"""The pages of what is left: what they say, who may do what, and the list for a state."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.filing.models import Claim
from payouts.allocation.models import Run, RunKind
from payouts.reports.todo import todo_of
from payouts.residual.models import Disposal, DisposalKind, DisposalStatus
from payouts.residual.services import approve_disposal, make_disposal, pay_out
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.terms.models import Settlement
from tests import make
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.residual.carrying import approved_run, case, held, pay

pytestmark = pytest.mark.django_db

STEPS = """
steps = ["second_distribution", "escheat", "cy_pres"]
second_distribution_minimum = "1.00"
cy_pres = [{ name = "Legal Aid", percent = "100" }]
reserve = "20.00"
"""


@pytest.fixture
def claims(alice: User, bob: User) -> list[Claim]:
    """Two claims of $40.00; the payment of the first, who lives in New York, came back."""
    settlement = case(residual=STEPS)
    claims = [
        paying.approved_claim(settlement, state="NY", first_name="=Dana", last_name="Núñez"),
        paying.approved_claim(settlement),
    ]
    run = approved_run(settlement, maker=alice, approver=bob)
    pay(run, maker=alice, approver=bob, returned=claims[:1])
    return claims


@pytest.fixture
def ended(claims: list[Claim]) -> Settlement:
    return claims[0].settlement


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(user: User, address: str) -> str:
    answer: Any = signed_in(user).get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_says_where_the_money_stands_and_which_step_comes(
    ended: Settlement, alice: User
) -> None:
    shown = read(alice, reverse("residual-page", args=["small"]))

    assert "What is left: $20.00" in shown
    assert "$40.00</a> in 1 payment" in shown
    assert "Make its run" in shown
    assert "Make its plan" not in shown  # escheat and cy pres come later


def test_a_step_that_is_passed_over_says_why(alice: User, bob: User) -> None:
    settlement = case(residual=STEPS.replace('"1.00"', '"50.00"'))
    paying.approved_claim(settlement)
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)

    shown = read(alice, reverse("residual-page", args=["small"]))

    assert "It is not held: $20.00 among 1 payee would be $20.00 each" in shown
    assert "Nothing is owed to a payee who could not be paid." in shown
    assert reverse("disposal-make", args=["small", "cy_pres"]) in shown


def test_awards_are_given_up_through_the_pages(ended: Settlement, alice: User, bob: User) -> None:
    maker, approver = signed_in(alice), signed_in(bob)
    address = reverse("disposal-make", args=["small", "returned"])

    unread = maker.post(address, {"order": "Order of May 3", "typed": "39.99"})
    mute = maker.post(address, {"order": "", "typed": "40.00"})
    made = maker.post(address, {"order": "Order of May 3", "typed": "$40.00"})
    disposal = Disposal.objects.get()
    approve = reverse("disposal-approve", args=[disposal.public_id])
    refused = maker.post(approve, {"typed": "40.00"})
    wrong = approver.post(approve, {"typed": "4.00"})
    done = approver.post(approve, {"typed": "40.00"})

    assert [each.status_code for each in (unread, mute, made)] == [422, 422, 302]
    assert [each.status_code for each in (refused, wrong, done)] == [403, 422, 302]
    assert held(ended) == {"assets:fund": 6000, "residual": 4000, "reserve": 2000}
    page = read(bob, reverse("disposal-page", args=[disposal.public_id]))
    assert "Order of May 3" in page
    assert "disposal.approved" in page


def test_runs_of_later_distributions_are_made_from_the_page(ended: Settlement, alice: User) -> None:
    client = signed_in(alice)

    mute = client.post(reverse("late-new", args=["small"]), {"order": ""})
    late = client.post(reverse("late-new", args=["small"]), {"order": "Order of June 1"})
    again = client.post(reverse("second-new", args=["small"]), follow=True)

    assert (mute.status_code, late.status_code) == (422, 302)
    run = Run.objects.get(kind=RunKind.LATE)
    assert (run.order, run.distribution) == ("Order of June 1", 2)
    assert "Run 2 is under way" in again.content.decode()


def test_the_list_for_a_state_names_its_payees_alone_and_is_recorded(
    ended: Settlement, claims: list[Claim], alice: User, bob: User
) -> None:
    disposal = _escheated(ended, alice, bob)
    address = reverse("state-list", args=[disposal.public_id, 1])

    assert signed_in(alice).post(address).status_code == 403
    answer = signed_in(bob).post(address)

    head, line = answer.content.decode().splitlines()
    assert head.startswith("claim,payment,distribution,amount,name,line1")
    assert line.startswith(f"{claims[0].number},PAY-")
    assert ",1,40.00,'=Dana Núñez," in line
    event = Event.objects.get(kind="claims.opened", ref=str(disposal.public_id))
    assert (event.actor, event.data) == (bob, {"state": "NY", "payees": 1})


def _escheated(settlement: Settlement, maker: User, checker: User) -> Disposal:
    """An approved escheat; the second distribution is passed over, for it would pay too little."""
    text = settlement.versions.get().text.replace('"1.00"', '"50.00"')
    paying.amend(settlement, text)
    disposal = make_disposal(settlement=settlement, kind=DisposalKind.ESCHEAT, by=maker, now=NOW)
    return approve_disposal(disposal=disposal, by=checker, now=NOW)


def test_a_portion_is_paid_and_the_csv_tells_it(ended: Settlement, alice: User, bob: User) -> None:
    disposal = _escheated(ended, alice, bob)
    client = signed_in(bob)

    client.post(
        reverse("disposal-paid", args=[disposal.public_id]),
        {"place": "1", "bank_reference": "WIRE-9"},
    )

    table = client.get(reverse("disposals-csv", args=["small"])).content.decode()
    assert "1,escheat,approved,NY,escheat:NY,40.00,1,Alice,Bob," in table
    assert table.rstrip().endswith("WIRE-9")


def test_another_person_finds_the_plan_among_what_is_to_be_done(
    ended: Settlement, alice: User, bob: User
) -> None:
    make_disposal(
        settlement=ended, kind=DisposalKind.RETURNED, by=alice, now=NOW, order="Order of May 3"
    )

    line = "Approve disposal 1 of small: came back, given up to the residual, $40.00"

    assert [each.what for each in todo_of(bob) if "disposal" in each.what] == [line]
    assert [each for each in todo_of(alice) if "disposal" in each.what] == []


def test_a_plan_is_withdrawn_with_a_reason(ended: Settlement, alice: User) -> None:
    disposal = make_disposal(
        settlement=ended, kind=DisposalKind.RETURNED, by=alice, now=NOW, order="Order of May 3"
    )
    address = reverse("disposal-withdraw", args=[disposal.public_id])

    mute = signed_in(alice).post(address, {"why": ""}, follow=True)
    signed_in(alice).post(address, {"why": "The order was vacated."})

    assert "Say why it is withdrawn." in mute.content.decode()
    assert Disposal.objects.get().status == DisposalStatus.WITHDRAWN


def test_while_a_plan_waits_the_page_leads_to_it_and_offers_no_other(
    ended: Settlement, alice: User, bob: User
) -> None:
    disposal = make_disposal(
        settlement=ended, kind=DisposalKind.RETURNED, by=alice, now=NOW, order="Order of May 3"
    )

    shown = read(alice, reverse("residual-page", args=["small"]))

    link = reverse("disposal-page", args=[disposal.public_id])
    assert f'<a href="{link}">Disposal 1</a> waits for another person\'s approval.' in shown
    assert "Make its run" not in shown
    assert "give it up to the residual by order" not in shown


def test_what_of_a_disposal_has_left_the_fund_is_told(
    ended: Settlement, alice: User, bob: User
) -> None:
    disposal = _escheated(ended, alice, bob)
    address = reverse("disposal-page", args=[disposal.public_id])
    owed = read(alice, address)
    pay_out(disposal=disposal, place=1, bank_reference="WIRE-9", by=bob, now=NOW)

    assert "not yet" in owed
    assert "when the bank has paid it, which another person records" in owed
    assert "All of it has left the fund." in read(alice, address)
    listed = read(alice, reverse("residual-page", args=["small"]))
    assert '<td>Bob</td> <td class="number">$40.00</td>' in listed


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("residual-cases", "get"),
        ("residual-page", "get"),
        ("disposals-csv", "get"),
        ("second-new", "post"),
        ("late-new", "post"),
    ],
)
def test_charlie_sees_and_does_nothing(
    name: str, method: str, settlement: Settlement, charlie: User
) -> None:
    address = reverse(name, args=[] if name == "residual-cases" else ["small"])

    assert getattr(signed_in(charlie), method)(address).status_code == 403


WITHOUT_MONEY = ("", "intake", "reviewer", "lead reviewer", "administrator")
WHO_ONLY_READ = ("counsel", "auditor")


@pytest.mark.parametrize("role", [*WITHOUT_MONEY, *WHO_ONLY_READ])
def test_only_finance_moves_what_is_left(
    ended: Settlement, alice: User, bob: User, role: str
) -> None:
    disposal = _escheated(ended, alice, bob)
    client = signed_in(make.user(*filter(None, [role]), name="Erin"))

    for name in ("approve", "withdraw", "paid"):
        address = reverse(f"disposal-{name}", args=[disposal.public_id])
        assert client.post(address).status_code == 403, name
    for address in (
        reverse("state-list", args=[disposal.public_id, 1]),
        reverse("disposal-make", args=["small", "returned"]),
        reverse("second-new", args=["small"]),
        reverse("late-new", args=["small"]),
    ):
        assert client.post(address).status_code == 403, address
    reads = 200 if role in WHO_ONLY_READ else 403
    assert client.get(reverse("residual-page", args=["small"])).status_code == reads


def test_who_is_not_signed_in_is_asked_to(ended: Settlement, alice: User, bob: User) -> None:
    disposal = _escheated(ended, alice, bob)

    answer = Client().post(reverse("state-list", args=[disposal.public_id, 1]))

    assert b"Dana" not in answer.content
    assert answer.status_code in {302, 403}
    assert not Event.objects.filter(kind="claims.opened", ref=str(disposal.public_id)).exists()


def test_before_the_first_distribution_the_page_says_that_nothing_is_left(
    alice: User,
) -> None:
    case(residual=STEPS)

    shown = read(alice, reverse("residual-page", args=["small"]))

    assert "What is left: $0.00" in shown
    assert "No run is approved yet; the first distribution comes first." in shown
    assert "Nothing yet. What a distribution does not pay" in shown
    assert "Admit late claims" not in shown  # there is nothing to pay them of


def test_charlie_makes_and_approves_no_disposal(
    ended: Settlement, alice: User, charlie: User
) -> None:
    disposal = make_disposal(
        settlement=ended, kind=DisposalKind.RETURNED, by=alice, now=NOW, order="Order of May 3"
    )
    client = signed_in(charlie)

    answers = [
        client.post(reverse("disposal-make", args=["small", "returned"])),
        client.get(reverse("disposal-page", args=[disposal.public_id])),
        client.post(reverse("disposal-approve", args=[disposal.public_id])),
        client.post(reverse("disposal-withdraw", args=[disposal.public_id])),
        client.post(reverse("disposal-paid", args=[disposal.public_id])),
        client.post(reverse("state-list", args=[disposal.public_id, 1])),
    ]

    assert {answer.status_code for answer in answers} == {403}
