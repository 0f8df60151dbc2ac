"""Pure: the whole fund as one bar, cut into where every dollar is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from payouts.ledger.chart import (
    AWARDS,
    CHART,
    FUND,
    IN_FLIGHT,
    NET,
    RESERVE,
    RESIDUAL,
    RETURNED,
    account_of,
    deduction,
    title_of,
)

WIDTH = 1_000  # of the bar, in its own units
DEDUCTIONS = ("#71767a", "#a9aeb1", "#8d9297", "#c6cace")  # one after the other
COLOURS: Mapping[str, str] = MappingProxyType(  # in the order in which money moves
    {
        FUND: "#adcdec",
        NET: "#2378c3",
        AWARDS: "#162e51",
        IN_FLIGHT: "#ffbe2e",
        RETURNED: "#c05600",
        RESERVE: "#97d4ea",
        RESIDUAL: "#538200",
    }
)
GIVEN = ("#8168b3", "#b0a2d4")  # what the residual gave, one after the other
PAID_OUT, NOT_RECEIVED = "#00a91c", "#ffffff"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the gross fund. account is "" for money that has not come, or has gone.

    left, width: its place in the bar, in thousandths
    """

    account: str
    title: str
    meaning: str
    cents: int
    colour: str
    left: int = 0
    width: int = 0


def parts(
    *,
    gross_cents: int,
    funded_cents: int,
    deductions: Sequence[tuple[str, str]],
    held: Mapping[str, int],
) -> list[Part]:
    """Every part of a fund in the order in which money moves through it.

    funded_cents: what the bank has confirmed so far, at most the gross
    deductions:   key and title of each, as in the settlement file
    held:         what each account but cash holds, positive on its normal side
    """
    rows = [
        Part(deduction(key), title, "Ordered by the court.", 0, DEDUCTIONS[place % len(DEDUCTIONS)])
        for place, (key, title) in enumerate(deductions)
    ]
    rows += [
        Part(account, CHART[account].title, CHART[account].meaning, 0, colour)
        for account, colour in COLOURS.items()
    ]
    others = sorted({*held} - {row.account for row in rows})
    rows += [
        Part(account, title_of(account), account_of(account).meaning, 0, GIVEN[place % len(GIVEN)])
        for place, account in enumerate(others)
    ]
    holding = [replace(row, cents=held.get(row.account, 0)) for row in rows]
    gone_cents = funded_cents - sum(row.cents for row in holding)
    gone = Part("", "Paid out", "Confirmed by the bank as paid.", gone_cents, PAID_OUT)
    waiting = Part(
        "",
        "Not received yet",
        "The bank has not confirmed it.",
        gross_cents - funded_cents,
        NOT_RECEIVED,
    )
    return _placed([*holding, gone, waiting], gross_cents)


def _placed(rows: Sequence[Part], gross_cents: int) -> list[Part]:
    placed, before = [], 0
    for row in rows:
        left = WIDTH * before // max(gross_cents, 1)
        before += row.cents
        right = WIDTH * before // max(gross_cents, 1)
        placed.append(replace(row, left=left, width=right - left))
    return placed
