"""The accounts, as code. Debit is positive; what we own is debit, what we owe is credit.

A leg's account is "assets:fund", "net", … or "deductions:<key>" for a deduction of the
settlement file. No account may stand on its other side: the database refuses it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

CASH = "assets:fund"
FUND = "fund"
NET = "net"
AWARDS = "awards"
RESIDUAL = "residual"
IN_FLIGHT = "in_flight"
_DEDUCTION = "deductions:"


@dataclass(frozen=True, slots=True)
class Account:
    """overdrawn: what is said, as a sentence, when a posting would take it below zero."""

    title: str
    meaning: str
    overdrawn: str


CHART: Mapping[str, Account] = MappingProxyType(
    {
        CASH: Account(
            "Cash in the fund",
            "Held in the qualified settlement fund's bank account.",
            "The fund's bank account does not hold that much.",
        ),
        FUND: Account(
            "Gross fund, not yet divided",
            "Received under the settlement, before the court's deductions.",
            "The gross fund has less than that left. Record the bank's confirmation first.",
        ),
        NET: Account(
            "Net fund, not yet awarded",
            "For the class, after the court's deductions.",
            "The net fund has less than that left. Record the bank's confirmation of the whole"
            " fund first.",
        ),
        AWARDS: Account(
            "Awarded, not yet paid",
            "Owed to approved claimants under an approved run.",
            "Less than that is awarded and not yet paid.",
        ),
        RESIDUAL: Account(
            "Residual",
            "Left over after the awards; its way is ordered in the settlement file.",
            "The residual is less than that.",
        ),
        IN_FLIGHT: Account(
            "On its way to payees",
            "In approved batches, not yet confirmed by the bank.",
            "Less than that is on its way.",
        ),
    }
)
_DEDUCTED = Account("Deduction", "Ordered by the court.", "Less than that was deducted.")


class Side(NamedTuple):
    """One leg to post: cents debit positive; ref says whose money it is, a payment's ref."""

    account: str
    cents: int
    ref: str = ""


def debit(account: str, cents: int, ref: str = "") -> Side:
    return Side(account, cents, ref)


def credit(account: str, cents: int, ref: str = "") -> Side:
    return Side(account, -cents, ref)


def reverse(sides: Iterable[Side]) -> list[Side]:
    """The legs that undo these."""
    return [Side(account, -cents, ref) for account, cents, ref in sides]


def deduction(key: str) -> str:
    """The account of one of the settlement file's deductions."""
    return f"{_DEDUCTION}{key}"


def deduction_key(account: str) -> str | None:
    """The deduction's key, or None where the account is another."""
    return account.removeprefix(_DEDUCTION) if account.startswith(_DEDUCTION) else None


def account_of(account: str) -> Account:
    """What an account means.

    raises: KeyError for an account that is not in the chart
    """
    return _DEDUCTED if deduction_key(account) is not None else CHART[account]


def is_debit(account: str) -> bool:
    """Whether the account's normal side is debit: it is something we own."""
    return account.startswith("assets:")


def held_cents(account: str, cents: int) -> int:
    """An account's balance as people read it: positive on its normal side."""
    return cents if is_debit(account) else -cents
