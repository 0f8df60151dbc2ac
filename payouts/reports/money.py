"""Where every dollar of a case's fund is now, from the ledger's balances."""

from dataclasses import dataclass

from payouts.ledger import services as ledger
from payouts.ledger.chart import AWARDS, CASH, FUND, IN_FLIGHT, NET, RESIDUAL, deduction_key
from payouts.reports.bar import Drawn, Part, drawn
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of

EXPECTED, DEDUCTIONS = "expected", "deductions"
ORDER = (EXPECTED, FUND, DEDUCTIONS, NET, AWARDS, IN_FLIGHT, RESIDUAL)


@dataclass(frozen=True, slots=True)
class Money:
    """gross_cents: as the settlement file has it; every cent of it stands in one part."""

    gross_cents: int
    bar: list[Drawn]


def money_of(settlement: Settlement) -> Money:
    """The fund, cut into where it is; parts that hold nothing are left out."""
    gross_cents = terms_of(settlement).fund.gross_cents
    holdings = [each for each in ledger.balances(settlement) if each.account != CASH]
    deducted = sum(each.cents for each in holdings if deduction_key(each.account) is not None)
    expected = gross_cents - ledger.funded(settlement)
    parts = [
        Part(EXPECTED, "Not confirmed yet", "The fund's bank has not confirmed it.", expected),
        Part(DEDUCTIONS, "Deductions", "Ordered by the court.", deducted),
        *(
            Part(each.account, each.title, each.meaning, each.cents)
            for each in holdings
            if deduction_key(each.account) is None
        ),
    ]
    parts.sort(key=lambda part: ORDER.index(part.key))
    return Money(gross_cents, drawn([part for part in parts if part.cents]))
