"""A bill worked out by hand: from its lines alone, with plain fractions, as a reader could."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from payouts.explanations.lines import Explanation, How, Line, Part, Step


def award_of(explanation: Explanation) -> Fraction:
    """The cents that the lines come to; an AssertionError where one does not follow."""
    divided = fund_of(explanation.fund)
    total = sum((share_of(part, divided) for part in explanation.parts), Fraction(0))
    assert explanation.award == Line(Step.AWARD, total)
    return total


def fund_of(lines: Sequence[Line]) -> Fraction:
    """What is divided."""
    left = Fraction(0)
    for line in lines:
        match line.step:
            case Step.GROSS | Step.FRESH:
                left = line.number
            case Step.DEDUCTION | Step.RESERVE:
                left -= line.number
            case Step.NET | Step.DIVIDED:
                assert line.number == left
            case _:
                raise AssertionError(line)
    return left


@dataclass
class Slate:
    """What stands on the slate while one reads a part's lines. Money is in cents."""

    part: Part
    pot: Fraction
    every: Fraction = Fraction(0)
    value: Fraction = Fraction(0)
    own: Fraction = Fraction(0)
    cents: Fraction = Fraction(0)

    @property
    def unit(self) -> int:
        """Targets are told in dollars."""
        return 100 if self.part.by_amount else 1


def share_of(part: Part, divided: Fraction) -> Fraction:
    """The cents of one part."""
    slate = Slate(part, divided)
    for line in part.lines:
        READ[line.step](slate, line)
    assert part.lines[-1].step is Step.SHARE
    assert (part.nothing is None) == (slate.cents > 0)
    return slate.cents


def pool(slate: Slate, line: Line) -> None:
    assert line.number <= slate.pot
    slate.pot = line.number


def earlier(slate: Slate, line: Line) -> None:
    slate.pot -= line.number


def available(slate: Slate, line: Line) -> None:
    assert line.number == slate.pot


def every(slate: Slate, line: Line) -> None:
    slate.every = line.number * slate.unit


def value(slate: Slate, line: Line) -> None:
    slate.value = line.number
    match line.how:
        case How.QUOTIENT:
            assert line.number == slate.pot / slate.every
        case How.QUOTIENT_CUT:
            cut = floor(slate.pot / slate.every * slate.unit)
            assert line.number == Fraction(cut, slate.unit)
        case How.IN_FULL:
            assert line.number == 1
        case How.BOUND:
            most = slate.part.tranche.max_scale or slate.part.tranche.cap_per_point_cents
            assert most is not None
            assert line.number in (most, Fraction(floor(most * slate.unit), slate.unit))
        case How.FILLED:
            assert line.number * slate.every > slate.pot  # those at their cap take less than this
        case _:
            assert line.how in (How.LATER, How.AS_OTHERS)


def yours(slate: Slate, line: Line) -> None:
    slate.own = line.number


def exact(slate: Slate, line: Line) -> None:
    slate.cents = slate.own * slate.value * slate.unit
    assert line.number == slate.cents


def cap(slate: Slate, line: Line) -> None:
    assert line.how is How.EVERYBODY or line.number < slate.cents
    slate.cents = line.number


def rounded(slate: Slate, line: Line) -> None:
    half = Fraction(1, 2) if line.how is How.NEAREST else 0
    slate.cents = Fraction(floor(slate.cents + half))
    assert line.number == slate.cents


def before(slate: Slate, line: Line) -> None:
    assert line.number > 0
    slate.cents = max(Fraction(0), slate.cents - line.number)


def extra(slate: Slate, line: Line) -> None:
    slate.cents += line.number


def minimum(slate: Slate, line: Line) -> None:
    assert slate.cents < line.number
    slate.cents = Fraction(0)


def share(slate: Slate, line: Line) -> None:
    assert line.number == slate.cents == floor(slate.cents)


READ: Mapping[Step, Callable[[Slate, Line], None]] = {
    Step.POOL: pool,
    Step.EARLIER: earlier,
    Step.AVAILABLE: available,
    Step.ALL: every,
    Step.VALUE: value,
    Step.ALL_FIRST: every,
    Step.VALUE_FIRST: value,
    Step.YOURS: yours,
    Step.EXACT: exact,
    Step.CAP: cap,
    Step.ROUNDED: rounded,
    Step.BEFORE: before,
    Step.EXTRA: extra,
    Step.MINIMUM: minimum,
    Step.SHARE: share,
}
