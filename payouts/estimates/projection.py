"""Pure: what a payment may be at which claim rate, by the estimate of `divide`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, log10

from payouts.allocation.plan import Division, divide
from payouts.allocation.tranche import Group
from payouts.estimates.composition import Composition, Kind
from settlement.errors import Refusal
from settlement.terms.schema import Terms

RATES = tuple(Fraction(text) for text in ("0.015", "0.05", "0.1", "0.2", "0.5", "1"))
STEPS = 12  # points of the curve for each power of ten
LOWEST = -2  # the curve begins at 10 ** LOWEST, or lower where today's rate is lower


@dataclass(frozen=True, slots=True)
class Value:
    """What a tranche pays: cents of a point, or where `scale` the share of an amount; None where it
    has neither."""

    number: Fraction | None
    scale: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes out at one claim rate.

    rate:      claims / members
    cents:     the payment of each kind, to the nearest cent; None where no claim is of the kind
    most_cents: what a claim gets on average if the whole net fund is paid; None without claims
    values:    of each tranche
    refused:   the sentence, where the plan cannot be estimated; then there is nothing else
    """

    rate: Fraction
    claims: int
    cents: tuple[int | None, ...] = ()
    most_cents: int | None = None
    values: tuple[Value, ...] = ()
    refused: str = ""


def at_rate(terms: Terms, composition: Composition, rate: Fraction) -> Outcome:
    """What comes out when this share of each kind of member claims."""
    claims = nearest(composition.size * rate)
    counts = apportioned(claims, [kind.count for kind in composition.kinds])
    return _outcome(terms, composition.kinds, counts, claims=claims, rate=rate)


def of_kinds(terms: Terms, kinds: Sequence[Kind], claims: Sequence[Kind], size: int) -> Outcome:
    """What comes out of the claims there are, for these kinds.

    kinds:  whose payments are asked for; those of other claims only take part
    claims: by kinds
    """
    filed = {_same(kind): kind for kind in claims}
    wanted = [_same(kind) for kind in kinds]
    others = [kind for same, kind in filed.items() if same not in {*wanted}]
    counts = [nearest(filed[same].count) if same in filed else 0 for same in wanted]
    everybody = [*kinds, *others]
    counts += [nearest(kind.count) for kind in others]
    number = sum(counts)
    outcome = _outcome(terms, everybody, counts, claims=number, rate=Fraction(number, size))
    return replace(outcome, cents=outcome.cents[: len(kinds)])


def curve_rates(today: Fraction | None) -> list[Fraction]:
    """The claim rates of the curve: even on a scale of powers of ten, and the table's."""
    lowest = LOWEST
    if today:
        lowest = min(LOWEST, floor(log10(today)))
    even = (round(10 ** (step / STEPS) * 10**6) for step in range(lowest * STEPS, 1))
    return sorted({Fraction(rate, 10**6) for rate in even if rate} | {*RATES})


def apportioned(whole: int, weights: Sequence[Fraction]) -> list[int]:
    """A whole number in proportion to weights: each share cut, the rest to the largest remainders,
    among equals to the first.

    >>> apportioned(10, [Fraction(2), Fraction(1)])
    [7, 3]
    """
    total = sum(weights, Fraction(0))
    exact = [whole * weight / total if total else Fraction(0) for weight in weights]
    shares = [floor(share) for share in exact]
    left = whole - sum(shares) if total else 0
    by_remainder = sorted(range(len(exact)), key=lambda place: shares[place] - exact[place])
    for place in by_remainder[:left]:
        shares[place] += 1
    return shares


def nearest(number: Fraction) -> int:
    """Rounded to the nearest whole number, a half up."""
    return floor(number + Fraction(1, 2))


def _outcome(
    terms: Terms, kinds: Sequence[Kind], counts: Sequence[int], *, claims: int, rate: Fraction
) -> Outcome:
    most_cents = terms.net_cents // claims if claims else None
    if not kinds:
        return Outcome(rate, claims, most_cents=most_cents)
    groups = [Group(count, kind.measured) for kind, count in zip(kinds, counts, strict=True)]
    try:
        division = divide(terms, groups, estimate=True)
    except Refusal as refusal:
        return Outcome(rate, claims, most_cents=most_cents, refused=str(refusal))
    return Outcome(
        rate=rate,
        claims=claims,
        cents=tuple(_awards(division, counts)),
        most_cents=most_cents,
        values=tuple(Value(each.value, each.scale) for each in division.tranches.values()),
    )


def _awards(division: Division, counts: Sequence[int]) -> Iterator[int | None]:
    tranches = division.tranches.values()
    for place, count in enumerate(counts):
        exact = sum((tranche.award(place) for tranche in tranches), Fraction(0))
        yield nearest(exact) if count else None


def _same(kind: Kind) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(kind.answers.items()))
