"""What is left goes its way: in the file's order, by two people, exact to the cent."""

import pytest
from django.db import IntegrityError, transaction

from claims.filing.models import Claim
from payouts.ledger.models import Entry
from payouts.payments.agreement import PayoutClosed, record_check
from payouts.payments.models import Payment
from payouts.payments.waiting import waiting
from payouts.residual import services
from payouts.residual.models import Disposal, DisposalKind, DisposalStatus, GivenUp, Portion
from payouts.residual.services import (
    NotAnother,
    OutOfOrder,
    approve_disposal,
    make_disposal,
    pay_out,
    withdraw_disposal,
)
from settlement import sql
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.states import WrongState
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.residual.carrying import agrees, approved_run, case, held, pay

pytestmark = pytest.mark.django_db

ALL_STEPS = """
steps = ["escheat", "cy_pres", "revert"]
cy_pres = [{ name = "Legal Aid", percent = "66.6" }, { name = "Privacy/Trust", percent = "33.4" }]
reserve = "10.00"
"""
ORDER = "Order of May 3, Dkt. 400"


def make_it(settlement: Settlement, kind: str, by: User, order: str = "") -> Disposal:
    return make_disposal(settlement=settlement, kind=kind, by=by, now=NOW, order=order)


@pytest.fixture
def claims(alice: User, bob: User) -> list[Claim]:
    """Four claims, awarded $22.50 each and paid; the payments of the first three came back. $10.00
    are in reserve."""
    settlement = case(residual=ALL_STEPS)
    states = ("NY", "IL", "NY", "CA")
    claims = [paying.approved_claim(settlement, state=state) for state in states]
    run = approved_run(settlement, maker=alice, approver=bob)
    pay(run, maker=alice, approver=bob, returned=claims[:3])
    return claims


@pytest.fixture
def ended(claims: list[Claim]) -> Settlement:
    return claims[0].settlement


def portions(disposal: Disposal) -> list[tuple[str, int, int]]:
    return [*disposal.portions.order_by("place").values_list("account", "cents", "payees")]


def test_what_came_back_goes_to_the_states_of_its_payees(
    ended: Settlement, claims: list[Claim], alice: User, bob: User
) -> None:
    disposal = make_it(ended, DisposalKind.ESCHEAT, alice)

    approve_disposal(disposal=disposal, by=bob, now=NOW)

    assert portions(disposal) == [("escheat:IL", 2250, 1), ("escheat:NY", 4500, 2)]
    assert held(ended) == {
        "assets:fund": 7750, "escheat:IL": 2250, "escheat:NY": 4500, "reserve": 1000
    }  # fmt: skip
    assert {*GivenUp.objects.values_list("claim_id", "state", "cents")} == {
        (claim.pk, state, 2250) for claim, state in zip(claims[:3], ("NY", "IL", "NY"), strict=True)
    }
    assert agrees(ended, by=bob)


def test_every_step_in_its_order_leaves_nothing(ended: Settlement, alice: User, bob: User) -> None:
    for kind in (DisposalKind.ESCHEAT, DisposalKind.CY_PRES):
        approve_disposal(disposal=make_it(ended, kind, alice), by=bob, now=NOW)
    for portion in Portion.objects.filter(cents__gt=0).select_related("disposal"):
        pay_out(
            disposal=portion.disposal,
            place=portion.place,
            bank_reference=f"WIRE {portion.account}",
            by=bob,
            now=NOW,
        )

    # The reserve of $10.00 by 66.6 and 33.4 percent; then the bank holds nothing.
    assert portions(Disposal.objects.get(kind="cy_pres")) == [
        ("cy_pres:Legal Aid", 666, 0),
        ("cy_pres:Privacy-Trust", 334, 0),
    ]
    assert held(ended) == {}
    assert agrees(ended, by=bob)
    with pytest.raises(OutOfOrder, match="No step of the settlement file is left"):
        make_it(ended, DisposalKind.REVERT, alice)


def test_the_residual_reverts_where_the_file_says_so(alice: User, bob: User) -> None:
    settlement = case(residual='steps = ["revert"]\nreserve = "10.00"')
    paying.approved_claim(settlement)
    pay(approved_run(settlement, maker=alice, approver=bob), maker=alice, approver=bob)

    disposal = make_it(settlement, DisposalKind.REVERT, alice)
    approve_disposal(disposal=disposal, by=bob, now=NOW)

    assert portions(disposal) == [("reverted", 1000, 0)]
    assert held(settlement) == {"assets:fund": 1000, "reverted": 1000}
    assert agrees(settlement, by=bob)


def test_a_step_out_of_its_order_is_refused(ended: Settlement, alice: User) -> None:
    for kind in (DisposalKind.CY_PRES, DisposalKind.REVERT):
        with pytest.raises(OutOfOrder, match="The next step of the settlement file is another: es"):
            make_it(ended, kind, alice)


def test_nothing_is_disposed_of_while_payments_are_due(alice: User, bob: User) -> None:
    settlement = case(residual='steps = ["revert"]\nreserve = "10.00"')
    paying.approved_claim(settlement)

    with pytest.raises(Refusal, match="No run is approved yet"):
        make_it(settlement, DisposalKind.REVERT, alice)
    approved_run(settlement, maker=alice, approver=bob)
    with pytest.raises(Refusal, match="1 payment is still due"):
        make_it(settlement, DisposalKind.REVERT, alice)


def test_awards_are_given_up_only_by_an_order_and_never_paid_again(
    ended: Settlement, claims: list[Claim], alice: User, bob: User
) -> None:
    with pytest.raises(Refusal, match="only by a recorded order"):
        make_it(ended, DisposalKind.RETURNED, alice, order="  ")
    with pytest.raises(Refusal, match="nothing to move"):
        make_it(ended, DisposalKind.FALLEN, alice, order=ORDER)

    given = make_it(ended, DisposalKind.RETURNED, alice, order=ORDER)
    approve_disposal(disposal=given, by=bob, now=NOW)

    assert held(ended) == {"assets:fund": 7750, "residual": 6750, "reserve": 1000}
    run = claims[0].awards.get().run
    assert waiting(run=run) == []
    payment = Payment.objects.filter(claim=claims[0]).get()
    payment.pk, payment.ref, payment.attempt, payment.trace = None, "PAY-X", 2, "9"
    payment.status, payment._state.adding = "ready", True
    with pytest.raises(IntegrityError, match="given up"), transaction.atomic():
        payment.save()
    assert agrees(ended, by=bob)


def test_a_live_payment_keeps_its_award_from_being_given_up(
    claims: list[Claim], alice: User
) -> None:
    paid = claims[3]
    award = paid.awards.get()
    disposal = make_it(paid.settlement, DisposalKind.RETURNED, alice, order=ORDER)

    with pytest.raises(IntegrityError, match="being paid"), transaction.atomic():
        GivenUp.objects.create(run=award.run, claim=paid, disposal=disposal, cents=award.cents)


def test_two_people_move_what_is_left(ended: Settlement, alice: User, bob: User) -> None:
    disposal = make_it(ended, DisposalKind.ESCHEAT, alice)

    with pytest.raises(NotAnother, match="You made disposal 1"):
        approve_disposal(disposal=disposal, by=alice, now=NOW)
    with (
        pytest.raises(IntegrityError, match="disposal_maker_is_not_approver"),
        transaction.atomic(),
    ):
        Disposal.objects.filter(pk=disposal.pk).update(approved_by=alice)
    assert not Entry.objects.filter(kind="disposal").exists()
    approve_disposal(disposal=disposal, by=bob, now=NOW)
    with pytest.raises(NotAnother, match="Another person records"):
        pay_out(disposal=disposal, place=1, bank_reference="WIRE", by=alice, now=NOW)
    with pytest.raises(WrongState):
        approve_disposal(disposal=disposal, by=bob, now=NOW)


def test_a_portion_is_paid_out_once_and_by_the_banks_word(
    ended: Settlement, alice: User, bob: User
) -> None:
    disposal = make_it(ended, DisposalKind.ESCHEAT, alice)
    with pytest.raises(Refusal, match="Nothing of disposal 1 leaves the fund: it is made"):
        pay_out(disposal=disposal, place=1, bank_reference="WIRE", by=bob, now=NOW)
    approve_disposal(disposal=disposal, by=bob, now=NOW)

    with pytest.raises(Refusal, match="Give the bank's reference"):
        pay_out(disposal=disposal, place=1, bank_reference=" ", by=bob, now=NOW)
    pay_out(disposal=disposal, place=1, bank_reference="WIRE-1", by=bob, now=NOW)
    with pytest.raises(Refusal, match="no portion 1 that waits"):
        pay_out(disposal=disposal, place=1, bank_reference="WIRE-2", by=bob, now=NOW)

    assert held(ended)["assets:fund"] == 7750 - 2250


def test_one_plan_waits_at_a_time_and_can_be_withdrawn(
    ended: Settlement, alice: User, bob: User
) -> None:
    disposal = make_it(ended, DisposalKind.ESCHEAT, alice)
    with pytest.raises(Refusal, match=r"Disposal 1 waits\. Approve or withdraw it first"):
        make_it(ended, DisposalKind.RETURNED, alice, order=ORDER)

    with pytest.raises(Refusal, match="Say why"):
        withdraw_disposal(disposal=disposal, why="", by=alice)
    withdraw_disposal(disposal=disposal, why="The court wants a second look.", by=alice)

    assert Disposal.objects.get().status == DisposalStatus.WITHDRAWN
    with pytest.raises(WrongState):
        approve_disposal(disposal=disposal, by=bob, now=NOW)
    assert make_it(ended, DisposalKind.ESCHEAT, alice).number == 2


def test_money_that_moved_since_the_plan_was_made_stops_it(
    ended: Settlement, claims: list[Claim], alice: User, bob: User
) -> None:
    disposal = make_it(ended, DisposalKind.ESCHEAT, alice)
    Claim.objects.filter(pk=claims[0].pk).update(address_state="TX")

    with pytest.raises(Refusal, match="is not any more what it was when it was made"):
        approve_disposal(disposal=disposal, by=bob, now=NOW)

    assert not GivenUp.objects.exists()


def test_nothing_moves_while_the_house_disagrees(ended: Settlement, alice: User, bob: User) -> None:
    disposal = make_it(ended, DisposalKind.ESCHEAT, alice)
    record_check(asked=1, broken={"an unbalanced entry": 1}, by=bob)

    with pytest.raises(PayoutClosed):
        approve_disposal(disposal=disposal, by=bob, now=NOW)


def test_a_disposal_and_its_portions_are_never_edited(ended: Settlement, alice: User) -> None:
    disposal = make_it(ended, DisposalKind.ESCHEAT, alice)

    for rows, change in (
        (Disposal.objects.all(), {"cents": 1}),
        (Disposal.objects.all(), {"kind": "revert"}),
        (Portion.objects.all(), {"cents": 1}),
        (Portion.objects.all(), {"account": "reverted"}),
    ):
        with pytest.raises(Exception, match="Cannot update rows"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(Exception, match="Cannot delete rows"), transaction.atomic():
        Portion.objects.all().delete()
    sql.run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="is not its portions"), transaction.atomic():
        Portion.objects.create(
            disposal=disposal, place=9, name="A friend", account="reverted", cents=1
        )


def test_the_database_holds_who_says_that_a_portion_was_paid_and_that_it_is_said_once(
    ended: Settlement, alice: User, bob: User
) -> None:
    disposal = make_it(ended, DisposalKind.ESCHEAT, alice)
    portion = Portion.objects.filter(disposal=disposal, place=1)
    sql.run("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="not paid out so"), transaction.atomic():
        portion.update(paid_at=NOW, paid_by=bob, bank_reference="TOO SOON")
    sql.run("SET CONSTRAINTS ALL DEFERRED")
    approve_disposal(disposal=disposal, by=bob, now=NOW)
    sql.run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="not paid out so"), transaction.atomic():
        portion.update(paid_at=NOW, paid_by=alice, bank_reference="BY ITS MAKER")
    pay_out(disposal=disposal, place=1, bank_reference="WIRE-1", by=bob, now=NOW)
    with pytest.raises(Exception, match="Cannot update rows"), transaction.atomic():
        portion.update(bank_reference="WIRE-2")


def test_an_approved_disposal_is_the_awards_that_it_gave_up(
    ended: Settlement, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    disposal = make_it(ended, DisposalKind.ESCHEAT, alice)
    monkeypatch.setattr(services, "_give_up", lambda _disposal: None)

    approve_disposal(disposal=disposal, by=bob, now=NOW)

    with pytest.raises(IntegrityError, match="is not the awards that it gave up"):
        sql.run("SET CONSTRAINTS ALL IMMEDIATE")
