"""Pure: a division's figures as `simulate --json` prints them and a run keeps them.

Amounts are dollars and cents as text; a point's value and numbers of points are decimals, cut
after ten places.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Any

from payouts.allocation.plan import Division
from payouts.allocation.tranche import Group, TrancheResult
from settlement.money import dollars
from settlement.terms.outcomes import POINT_UNITS

PLACES = 10
NOBODY = "No claim takes part in any tranche, so nobody is paid."


def figures(division: Division) -> dict[str, Any]:
    """The fund, its pools and their tranches.

    Beside what the settlement file's description names: `reserve`, where there is one; of a tranche
    `exact_value`, the cents of a point or the scale as a fraction; `dropped`, how many claims the
    minimum dropped; and `note`, a sentence, where something must be said.
    """
    kept = {"reserve": dollars(division.reserve_cents)} if division.reserve_cents else {}
    return {
        "gross": dollars(division.gross_cents),
        "deductions": dollars(division.deducted_cents),
        "net": dollars(division.net_cents),
        "paid": amount(division.paid),
        "residual": amount(division.residual),
        "pools": [
            {
                "key": pool.key,
                "available": amount(pool.available),
                "paid": amount(pool.paid),
                "tranches": [_tranche(tranche) for tranche in pool.tranches.values()],
            }
            for pool in division.pools
        ],
        **kept,
        **_said(division),
    }


def _said(division: Division) -> dict[str, str]:
    nobody = not any(each.claims or each.dropped for each in division.tranches.values())
    return {"note": NOBODY} if nobody else {}


def _tranche(tranche: TrancheResult) -> dict[str, Any]:
    value = tranche.value
    cut = None if value is None else decimal(value if tranche.scale else value / 100)
    dropped = {"dropped": tranche.dropped_claims} if tranche.dropped_claims else {}
    said = {"note": tranche.note} if tranche.note else {}
    return {
        "key": tranche.name.rpartition(".")[2],
        "available": amount(tranche.available),
        "claims": tranche.claims,
        "points": decimal(Fraction(tranche.units, 100 if tranche.scale else POINT_UNITS)),
        "point_value": None if tranche.scale else cut,
        "scale": cut if tranche.scale else None,
        "exact_value": None if value is None else f"{value.numerator}/{value.denominator}",
        "paid": amount(tranche.paid),
        **dropped,
        **said,
    }


def rows(division: Division, groups: Sequence[Group]) -> list[dict[str, Any]]:
    """Each group as a row of a scenario, whose claims are numbered in the rows' order.

    award: what every claim of the row gets at least; extra_cents: what the row's claims get
    beyond that together
    """
    spread = {name: _spread(tranche, groups) for name, tranche in division.tranches.items()}
    return [_row(division, group, place, spread) for place, group in enumerate(groups)]


def _row(
    division: Division, group: Group, place: int, spread: Mapping[str, Mapping[int, int]]
) -> dict[str, Any]:
    shares: dict[str, Fraction] = {}
    extra_cents = 0
    for name, tranche in division.tranches.items():
        taken = spread[name].get(place, 0)
        all_of_them = taken > 0 and taken == group.claims
        shares[name] = tranche.award(place) + all_of_them
        extra_cents += 0 if all_of_them else taken
    refused = {"reason": group.measured.reason} if group.measured.reason else {}
    return {
        "count": group.claims,
        "award": amount(sum(shares.values(), Fraction(0))),
        "awards": {name: amount(cents) for name, cents in shares.items()},
        "extra_cents": extra_cents,
        **refused,
    }


def _spread(tranche: TrancheResult, groups: Sequence[Group]) -> dict[int, int]:
    """The left-over cents that each group's claims get where they do not reach all, when the
    groups' claims are numbered one group after the other."""
    taken: dict[int, int] = {}
    if tranche.cut is not None:
        left = tranche.cut.cents
        for place in sorted(tranche.cut.groups):
            taken[place] = min(left, groups[place].claims)
            left -= taken[place]
    return taken


def amount(cents: Fraction) -> str:
    """Cents as dollars, to the nearest cent where an estimate has fractions of one."""
    return dollars(floor(cents + Fraction(1, 2)))


def decimal(number: Fraction) -> str:
    """A number that is not negative, cut after ten places, without zeros at its end.

    >>> decimal(Fraction(2, 3)), decimal(Fraction(40))
    ('0.6666666666', '40')
    """
    whole, places = divmod(floor(number * 10**PLACES), 10**PLACES)
    return f"{whole}.{places:0{PLACES}d}".rstrip("0").rstrip(".")
