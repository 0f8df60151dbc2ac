"""Pure: the court's deductions by a settlement file, less what was posted of them, and out of which
money the difference comes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from payouts.ledger.chart import FUND, NET, SPARE, Side, credit, debit, deduction
from settlement.errors import Refusal
from settlement.money import shown
from settlement.terms.schema import Fund


class Overdrawn(Refusal):
    """A posting would take an account below zero. Nothing is posted."""


def undeducted(fund: Fund, posted: Iterable[tuple[str, int]]) -> list[Side]:
    """By what the gross fund and the deductions still have to be moved to be this fund's.

    posted: account and cents of each leg so far, those of net fund, residual and reserve left out
    """
    sides = [
        debit(FUND, fund.gross_cents),
        *(credit(deduction(each.key), each.cents) for each in fund.deductions),
    ]
    missing = Counter({side.account: side.cents for side in sides})
    for account, cents in posted:
        missing[account] -= cents
    return [Side(account, cents) for account, cents in missing.items() if cents]


def balanced(sides: Iterable[Side], left: Mapping[str, int]) -> list[Side]:
    """These legs, and those that balance them: what is over goes to the net fund; what is short
    comes out of the net fund, then the residual, then the reserve.

    left:   what these three hold, in cents
    raises: Overdrawn where they do not hold that much
    """
    legs = [*sides]
    over_cents = sum(side.cents for side in legs)
    if over_cents >= 0:
        return [*legs, credit(NET, over_cents)]
    short_cents, held_cents = -over_cents, sum(left.values())
    if short_cents > held_cents:
        raise Overdrawn(
            f"By the settlement file in force the court's deductions take {shown(short_cents)} more"
            f" than was posted, and net fund, residual and reserve hold {shown(held_cents)}"
            " together; what is awarded, or given already, is not taken back."
        )
    return [
        *legs,
        *drawn(short_cents, [(account, left.get(account, 0)) for account in (NET, *SPARE)]),
    ]


def drawn(cents: int, held: Iterable[tuple[str, int]]) -> list[Side]:
    """Debits of so many cents together: of one account after the other, as far as each goes."""
    sides = []
    for account, there_cents in held:
        sides.append(debit(account, min(cents, there_cents)))
        cents -= sides[-1].cents
    return sides
