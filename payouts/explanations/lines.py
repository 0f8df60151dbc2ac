"""Pure: what a bill is made of: its lines, each with a number and how it follows, and its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from payouts.explanations.because import Because, Unusable
from settlement.terms.schema import Pool, Terms, Tranche


class DoesNotAddUp(Exception):
    """The lines do not come to what the run gave: something is wrong, and nothing is shown."""


class Step(StrEnum):
    """What a line says. Money is in cents; points are points, or dollars of a target."""

    GROSS = "gross"
    DEDUCTION = "deduction"  # taken off GROSS
    NET = "net"  # what is left
    RESERVE = "reserve"  # taken off NET
    DIVIDED = "divided"  # what is left
    FRESH = "fresh"  # what a later distribution divides
    POOL = "pool"  # the part of it that a pool has
    EARLIER = "earlier"  # taken off POOL by an earlier tranche
    AVAILABLE = "available"  # what is left
    ALL = "all"  # the points, or targets, of all claims that are paid
    VALUE = "value"  # cents of a point, or the scale of a target
    ALL_FIRST = "all first"  # as ALL, before the minimum left any claim out
    VALUE_FIRST = "value first"  # as VALUE, by ALL_FIRST
    YOURS = "yours"  # the claim's own points, or target
    EXACT = "exact"  # YOURS times VALUE or VALUE_FIRST, in cents
    CAP = "cap"  # the most for one claim, which is less
    ROUNDED = "rounded"  # in whole cents
    BEFORE = "before"  # taken off: awarded by earlier distributions
    EXTRA = "extra"  # a left-over cent
    MINIMUM = "minimum"  # below it nothing is paid
    SHARE = "share"  # what the tranche gives
    AWARD = "award"  # what all tranches give


class How(StrEnum):
    """How a line follows from those before it, where its step alone does not say so."""

    PLAIN = ""
    QUOTIENT = "quotient"  # the money divided by all points or targets
    QUOTIENT_CUT = "quotient cut"  # the same, cut to whole cents (a scale to hundredths)
    IN_FULL = "in full"  # targets are paid in full
    BOUND = "bound"  # cap_per_point or max_scale
    FILLED = "filled"  # caps hold some down, so the others' value is higher
    LATER = "later"  # what was paid before counts
    AS_OTHERS = "as others"  # who comes late gets for a point what the others got
    EVERYBODY = "everybody"  # the money reaches for every claim's cap
    CUT = "cut"
    NEAREST = "nearest"


class Nothing(StrEnum):
    """Why a tranche gives a claim nothing."""

    NO_POINTS = "no points"
    DROPPED = "dropped"
    NO_MONEY = "no money"  # earlier tranches took all
    WORTHLESS = "worthless"  # a point is worth less than a cent
    UNDER_A_CENT = "under a cent"
    NO_MORE = "no more"  # earlier distributions gave as much


@dataclass(frozen=True, slots=True)
class Line:
    """number: as the step says; title: of a deduction, or the key of an earlier tranche;
    claims: how many the number is the sum of"""

    step: Step
    number: Fraction
    how: How = How.PLAIN
    title: str = ""
    claims: int = 0


@dataclass(frozen=True, slots=True)
class Everybody:
    """The claims that have points in a tranche, those that its minimum leaves out too.

    points: their points in sum, or their targets in dollars; most: the most that one of them has
    """

    claims: int
    points: Fraction
    most: Fraction


@dataclass(frozen=True, slots=True)
class TrancheShare:
    """A share as the run keeps it. cents: with the claim's own left-over cent
    dropped: the minimum left it out; everybody: then all that it was judged with, where the first
    distribution judged it"""

    tranche: str
    points: Fraction
    cents: int
    counted: int = 0
    dropped: bool = False
    everybody: Everybody | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a run froze and computed about one claim. terms: those that it was run under
    answers, reason: its measure's; shares: of the tranches that apply
    reserve_cents: what the first distribution takes off the net fund before it divides
    later: the run divides other money than the net fund"""

    terms: Terms
    figures: Mapping[str, Any]
    later: bool
    net_cents: int
    reserve_cents: int
    answers: Mapping[str, object]
    reason: str
    shares: Sequence[TrancheShare]
    award_cents: int


@dataclass(frozen=True, slots=True)
class Part:
    """One tranche that applies: its lines, why the claim counts as it does, and why it gets
    nothing where that is so. by_amount: it measures dollars, not points"""

    pool: Pool
    tranche: Tranche
    lines: tuple[Line, ...]
    because: Because
    nothing: Nothing | None
    cents: int

    @property
    def by_amount(self) -> bool:
        return self.tranche.points is None


@dataclass(frozen=True, slots=True)
class Explanation:
    """unusable: the expression that took the claim out of every part, where one did
    reason: the run's own sentence, where no part gives anything to the claim"""

    fund: tuple[Line, ...]
    parts: tuple[Part, ...]
    reason: str
    unusable: Unusable | None
    award: Line
