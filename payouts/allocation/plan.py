"""Pure: the plan over a histogram. {measure: claims} and the settlement file in, {measure: cents}
and the figures out. Nothing here knows claims, a database or an order of reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from payouts.allocation import tranche as tranches
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
class Later:
    """A later distribution divides other money than the net fund.

    fresh_cents: what it may divide
    at_most:     for a tranche, the value of a point or the scale that it may not exceed, so that
                 who comes late gets no more than the others got
    awarded:     for every fixed pool the cents that it awarded before, to whomever, and that stand
    """

    fresh_cents: int
    at_most: Mapping[str, Fraction] = field(default_factory=dict)
    awarded: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Division:
    """Money divided: paid + residual = net, exactly; in a run in whole cents.

    net_cents:     the net fund; in a later distribution what that may divide
    reserve_cents: what the first distribution keeps back; it is a part of the residual
    """

    gross_cents: int
    deducted_cents: int
    net_cents: int
    reserve_cents: int
    pools: tuple[PoolResult, ...]

    @property
    def paid(self) -> Fraction:
        return sum((pool.paid for pool in self.pools), Fraction(0))

    @property
    def residual(self) -> Fraction:
        return self.net_cents - self.paid

    @property
    def tranches(self) -> dict[str, TrancheResult]:
        return {name: each for pool in self.pools for name, each in pool.tranches.items()}


def divide(
    terms: Terms, groups: Sequence[Group], *, estimate: bool = False, later: Later | None = None
) -> Division:
    """Divide the net fund among groups of claims, or in a later distribution what came back.

    estimate: exact awards, the exact rest handed on, and nothing refused for overspending
    later:    what a later distribution divides; the groups then say what they had before
    raises:   PlanRefused
    """
    moneys = _first(terms) if later is None else _later(terms, later)
    return Division(
        gross_cents=terms.fund.gross_cents,
        deducted_cents=terms.fund.deducted_cents,
        net_cents=terms.net_cents if later is None else later.fresh_cents,
        reserve_cents=terms.residual.reserve_cents if later is None else 0,
        pools=tuple(
            _serve(pool, money, groups, estimate=estimate, later=later)
            for pool, money in zip(terms.pools, moneys, strict=True)
        ),
    )


def _first(terms: Terms) -> list[int]:
    """What each pool has in the first distribution, in cents."""
    return [terms.pool_cents(pool) for pool in terms.pools]


def _later(terms: Terms, later: Later) -> list[int]:
    """What each pool has in a later distribution: a fixed one what of its amount is not awarded, as
    far as the money goes, whoever takes part; the open one the rest."""
    left = later.fresh_cents
    moneys = []
    for pool in terms.pools:
        lacking = 0
        if pool.amount_cents is not None:
            lacking = max(0, pool.amount_cents - later.awarded[pool.key])
        moneys.append(min(lacking, left))
        left -= moneys[-1]
    return [
        left if pool.amount_cents is None else money
        for pool, money in zip(terms.pools, moneys, strict=True)
    ]


def _serve(
    pool: Pool, money: int, groups: Sequence[Group], *, estimate: bool, later: Later | None
) -> PoolResult:
    serve = tranches.estimate if estimate else tranches.pay
    available = left = Fraction(money)
    served: dict[str, TrancheResult] = {}
    for tranche in pool.tranches:
        name = f"{pool.key}.{tranche.key}"
        at_most = later.at_most.get(name) if later else None
        served[name] = serve(tranche, name, left, groups, at_most=at_most)
        # An estimate refuses nothing, and may have paid more than there was.
        left = max(Fraction(0), left - served[name].paid)
    return PoolResult(pool.key, available, served)
