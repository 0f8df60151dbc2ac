"""Small settlement files and groups of claims, for tests of the plan."""

from fractions import Fraction

from payouts.allocation.measures import Measured
from payouts.allocation.plan import Division
from payouts.allocation.tranche import Group
from settlement.money import dollars
from settlement.terms.outcomes import POINT_UNITS
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Terms
from tests.make import DATA

SHARES = "main.shares"


def text(
    *,
    net_cents: int = 10_000,
    rounding: str = "down",
    points: str = "1",
    tranches: str = "",
    more: str = "",
    pools: str = "",
    residual: str = "",
) -> str:
    """The small case's file with another fund and plan.

    tranches: all [[pools.tranches]] of the one pool, instead of one with `points`
    more:     text added to that one tranche
    pools:    all [[pools]], instead of the one
    residual: text added to [residual]
    """
    small = (DATA / "small.toml").read_text()
    head, _, rest = small.partition("[fund]")
    roster = "[roster]" + rest.partition("[roster]")[2].partition("[[pools]]")[0]
    tail = f"[residual]\n{residual}\n" + rest.partition("[residual]")[2]
    one = (
        f'[[pools.tranches]]\nkey = "shares"\napplies_if = "true"\npoints = "{points}"\n'
        f'rounding = "{rounding}"\n{more}\n'
    )
    fund = f'[fund]\ngross = "{dollars(net_cents)}"\n'
    pools = pools or f'[[pools]]\nkey = "main"\ntitle = "Fund"\n{tranches or one}\n'
    return f"{head}{fund}\n{roster}\n{pools}\n{tail}"


def terms(**changes: object) -> Terms:
    return parse_terms(text(**changes), file_name="plan.toml")  # type: ignore[arg-type]


def group(
    points: Fraction | int, claims: int, *, tranche: str = SHARES, prior_cents: int = 0
) -> Group:
    """So many claims with so many points in one tranche, and what each was awarded before."""
    prior = {tranche: prior_cents} if prior_cents else {}
    return Group(claims, Measured({tranche: int(points * POINT_UNITS)}), prior)


def each_award(division: Division, groups: list[Group]) -> list[int]:
    """Every claim's cents, the claims numbered one group after the other, as in a scenario."""
    claims = [place for place, each in enumerate(groups) for _claim in range(each.claims)]
    awards = [0] * len(claims)
    for tranche in division.tranches.values():
        left = tranche.cut.cents if tranche.cut else 0
        for number, place in enumerate(claims):
            extra = int(bool(left) and tranche.cut is not None and place in tranche.cut.groups)
            awards[number] += tranche.cents.get(place, 0) + extra
            left -= extra
    return awards
