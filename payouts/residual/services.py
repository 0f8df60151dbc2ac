"""What is left goes its way: a disposal is made, approved by another person, and paid out."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.text import capfirst

from payouts.ledger import services as ledger
from payouts.ledger.chart import CASH, credit, debit
from payouts.payments.agreement import check_open
from payouts.residual import amended, statements
from payouts.residual.facts import facts_of
from payouts.residual.listing import waiting_in
from payouts.residual.models import (
    GIVING_UP,
    Disposal,
    DisposalKind,
    DisposalStatus,
    Portion,
)
from payouts.residual.plans import Plan, plan_of, told
from payouts.residual.steps import next_of
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.money import shown
from settlement.terms import holding
from settlement.terms.models import Settlement

TAKES_AWARDS = (*GIVING_UP, DisposalKind.ESCHEAT)


class OutOfOrder(Refusal):
    """The settlement file has another step first."""


class NotAnother(Refusal):
    """Who made a disposal neither approves it nor records that it was paid."""


@transaction.atomic
def make_disposal(
    *, settlement: Settlement, kind: str, by: User, now: datetime, order: str = ""
) -> Disposal:
    """Make the plan of one movement; another person approves it.

    order:  the recorded order; awards are given up by nothing less
    raises: OutOfOrder; Refusal where nothing is to be moved, where another disposal waits, or while
            payments are under way; as `amended.deduct`
    """
    holding.lock_case(settlement.pk)
    _check_free(settlement)
    _come_to(settlement, kind, order, by=by)
    plan = plan_of(settlement, kind)
    disposal = _written(
        Disposal(
            settlement=settlement,
            kind=kind,
            order=order.strip(),
            cents=plan.cents,
            made_by=by,
            created_at=now,
        ),
        plan,
    )
    audit.record(
        kind="disposal.made",
        entity=disposal.ENTITY,
        ref=disposal.audit_ref,
        by=by,
        settlement_id=settlement.pk,
        why=disposal.order,
        data={"number": disposal.number, "kind": kind, "parts": told(plan.parts)},
    )
    return disposal


def _written(disposal: Disposal, plan: Plan) -> Disposal:
    """The disposal under its case's next number, with its portions."""
    earlier = Disposal.objects.filter(settlement=disposal.settlement)
    disposal.number = (earlier.aggregate(last=Max("number"))["last"] or 0) + 1
    disposal.save()
    Portion.objects.bulk_create(
        Portion(
            disposal=disposal,
            place=place,
            name=part.name,
            account=part.account,
            cents=part.cents,
            payees=part.payees,
        )
        for place, part in enumerate(plan.parts, start=1)
    )
    return disposal


def _check_free(settlement: Settlement) -> None:
    waiting = waiting_in(settlement)
    if waiting is not None:
        raise Refusal(f"{capfirst(str(waiting))} waits. Approve or withdraw it first.")


def _come_to(settlement: Settlement, kind: str, order: str, *, by: User) -> None:
    """Post the deductions that wait before a step of the file, and see that it is the next one.

    Awards are given up by an order, at any time: the deductions may be waiting for that money.
    """
    if kind in GIVING_UP:
        if not order.strip():
            raise Refusal("Awards are given up only by a recorded order. Name it.")
        return
    amended.deduct(settlement, by=by)
    coming = next_of(facts_of(settlement))
    if coming is None:
        raise OutOfOrder("No step of the settlement file is left to do.")
    if coming.step.value != kind:
        raise OutOfOrder(
            f"The next step of the settlement file is another: {coming.title.lower()}."
        )
    if coming.why:
        raise Refusal(coming.why)


@transaction.atomic
def approve_disposal(*, disposal: Disposal, by: User, now: datetime) -> Disposal:
    """Approve what another made, and post it, if it is still what would be made now.

    raises: PayoutClosed; NotAnother; OutOfOrder; WrongState; Refusal where money moved since, or
            the court's deductions were raised; as `amended.deduct`
    """
    holding.lock_case(disposal.settlement_id)
    check_open()
    held = _locked(disposal)
    if by.pk == held.made_by_id:
        raise NotAnother(f"You made {held}. Another person has to approve it.")
    if held.status == DisposalStatus.MADE:
        _come_to(held.settlement, held.kind, held.order, by=by)
    held.move(DisposalStatus.APPROVED, by=by, approved_by=by, approved_at=now)
    plan = _still(held)
    _give_up(held)
    ledger.post(
        settlement=held.settlement,
        kind="disposal",
        ref=held.audit_ref,
        legs=plan.legs,
        memo=f"{capfirst(str(held))}: {told(plan.parts)}",
        by=by,
    )
    return held


def _still(disposal: Disposal) -> Plan:
    plan = plan_of(disposal.settlement, disposal.kind)
    made = [*disposal.portions.order_by("place").values_list("name", "account", "cents", "payees")]
    if made != [(part.name, part.account, part.cents, part.payees) for part in plan.parts]:
        raise Refusal(
            f"What {disposal} would move is not any more what it was when it was made: now it is"
            f" {shown(plan.cents)}. Withdraw it and make it anew."
        )
    return plan


def _give_up(disposal: Disposal) -> None:
    """Write whose awards nobody is paid any more, where it takes awards.

    raises: Refusal where they are others than those just added up: claims are not held meanwhile
    """
    if disposal.kind == DisposalKind.FALLEN:
        statements.give_up_fallen(disposal_id=disposal.pk, settlement_id=disposal.settlement_id)
    elif disposal.kind in TAKES_AWARDS:
        statements.give_up_returned(disposal_id=disposal.pk, settlement_id=disposal.settlement_id)
    else:
        return
    given = disposal.given_up.aggregate(cents=Sum("cents", default=0))["cents"]
    if given != disposal.cents:
        raise Refusal(
            f"Claims changed at this moment: {shown(given)} would be given up, and {disposal} moves"
            f" {shown(disposal.cents)}. Look at what is left and make it anew."
        )


@transaction.atomic
def withdraw_disposal(*, disposal: Disposal, why: str, by: User) -> Disposal:
    """Take back a plan that was not approved.

    raises: Refusal without a reason; WrongState
    """
    if not why.strip():
        raise Refusal("Say why it is withdrawn.")
    held = _locked(disposal)
    held.move(DisposalStatus.WITHDRAWN, by=by, why=why.strip())
    return held


@transaction.atomic
def pay_out(
    *, disposal: Disposal, place: int, bank_reference: str, by: User, now: datetime
) -> Portion:
    """Record the bank's word that a portion of an approved disposal left the fund.

    raises: PayoutClosed; NotAnother where `by` made it; Refusal where it is not approved, is paid
            out already, stays in the fund, or without the bank's reference
    """
    holding.lock_case(disposal.settlement_id)
    check_open()
    held = _locked(disposal)
    portion = _payable(held, place, by=by, reference=bank_reference)
    portion.paid_at, portion.paid_by, portion.bank_reference = now, by, bank_reference.strip()
    portion.save(update_fields=["paid_at", "paid_by", "bank_reference"])
    ledger.post(
        settlement=held.settlement,
        kind="disposal paid",
        ref=f"{held.audit_ref}/{place}",
        legs=[debit(portion.account, portion.cents), credit(CASH, portion.cents)],
        memo=f"{portion.name} was paid {shown(portion.cents)}: {portion.bank_reference}",
        by=by,
    )
    audit.record(
        kind="disposal.paid",
        entity=held.ENTITY,
        ref=held.audit_ref,
        by=by,
        settlement_id=held.settlement_id,
        data={"to": portion.name, "bank_reference": portion.bank_reference},
    )
    return portion


def _payable(disposal: Disposal, place: int, *, by: User, reference: str) -> Portion:
    if by.pk == disposal.made_by_id:
        raise NotAnother(f"You made {disposal}. Another person records that it was paid.")
    if disposal.status != DisposalStatus.APPROVED or disposal.kind in GIVING_UP:
        raise Refusal(f"Nothing of {disposal} leaves the fund: it is {disposal.status}.")
    if not reference.strip():
        raise Refusal("Give the bank's reference.")
    portion = disposal.portions.filter(place=place, paid_at=None, cents__gt=0).first()
    if portion is None:
        said = capfirst(str(disposal))
        raise Refusal(f"{said} has no portion {place} that waits to be paid.")
    return portion


def _locked(disposal: Disposal) -> Disposal:
    rows = Disposal.objects.select_for_update(no_key=True, of=["self"])
    return rows.select_related("settlement").get(pk=disposal.pk)
