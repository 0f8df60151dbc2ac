"""Pure: from what a run froze and computed to the lines of a bill, from the fund to the cents.

Nothing is computed that the run did not: each line follows from those before it by one step that a
reader can do by hand, and where the last is not what the run gave, there is no explanation.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import floor

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
from payouts.explanations.worth import Worth, figures_of, pool_figures, worth_first, worth_of
from settlement.money import cents_of
from settlement.terms.schema import Pool, Rounding, Tranche


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
    worth = worth_first(facts, pool, tranche, share) or worth_of(facts, pool, tranche)
    lines = [*_money(facts, pool, tranche), *worth.lines]
    own, nothing = _own(tranche, share, worth)
    share_line = own[-1]
    _agree(f"what {share.tranche} gives", share_line.number, share.cents)
    return Part(pool, tranche, (*lines, *own), why, nothing, share.cents)


def _money(facts: Facts, pool: Pool, tranche: Tranche) -> Iterator[Line]:
    """What the tranche has to give, where that is not all that is divided."""
    found = pool_figures(facts, pool)
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
    _agree("what the tranche has", left, cents_of(figures_of(facts, pool, tranche)["available"]))
    if left != available:
        yield Line(Step.AVAILABLE, Fraction(left))


def _own(tranche: Tranche, share: TrancheShare, worth: Worth) -> tuple[list[Line], Nothing | None]:
    """From the claim's own points to what the tranche gives it."""
    lines = [Line(Step.YOURS, share.points)]
    if share.dropped:
        _judged(tranche, share, worth, lines)
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


def _judged(tranche: Tranche, share: TrancheShare, worth: Worth, lines: list[Line]) -> None:
    """What the share would have been, where that is known, and that it is below the minimum."""
    minimum = _cents(tranche.minimum_cents) or Fraction(0)
    if worth.at_first:
        whole = _whole(tranche, _exact(tranche, share.points, worth.value, lines), lines)
        if whole >= minimum:
            raise DoesNotAddUp(f"{share.tranche}: {whole} by the lines is not below {minimum}")
    lines.append(Line(Step.MINIMUM, minimum))


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


def _why_nothing(share: TrancheShare, exact: Fraction, worth: Worth) -> Nothing:
    if share.counted:
        return Nothing.NO_MORE
    if not worth.available:
        return Nothing.NO_MONEY
    return Nothing.WORTHLESS if worth.value == 0 and not exact else Nothing.UNDER_A_CENT


def _cents(amount: int | None) -> Fraction | None:
    return None if amount is None else Fraction(amount)


def _agree(what: str, here: Fraction | int | None, there: Fraction | int) -> None:
    if here != there:
        raise DoesNotAddUp(f"{what}: {here} by the lines, {there} by the run")
