"""Pure: from what a run froze and computed to the lines of a bill, from the fund to the cents.

Nothing is computed that the run did not: each line follows from those before it by one step that a
reader can do by hand, and where the last is not what the run gave, there is no explanation.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from payouts.explanations.because import Because, because, unusable, values_frozen
from payouts.explanations.lines import (
    DoesNotAddUp,
    Explanation,
    Facts,
    How,
    Line,
    Nothing,
    Part,
    Step,
    TrancheShare,
)
from settlement.money import cents_of
from settlement.terms.schema import Pool, Rounding, Scale, Tranche


def explain(facts: Facts) -> Explanation:
    """The bill of one claim.

    raises: DoesNotAddUp where the lines do not come to the award, or figures and rows disagree
    """
    parts = tuple(_parts(facts))
    _agree("the award", sum(part.cents for part in parts), facts.award_cents)
    values = values_frozen(facts.terms, facts.answers)
    return Explanation(
        fund=tuple(_fund(facts)),
        parts=parts,
        reason=facts.reason,
        unusable=unusable(facts.terms, values) if facts.reason else None,
        award=Line(Step.AWARD, Fraction(facts.award_cents)),
    )


def _fund(facts: Facts) -> Iterator[Line]:
    fund, figures = facts.terms.fund, facts.figures
    if facts.later:
        yield Line(Step.FRESH, Fraction(facts.net_cents))
    else:
        _agree("the fund", fund.gross_cents, cents_of(figures["gross"]))
        _agree("the deductions", fund.deducted_cents, cents_of(figures["deductions"]))
        _agree("the net fund", fund.gross_cents - fund.deducted_cents, facts.net_cents)
        yield Line(Step.GROSS, Fraction(fund.gross_cents))
        for deduction in fund.deductions:
            yield Line(Step.DEDUCTION, Fraction(deduction.cents), title=deduction.title)
        yield Line(Step.NET, Fraction(facts.net_cents))
    if facts.reserve_cents:
        yield Line(Step.RESERVE, Fraction(facts.reserve_cents))
        yield Line(Step.DIVIDED, Fraction(facts.net_cents - facts.reserve_cents))


def _parts(facts: Facts) -> Iterator[Part]:
    shares = {share.tranche: share for share in facts.shares}
    values = values_frozen(facts.terms, facts.answers) if shares else {}
    for pool in facts.terms.pools:
        for tranche in pool.tranches:
            share = shares.pop(f"{pool.key}.{tranche.key}", None)
            if share is not None:
                why = because(tranche, values)
                _agree("the points", why.units, share.points)
                yield _part(facts, pool, tranche, share, why)
    if shares:
        raise DoesNotAddUp(f"the run has shares of {[*shares]}, which its terms do not know")


def _part(facts: Facts, pool: Pool, tranche: Tranche, share: TrancheShare, why: Because) -> Part:
    worth = _worth(facts, pool, tranche)
    lines = [*_money(facts, pool, tranche), *worth.lines]
    own, nothing = _own(tranche, share, worth)
    share_line = own[-1]
    _agree(f"what {share.tranche} gives", share_line.number, share.cents)
    return Part(pool, tranche, (*lines, *own), why, nothing, share.cents)


def _money(facts: Facts, pool: Pool, tranche: Tranche) -> Iterator[Line]:
    """What the tranche has to give, where that is not all that is divided."""
    found = _pool_figures(facts, pool)
    available = cents_of(found["available"])
    if len(facts.terms.pools) > 1 or available != facts.net_cents - facts.reserve_cents:
        yield Line(Step.POOL, Fraction(available))
    left = available
    for each in found["tranches"]:
        if each["key"] == tranche.key:
            break
        if paid := cents_of(each["paid"]):
            left -= paid
            yield Line(Step.EARLIER, Fraction(paid), title=each["key"])
    _agree("what the tranche has", left, cents_of(_figures(facts, pool, tranche)["available"]))
    if left != available:
        yield Line(Step.AVAILABLE, Fraction(left))


@dataclass(frozen=True, slots=True)
class _Worth:
    """What a point is worth, and the money that it was found by, in cents."""

    value: Fraction | None
    available: int
    lines: tuple[Line, ...]


def _worth(facts: Facts, pool: Pool, tranche: Tranche) -> _Worth:
    """All points and the value of one, as the run's figures have them."""
    figures = _figures(facts, pool, tranche)
    every = Line(Step.ALL, Fraction(figures["points"]), claims=figures["claims"])
    available = cents_of(figures["available"])
    if figures["exact_value"] is None:
        return _Worth(None, available, (every,))
    value = Fraction(figures["exact_value"])
    if facts.later:
        others = facts.figures.get("at_most", {}).get(f"{pool.key}.{tranche.key}")
        how = How.AS_OTHERS if others and value == Fraction(others) else How.LATER
    else:
        how = _how_valued(tranche, available, every.number, value)
    return _Worth(value, available, (every, Line(Step.VALUE, value, how)))


def _how_valued(tranche: Tranche, available: int, every: Fraction, value: Fraction) -> How:
    by_amount = tranche.points is None
    bound = tranche.max_scale if by_amount else _cents(tranche.cap_per_point_cents)
    if every:
        quotient = available / every / (100 if by_amount else 1)
        if value == quotient:
            return How.QUOTIENT
        if value == _unit_cut(tranche, quotient):
            return How.QUOTIENT_CUT
    if tranche.scale in (Scale.NONE, Scale.DOWN) and value == 1:
        return How.IN_FULL
    if bound is not None and value in (bound, _unit_cut(tranche, bound)):
        return How.BOUND
    return How.FILLED


def _unit_cut(tranche: Tranche, value: Fraction) -> Fraction:
    """As "unit-down" cuts a value: to whole cents, a scale to hundredths; otherwise as it is."""
    if tranche.rounding is not Rounding.UNIT_DOWN:
        return value
    places = 1 if tranche.points is not None else 100
    return Fraction(floor(value * places), places)


def _own(tranche: Tranche, share: TrancheShare, worth: _Worth) -> tuple[list[Line], Nothing | None]:
    """From the claim's own points to what the tranche gives it."""
    lines = [Line(Step.YOURS, share.points)]
    if share.dropped:
        lines += [Line(Step.MINIMUM, _cents(tranche.minimum_cents) or Fraction(0))]
        return [*lines, Line(Step.SHARE, Fraction(0))], Nothing.DROPPED
    if not share.points:
        return [*lines, Line(Step.SHARE, Fraction(0))], Nothing.NO_POINTS
    exact = _exact(tranche, share.points, worth.value, lines)
    whole = _whole(tranche, exact, lines)
    fresh = _less_before(share, whole, lines)
    extra = share.cents - fresh
    if extra == 1 and tranche.rounding is Rounding.LARGEST_REMAINDER:
        lines.append(Line(Step.EXTRA, Fraction(1)))
        fresh += 1
    lines.append(Line(Step.SHARE, Fraction(fresh)))
    return lines, None if fresh else _why_nothing(share, exact, worth)


def _exact(
    tranche: Tranche, points: Fraction, value: Fraction | None, lines: list[Line]
) -> Fraction:
    """The exact award in cents: points times value, at most the cap."""
    cap = _cents(tranche.cap_per_claim_cents)
    if value is None:
        if cap is None:
            raise DoesNotAddUp("there is neither a value nor a cap, and the claim has points")
        lines.append(Line(Step.CAP, cap, How.EVERYBODY))
        return cap
    exact = points * value * (1 if tranche.points is not None else 100)
    lines.append(Line(Step.EXACT, exact))
    if cap is not None and cap < exact:
        lines.append(Line(Step.CAP, cap))
        return cap
    return exact


def _whole(tranche: Tranche, exact: Fraction, lines: list[Line]) -> int:
    nearest = tranche.rounding is Rounding.NEAREST
    whole = floor(exact + Fraction(1, 2)) if nearest else floor(exact)
    if whole != exact:
        lines.append(Line(Step.ROUNDED, Fraction(whole), How.NEAREST if nearest else How.CUT))
    return whole


def _less_before(share: TrancheShare, whole: int, lines: list[Line]) -> int:
    """What is due beyond earlier distributions; who had more keeps it."""
    if share.counted:
        lines.append(Line(Step.BEFORE, Fraction(share.counted)))
    return max(0, whole - share.counted)


def _why_nothing(share: TrancheShare, exact: Fraction, worth: _Worth) -> Nothing:
    if share.counted:
        return Nothing.NO_MORE
    if not worth.available:
        return Nothing.NO_MONEY
    return Nothing.WORTHLESS if worth.value == 0 and not exact else Nothing.UNDER_A_CENT


def _pool_figures(facts: Facts, pool: Pool) -> Mapping[str, Any]:
    return _keyed(facts.figures["pools"], pool.key)


def _figures(facts: Facts, pool: Pool, tranche: Tranche) -> Mapping[str, Any]:
    return _keyed(_pool_figures(facts, pool)["tranches"], tranche.key)


def _keyed(figures: Sequence[Mapping[str, Any]], key: str) -> Mapping[str, Any]:
    for each in figures:
        if each["key"] == key:
            return each
    raise DoesNotAddUp(f"the run's figures know no {key}")


def _cents(amount: int | None) -> Fraction | None:
    return None if amount is None else Fraction(amount)


def _agree(what: str, here: Fraction | int | None, there: Fraction | int) -> None:
    if here != there:
        raise DoesNotAddUp(f"{what}: {here} by the lines, {there} by the run")
