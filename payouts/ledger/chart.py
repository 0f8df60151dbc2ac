"""The accounts, as code. Debit is positive; what we own is debit, what we owe is credit.

A leg's account is "assets:fund", "net", … or one of a family: "deductions:<key>" for a deduction
of the settlement file, "cy_pres:<recipient>" and "escheat:<state>" for what the residual gave to
whom. No account may stand on its other side: the database refuses it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

CASH = "assets:fund"
FUND = "fund"
NET = "net"
AWARDS = "awards"
RESERVE = "reserve"
RESIDUAL = "residual"
IN_FLIGHT = "in_flight"
RETURNED = "returned"
REVERTED = "reverted"
_MOST_NAME = 70  # characters: an account has 80, and stands in an address
LEFT = (NET, RESERVE, RESIDUAL)  # once the first distribution is approved
SPARE = (RESIDUAL, RESERVE)  # what deductions that were raised may draw on beside the net, in turn


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
        RESERVE: Account(
            "Reserve",
            "Kept out of the first distribution by the settlement file, for those after it.",
            "The reserve is less than that.",
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
        RETURNED: Account(
            "Returned",
            "Came back from the bank; owed to its payees until it is paid anew or given up.",
            "Less than that came back.",
        ),
        REVERTED: Account(
            "Reverts to the defendant",
            "What the settlement file gives back of the residual, not yet paid out.",
            "Less than that reverts to the defendant.",
        ),
    }
)
FAMILIES: Mapping[str, Account] = MappingProxyType(  # in the order in which the money bar has them
    {
        "deductions": Account("Deduction", "Ordered by the court.", "Less than that was deducted."),
        "cy_pres": Account(
            "Cy pres",
            "Given by the settlement file to a recipient, not yet paid out.",
            "Less than that is due to this recipient.",
        ),
        "escheat": Account(
            "Escheat",
            "Owed to payees who could not be paid; goes to the state of their address.",
            "Less than that is due to this state.",
        ),
    }
)


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
    return f"deductions:{key}"


def cy_pres(recipient: str) -> str:
    """The account of a recipient of the settlement file, by the name as far as it fits."""
    return f"cy_pres:{recipient.replace('/', '-')[:_MOST_NAME]}"


def escheat(state: str) -> str:
    """The account of a state, by its two letters."""
    return f"escheat:{state}"


def family_of(account: str) -> tuple[str, str] | None:
    """The family and the member that an account is of; None where it is of none."""
    family, colon, member = account.partition(":")
    return (family, member) if colon and family in FAMILIES else None


def account_of(account: str) -> Account:
    """What an account means.

    raises: KeyError for an account that is not in the chart
    """
    found = family_of(account)
    return CHART[account] if found is None else FAMILIES[found[0]]


def title_of(account: str) -> str:
    """What people call an account."""
    found = family_of(account)
    return account_of(account).title + (f": {found[1]}" if found else "")


def is_debit(account: str) -> bool:
    """Whether the account's normal side is debit: it is something we own."""
    return account.startswith("assets:")


def held_cents(account: str, cents: int) -> int:
    """An account's balance as people read it: positive on its normal side."""
    return cents if is_debit(account) else -cents
