"""A case's fund as the first page shows it: the ledger's own bar and table."""

from dataclasses import dataclass

from payouts.ledger import services as ledger
from payouts.ledger.chart import CASH
from payouts.ledger.parts import Part, parts
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of


@dataclass(frozen=True, slots=True)
class Fund:
    """gross_cents: as the settlement file has it; every cent of it stands in one part."""

    settlement: Settlement
    gross_cents: int
    cash_cents: int
    parts: list[Part]


def fund_of(settlement: Settlement) -> Fund:
    """Where every dollar of a case's fund is now; parts that hold nothing are left out."""
    fund = terms_of(settlement).fund
    held = {each.account: each.cents for each in ledger.balances(settlement)}
    cash_cents = held.pop(CASH, 0)
    everything = parts(
        gross_cents=fund.gross_cents,
        funded_cents=ledger.funded(settlement),
        deductions=[(each.key, each.title) for each in fund.deductions],
        held=held,
    )
    shown = [part for part in everything if part.cents]
    return Fund(settlement, fund.gross_cents, cash_cents, shown)
