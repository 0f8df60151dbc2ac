"""A run's figures in words, for its page: pools, their tranches and rules, and what stayed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from payouts.allocation.figures import decimal
from payouts.allocation.models import Run, RunKind
from settlement.money import cents_of, shown
from settlement.terms.schema import Pool, Rounding, Scale, Terms, Tranche

ROUNDINGS: Mapping[Rounding, str] = {
    Rounding.UNIT_DOWN: "the value is cut to whole cents first",
    Rounding.DOWN: "awards are cut to whole cents",
    Rounding.NEAREST: "awards are rounded to the nearest cent",
    Rounding.LARGEST_REMAINDER: "left-over cents go to the largest remainders",
}
SCALES: Mapping[Scale, str] = {
    Scale.NONE: "targets are paid in full",
    Scale.DOWN: "targets are paid in full, or all scaled down",
    Scale.BOTH: "targets are scaled up or down",
}


@dataclass(frozen=True, slots=True)
class TrancheTold:
    """rules: as the file orders them; measured, value: "10 points", "$5.00 a point";
    dropped: claims that the minimum leaves out"""

    name: str
    rules: str
    available_cents: int
    claims: int
    measured: str
    value: str
    dropped: int
    note: str
    paid_cents: int


@dataclass(frozen=True, slots=True)
class PoolTold:
    title: str
    available_cents: int
    paid_cents: int
    tranches: list[TrancheTold]


@dataclass(frozen=True, slots=True)
class Told:
    """The whole way of the money. For a later distribution `divided` is other money than the net.

    awarded: title and cents of each fixed pool's earlier awards that stand
    bounds: values that a late admission may not exceed, as sentences
    """

    gross_cents: int
    deductions_cents: int
    net_cents: int
    divided_cents: int
    later: bool
    pools: list[PoolTold]
    paid_cents: int
    residual_cents: int
    reserve_cents: int
    note: str
    awarded: list[tuple[str, int]]
    bounds: list[str]


def told(run: Run, terms: Terms) -> Told | None:
    """None while a run has no figures."""
    figures = run.figures
    if not figures:
        return None
    gross, deductions = cents_of(figures["gross"]), cents_of(figures["deductions"])
    return Told(
        gross_cents=gross,
        deductions_cents=deductions,
        net_cents=gross - deductions,
        divided_cents=cents_of(figures["net"]),
        later=run.kind != RunKind.FIRST,
        pools=[*_pools(terms, figures)],
        paid_cents=cents_of(figures["paid"]),
        residual_cents=cents_of(figures["residual"]),
        reserve_cents=cents_of(figures.get("reserve", "0.00")),
        note=figures.get("note", ""),
        awarded=[*_awarded(terms, figures.get("awarded", {}))],
        bounds=[f"{name}: {value}" for name, value in figures.get("at_most", {}).items()],
    )


def _awarded(terms: Terms, stated: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    for pool in terms.pools:
        if pool.key in stated:
            yield pool.title, cents_of(stated[pool.key])


def _pools(terms: Terms, figures: Mapping[str, Any]) -> Iterator[PoolTold]:
    for pool, found in zip(terms.pools, figures["pools"], strict=True):
        yield PoolTold(
            title=pool.title,
            available_cents=cents_of(found["available"]),
            paid_cents=cents_of(found["paid"]),
            tranches=[
                _tranche(pool, tranche, each)
                for tranche, each in zip(pool.tranches, found["tranches"], strict=True)
            ],
        )


def _tranche(pool: Pool, tranche: Tranche, found: Mapping[str, Any]) -> TrancheTold:
    return TrancheTold(
        name=f"{pool.key}.{tranche.key}",
        rules="; ".join(_rules(tranche)),
        available_cents=cents_of(found["available"]),
        claims=found["claims"],
        measured=_measured(tranche, found["points"]),
        value=_value(found),
        dropped=found.get("dropped", 0),
        note=found.get("note", ""),
        paid_cents=cents_of(found["paid"]),
    )


def _measured(tranche: Tranche, number: str) -> str:
    if tranche.points is not None:
        return f"{number} points"
    return f"targets of {shown(int(Decimal(number) * 100))}"


def _value(found: Mapping[str, Any]) -> str:
    if found["scale"] is not None:
        return f"{found['scale']} of each target"
    return "" if found["point_value"] is None else f"${found['point_value']} a point"


def _rules(tranche: Tranche) -> Iterator[str]:
    """What the settlement file orders for a tranche, clause by clause."""
    if tranche.scale is not None:
        most = "" if tranche.max_scale is None else f", at most {decimal(tranche.max_scale)} times"
        yield SCALES[tranche.scale] + most
    if tranche.cap_per_claim_cents is not None:
        yield f"no claim gets more than {shown(tranche.cap_per_claim_cents)}"
    if tranche.cap_per_point_cents is not None:
        yield f"a point is worth at most {shown(tranche.cap_per_point_cents)}"
    if tranche.minimum_cents is not None:
        yield f"an award below {shown(tranche.minimum_cents)} is not paid"
    yield ROUNDINGS[tranche.rounding]
