"""What the public estimate of a case shows: made once for each version of the file and each
count, and kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from payouts.estimates import counting, plots, words
from payouts.estimates.composition import Composition, composed, of_claims
from payouts.estimates.keeping import kept
from payouts.estimates.models import Tally, TallyOf
from payouts.estimates.projection import RATES, Outcome, at_rate, curve_rates, of_kinds
from settlement.terms.models import Settlement, TermsVersion
from settlement.terms.schema import Terms
from settlement.terms.services import terms_of_version, version_of

MOST_SHOWN = 6  # kinds; more are not a table that a person reads
PLACES = 4  # of a percentage


@dataclass(frozen=True, slots=True)
class Projected:
    """composition: kinds that are shown come first; rates: the table's; curve: the plot's;
    today: what the claims filed so far come to, None where there are none"""

    composition: Composition
    rates: tuple[Outcome, ...]
    curve: tuple[Outcome, ...]
    today: Outcome | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A case's estimate as it stands. version: in force; *_at: when it was counted, None before"""

    settlement: Settlement
    version: TermsVersion
    terms: Terms
    name: str
    claims: int | None
    class_at: datetime | None
    claims_at: datetime | None
    projected: Projected


def standing_of(settlement: Settlement) -> Standing:
    """The estimate of the file in force, by the counts that are kept."""
    version = version_of(settlement)
    terms = terms_of_version(version)
    tallies = {each.of: each for each in Tally.objects.filter(settlement=settlement).defer("lines")}
    members, claims = (_of_plan(tallies.get(of), terms) for of in (TallyOf.CLASS, TallyOf.CLAIMS))
    name = "/".join([version.sha256, *(_said(each) for each in (members, claims))])
    return Standing(
        settlement=settlement,
        version=version,
        terms=terms,
        name=name,
        claims=claims.total if claims else None,
        class_at=members.counted_at if members and members.total else None,
        claims_at=claims.counted_at if claims else None,
        projected=kept(f"projected/{name}", lambda: _projected(terms, members, claims)),
    )


def composition_of(settlement: Settlement, terms: Terms) -> Composition:
    """The class by kinds, by the counts that are kept."""
    tallies = {each.of: each for each in Tally.objects.filter(settlement=settlement)}
    return composed(
        terms,
        listed=counting.listed_in(tallies.get(TallyOf.CLASS), terms),
        filed=counting.filed_in(tallies.get(TallyOf.CLAIMS), terms),
    )


def plot_of(standing: Standing, language: str) -> str:
    """The plot of payment by claim rate, as SVG; drawn once."""
    return kept(f"plot/{language}/{standing.name}", lambda: _plot(standing, language))


def shown_rate(rate: Fraction) -> str:
    """A rate or a share in percent, without zeros at its end.

    >>> shown_rate(Fraction(15, 1000)), shown_rate(Fraction(1, 3))
    ('1.5', '33.3333')
    """
    text = f"{Decimal(rate.numerator) * 100 / Decimal(rate.denominator):.{PLACES}f}"
    return text.rstrip("0").rstrip(".")


def table_of(standing: Standing) -> Iterator[tuple[Outcome, bool]]:
    """The table's rows by claim rate, and whether a row is today's."""
    projected = standing.projected
    rows = [(outcome, False) for outcome in projected.rates]
    if projected.today is not None:
        rows.append((projected.today, True))
    yield from sorted(rows, key=lambda row: row[0].rate)


def percents(outcomes: tuple[Outcome, ...]) -> list[tuple[Fraction, str]]:
    """What the axis of claim rates marks: powers of ten, and the table's rates."""
    marks = {Fraction(1, 10**power) for power in range(1, 7)} | {*RATES}
    lowest = min((outcome.rate for outcome in outcomes), default=Fraction(1, 100))
    return [(rate, words.percent(shown_rate(rate))) for rate in sorted(marks) if rate >= lowest]


def _of_plan(tally: Tally | None, terms: Terms) -> Tally | None:
    return tally if tally is not None and tally.reads == counting.reads(terms) else None


def _said(tally: Tally | None) -> str:
    return f"{tally.pk} {tally.counted_at.isoformat()}" if tally else ""


def _projected(terms: Terms, members: Tally | None, claims: Tally | None) -> Projected:
    filed = counting.filed_in(claims, terms)
    composition = composed(terms, listed=counting.listed_in(members, terms), filed=filed)
    today = None
    if filed:
        today = of_kinds(terms, composition.kinds, of_claims(terms, filed), composition.size)
    rates = curve_rates(today.rate if today else None)
    return Projected(
        composition=composition,
        rates=tuple(at_rate(terms, composition, rate) for rate in RATES),
        curve=tuple(at_rate(terms, composition, rate) for rate in rates),
        today=today,
    )


def _plot(standing: Standing, language: str) -> str:
    projected, terms = standing.projected, standing.terms
    lines = [
        plots.Line(
            label=words.short(terms, kind.answers, language),
            points=[(each.rate, each.cents[place]) for each in projected.curve if each.cents],
            today=_today(projected, place),
        )
        for place, kind in enumerate(projected.composition.kinds[:MOST_SHOWN])
    ]
    return plots.payment_by_rate(
        lines,
        plots.Words(
            title=_("Estimated payment by claim rate"),
            rate=_("Claim rate: how many of the class file a claim"),
            payment=_("Estimated payment"),
            today=_("Today"),
            percents=percents(projected.curve),
        ),
    )


def _today(projected: Projected, place: int) -> tuple[Fraction, int | None] | None:
    today = projected.today
    if today is None or not today.cents or today.cents[place] is None:
        return None
    return today.rate, today.cents[place]
