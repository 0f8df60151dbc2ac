"""The public estimate in words and rows, as its template reads it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from payouts.estimates import words
from payouts.estimates.page import MOST_SHOWN, Standing, shown_rate, table_of
from payouts.estimates.projection import Outcome, Value, nearest
from settlement.money import shown


@dataclass(frozen=True, slots=True)
class KindShown:
    """words: each question with its answer; percent: of the class"""

    words: SafeString
    members: int
    percent: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """most: the average at most; payments: one a kind, in words, None where no claim is of it;
    values: what a point is worth, or how much of an amount is paid, by tranche"""

    percent: str
    claims: int
    today: bool
    most: str | None
    payments: list[tuple[SafeString, str | None]]
    values: list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class PageShown:
    """kinds: the most frequent; more: how many are left out; parts: tranches whose values are
    shown; by_mix, assumed, unknown: questions, in words; name: changes with the figures"""

    kinds: list[KindShown]
    more: int
    size: int
    by_list: bool
    rows: list[RowShown]
    today: RowShown | None
    claims: int | None
    parts: list[str]
    by_mix: list[str]
    assumed: list[str]
    unknown: list[str]
    refused: bool
    class_at: datetime | None
    claims_at: datetime | None
    name: str


def page_of(standing: Standing, language: str) -> PageShown:
    projected, terms = standing.projected, standing.terms
    composition = projected.composition
    kinds = [*_kinds(standing, language)]
    many = len(composition.kinds) > MOST_SHOWN
    amounts = any(each.amount is not None for pool in terms.pools for each in pool.tranches)
    parts = [*_parts(standing)] if many or amounts else []
    rows = [
        _row(outcome, kinds, parts=parts, is_today=today) for outcome, today in table_of(standing)
    ]
    return PageShown(
        kinds=kinds,
        more=max(0, len(composition.kinds) - MOST_SHOWN),
        size=composition.size,
        by_list=composition.by_list,
        rows=rows,
        today=next((row for row in rows if row.today), None),
        claims=standing.claims,
        parts=parts,
        by_mix=words.labels(terms, composition.by_mix, language),
        assumed=words.labels(terms, composition.assumed, language),
        unknown=words.labels(terms, composition.unknown, language),
        refused=any(outcome.refused for outcome in projected.rates),
        class_at=standing.class_at,
        claims_at=standing.claims_at,
        name=sha256(standing.name.encode()).hexdigest()[:12],
    )


def _kinds(standing: Standing, language: str) -> Iterator[KindShown]:
    composition = standing.projected.composition
    for kind in composition.kinds[:MOST_SHOWN]:
        yield KindShown(
            words=_html(words.in_words(standing.terms, kind.answers, language)),
            members=nearest(kind.count),
            percent=words.percent(shown_rate(kind.count / composition.size)),
        )


def _html(answers: list[tuple[str, str]]) -> SafeString:
    return format_html_join("; ", "{} <strong>{}</strong>", answers) or SafeString(_("Every claim"))


def _row(
    outcome: Outcome, kinds: Sequence[KindShown], *, parts: Sequence[str], is_today: bool
) -> RowShown:
    return RowShown(
        percent=words.percent(shown_rate(outcome.rate)),
        claims=outcome.claims,
        today=is_today,
        most=_amount(outcome.most_cents),
        payments=[
            (kind.words, _amount(cents)) for kind, cents in zip(kinds, outcome.cents, strict=False)
        ],
        values=[(part, _value(each)) for part, each in zip(parts, outcome.values, strict=False)],
    )


def _parts(standing: Standing) -> Sequence[str]:
    return [
        f"{pool.title}: {tranche.key}" if len(pool.tranches) > 1 else pool.title
        for pool in standing.terms.pools
        for tranche in pool.tranches
    ]


def _value(value: Value) -> str | None:
    """A point's worth as an amount, or how much of each amount is paid."""
    if value.number is None or not value.scale:
        return None if value.number is None else shown(nearest(value.number))
    return words.percent(shown_rate(value.number))


def _amount(cents: int | None) -> str | None:
    return None if cents is None else shown(cents)
