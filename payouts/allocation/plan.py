"""Pure: the plan over a histogram. {measure: claims} and the settlement file in, {measure: cents}
and the figures out. Nothing here knows claims, a database or an order of reading.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from payouts.allocation import tranche as tranches
from payouts.allocation.spoken import check_spoken
from payouts.allocation.tranche import Group, TrancheResult
from settlement.terms.schema import Pool, Terms


@dataclass(frozen=True, slots=True)
class PoolResult:
    """tranches: by "pool.tranche", in the order in which they were served."""

    key: str
    available: Fraction
    tranches: dict[str, TrancheResult]

    @property
    def paid(self) -> Fraction:
        return sum((tranche.paid for tranche in self.tranches.values()), Fraction(0))


@dataclass(frozen=True, slots=True)
class Division:
    """The net fund divided: paid + residual = net, exactly; in a run in whole cents."""

    gross_cents: int
    deducted_cents: int
    pools: tuple[PoolResult, ...]

    @property
    def net_cents(self) -> int:
        return self.gross_cents - self.deducted_cents

    @property
    def paid(self) -> Fraction:
        return sum((pool.paid for pool in self.pools), Fraction(0))

    @property
    def residual(self) -> Fraction:
        return self.net_cents - self.paid

    @property
    def tranches(self) -> dict[str, TrancheResult]:
        return {name: each for pool in self.pools for name, each in pool.tranches.items()}


def divide(terms: Terms, groups: Sequence[Group], *, estimate: bool = False) -> Division:
    """Divide the net fund among groups of claims.

    estimate: exact awards, the exact rest handed on, and nothing refused for overspending
    raises:   PlanRefused, or NotSpoken where the settlement file asks for more than a run can do
    """
    check_spoken(terms)
    return Division(
        gross_cents=terms.fund.gross_cents,
        deducted_cents=terms.fund.deducted_cents,
        pools=tuple(_serve(pool, terms, groups, estimate=estimate) for pool in terms.pools),
    )


def _serve(pool: Pool, terms: Terms, groups: Sequence[Group], *, estimate: bool) -> PoolResult:
    available = left = Fraction(terms.pool_cents(pool))
    served: dict[str, TrancheResult] = {}
    for tranche in pool.tranches:
        name = f"{pool.key}.{tranche.key}"
        served[name] = (
            tranches.estimate(name, left, groups)
            if estimate
            else tranches.pay(tranche, name, left, groups)
        )
        left -= served[name].paid
    return PoolResult(pool.key, available, served)
