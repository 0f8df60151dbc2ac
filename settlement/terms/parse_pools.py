"""The [[pools]] and their tranches: how the net fund is divided."""

from collections.abc import Sequence
from fractions import Fraction

from settlement.money import shown
from settlement.terms.expressions import Expression, Kind
from settlement.terms.names import Names
from settlement.terms.schema import Fund, Pool, Rounding, Scale, Tranche
from settlement.terms.shapes import MONEY, SCALE_LIMIT, key_like, one_of, words
from settlement.terms.table import Table, note_repeated

PLAN_KEY = key_like(
    r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}",
    "a key in quotes of letters, digits, _ and -, of at most 60 characters",
)


def read_pools(tables: Sequence[Table], *, names: Names) -> tuple[Pool, ...]:
    pools = []
    for table in tables:
        pools.append(
            Pool(
                key=table.read("key", PLAN_KEY),
                title=table.read("title", words()),
                amount_cents=table.read_or("amount", MONEY, None),
                tranches=_tranches(table.tables("tranches", least=1), names),
            )
        )
        table.close()
    note_repeated(tables, [pool.key for pool in pools])
    _check_one_open(tables)
    return tuple(pools)


def check_pools_fit(
    tables: Sequence[Table], pools: Sequence[Pool], fund: Fund, *, reserve_cents: int
) -> None:
    """Note that fixed pools ask for more than the net fund less the reserve; judged only where
    all are sound."""
    fixed_cents = sum(pool.amount_cents or 0 for pool in pools)
    most_cents = fund.net_cents - reserve_cents
    if fixed_cents <= most_cents:
        return
    less = " less the reserve" if reserve_cents else ""
    for table in tables:
        if table.has("amount"):
            table.faults.note(
                table.at("amount"),
                f"fixed pools of at most the net fund{less}, {shown(most_cents)}; "
                f"together they are {shown(fixed_cents)}",
            )


def _check_one_open(tables: Sequence[Table]) -> None:
    open_tables = [table for table in tables if not table.missing and not table.has("amount")]
    for table in open_tables[1:]:
        table.faults.note(
            table.at("amount"),
            f"an amount: {open_tables[0].path} leaves it out already and takes the rest",
        )


def _tranches(tables: Sequence[Table], names: Names) -> tuple[Tranche, ...]:
    tranches = []
    for table in tables:
        tranches.append(_tranche(table, names))
        table.close()
    note_repeated(tables, [tranche.key for tranche in tranches])
    return tuple(tranches)


def _tranche(table: Table, names: Names) -> Tranche:
    points, amount = _measure(table, names)
    scale, max_scale = _scale(table)
    tranche = Tranche(
        key=table.read("key", PLAN_KEY),
        applies_if=table.read("applies_if", names.expression(Kind.BOOLEAN)),
        points=points,
        amount=amount,
        scale=scale,
        max_scale=max_scale,
        cap_per_claim_cents=table.read_or("cap_per_claim", MONEY, None),
        cap_per_point_cents=_cap_per_point(table),
        minimum_cents=table.read_or("minimum", MONEY, None),
        rounding=table.read_or("rounding", one_of(Rounding), Rounding.DOWN),
    )
    _check_minimum(table, tranche)
    return tranche


def _measure(table: Table, names: Names) -> tuple[Expression | None, Expression | None]:
    """Exactly one of `points` and `amount`."""
    number = names.expression(Kind.NUMBER)
    if table.has("points") and table.has("amount"):
        table.faults.note(table.at("amount"), 'either "points" or "amount", not both')
    if not table.has("points") and not table.has("amount") and not table.missing:
        table.faults.note(table.at("points"), 'either "points" or "amount"; both are missing')
    return table.read_or("points", number, None), table.read_or("amount", number, None)


def _scale(table: Table) -> tuple[Scale | None, Fraction | None]:
    scale = table.read_or("scale", one_of(Scale), Scale.DOWN)
    max_scale = table.read_or("max_scale", SCALE_LIMIT, None)
    if not table.has("amount"):
        table.refuse("scale", 'no such key: it belongs to "amount"')
        table.refuse("max_scale", 'no such key: it belongs to "amount"')
        return None, None
    if scale is not Scale.BOTH and not table.faults.at(table.at("scale")):
        table.refuse("max_scale", f'no such key: it belongs to scale "both", and this is "{scale}"')
    return scale, max_scale


def _cap_per_point(table: Table) -> int | None:
    cap_cents = table.read_or("cap_per_point", MONEY, None)
    if table.has("amount"):
        table.refuse("cap_per_point", 'no such key: it belongs to "points"')
    return cap_cents


def _check_minimum(table: Table, tranche: Tranche) -> None:
    cap_cents, minimum_cents = tranche.cap_per_claim_cents, tranche.minimum_cents
    if cap_cents is not None and minimum_cents is not None and minimum_cents > cap_cents:
        table.faults.note(
            table.at("minimum"),
            f"at most cap_per_claim, {shown(cap_cents)}; found {shown(minimum_cents)}",
        )
