"""What a disposal would move, and to whom: computed anew when it is made, and when approved."""

from collections.abc import Sequence
from dataclasses import dataclass

from payouts.ledger import services as ledger
from payouts.ledger.chart import (
    AWARDS,
    RESIDUAL,
    RETURNED,
    REVERTED,
    Side,
    credit,
    cy_pres,
    debit,
    escheat,
)
from payouts.residual import statements
from payouts.residual.models import DisposalKind
from payouts.residual.shares import by_percent
from settlement.errors import Refusal
from settlement.money import shown
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of

NO_STATE = "ZZ"  # an address in no state: which one takes the money, the order says


@dataclass(frozen=True, slots=True)
class Part:
    """What goes to one: to a recipient, a state, the defendant, or the residual."""

    name: str
    account: str
    cents: int
    payees: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """taken: the accounts that it empties, as debits; they are its parts, to the cent."""

    taken: Sequence[Side]
    parts: Sequence[Part]

    @property
    def cents(self) -> int:
        return sum(part.cents for part in self.parts)

    @property
    def legs(self) -> list[Side]:
        return [*self.taken, *(credit(part.account, part.cents) for part in self.parts)]


def plan_of(settlement: Settlement, kind: str) -> Plan:
    """What a disposal of this kind would move now.

    raises: Refusal where there is nothing to move
    """
    plan = _PLANS[DisposalKind(kind)](settlement)
    if not plan.cents:
        raise Refusal(f"There is nothing to move. {DisposalKind(kind).label}: $0.00.")
    return plan


def _cy_pres(settlement: Settlement) -> Plan:
    recipients = terms_of(settlement).residual.cy_pres
    left = _left(settlement)
    cents = sum(side.cents for side in left)
    shares = by_percent(cents, [recipient.percent for recipient in recipients])
    return Plan(
        left,
        [
            Part(recipient.name, cy_pres(recipient.name), share)
            for recipient, share in zip(recipients, shares, strict=True)
        ],
    )


def _revert(settlement: Settlement) -> Plan:
    left = _left(settlement)
    return Plan(left, [Part("The defendant", REVERTED, sum(side.cents for side in left))])


def _escheat(settlement: Settlement) -> Plan:
    parts = [
        Part(state or "No state of the United States", escheat(state or NO_STATE), cents, payees)
        for state, payees, cents in statements.by_state(settlement_id=settlement.pk)
    ]
    return Plan([debit(RETURNED, sum(part.cents for part in parts))], parts)


def _returned(settlement: Settlement) -> Plan:
    awards, cents = statements.came_back(settlement_id=settlement.pk)
    return Plan([debit(RETURNED, cents)], [Part("The residual", RESIDUAL, cents, awards)])


def _fallen(settlement: Settlement) -> Plan:
    fell = statements.fallen(settlement_id=settlement.pk)
    part = Part("The residual", RESIDUAL, fell.cents, fell.awards)
    return Plan([debit(AWARDS, fell.cents)], [part])


_PLANS = {
    DisposalKind.CY_PRES: _cy_pres,
    DisposalKind.REVERT: _revert,
    DisposalKind.ESCHEAT: _escheat,
    DisposalKind.RETURNED: _returned,
    DisposalKind.FALLEN: _fallen,
}


def _left(settlement: Settlement) -> list[Side]:
    return [debit(account, cents) for account, cents in ledger.left(settlement).items()]


def told(parts: Sequence[Part]) -> str:
    """Who gets what, in one line."""
    return "; ".join(f"{part.name} {shown(part.cents)}" for part in parts)
