"""Two runs of one case side by side: who gained, who lost, and why. Set-based: by causes, by
measures, and claims a page at a time.

Each claim has the one cause that comes first: it is in one run alone, its answers, the amount
allowed or its member's flags are others, then the file, what counted against it, a cap or minimum,
a left-over cent, and in the end the value of a point.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from payouts.allocation.listing import answers_in_words
from payouts.allocation.models import Run, RunStatus
from settlement import sql
from settlement.money import dollars
from settlement.paging import PAGE, Listed, key_in, query_of

COMPUTED = (RunStatus.CLOSED, RunStatus.APPROVED, RunStatus.SUPERSEDED)
CAUSES: Mapping[str, str] = {
    "new": "Newly approved: only in this run",
    "gone": "No longer approved: only in the earlier run",
    "answers": "The claim was amended, and its answers count otherwise",
    "allowed": "Another amount was allowed",
    "flags": "The class list's flags count otherwise, or another member was matched",
    "terms": "The settlement file was changed",
    "counted": "Something else was awarded before",
    "limits": "A cap or a minimum holds where it did not, or no longer does",
    "cent": "A left-over cent went to another",
    "value": "The value of a point, or the scale, is another",
    "same": "The same award in both",
}

BY_CAUSE = """
    SELECT cause, count(*),
           count(*) FILTER (WHERE coalesce(now_cents, 0) > coalesce(then_cents, 0)),
           count(*) FILTER (WHERE coalesce(now_cents, 0) < coalesce(then_cents, 0)),
           coalesce(sum(then_cents), 0)::int8, coalesce(sum(now_cents), 0)::int8
      FROM payouts_runs_compared(%(then_id)s, %(now_id)s) GROUP BY cause
"""
# Claims are looked up for one page alone: beside all of both runs that would take as long again.
CLAIMS = """
    SELECT d.claim_id, d.claim_number, c.public_id, d.then_measure, d.now_measure,
           d.then_cents, d.now_cents, d.cause
      FROM (SELECT * FROM payouts_runs_compared(%(then_id)s, %(now_id)s)
             WHERE cause = %(cause)s AND claim_id > %(after)s
             ORDER BY claim_id LIMIT %(most)s) d
      LEFT JOIN claims_claim c ON c.id = d.claim_id
     ORDER BY d.claim_id
"""
# Measures meet where answers, and what counts against them, are the same. The place of a measure
# of the earlier run alone comes behind those of this one.
MEASURES = """
    SELECT place, now_number, then_number, answers, now_claims, then_claims, now_cents, then_cents
      FROM (SELECT coalesce(n.number, t.number + (1::int8 << 32)) AS place,
                   n.number AS now_number, t.number AS then_number,
                   coalesce(n.answers, t.answers) AS answers, n.claims AS now_claims,
                   t.claims AS then_claims, n.cents AS now_cents, t.cents AS then_cents
              FROM (SELECT * FROM payouts_measure WHERE run_id = %(now_id)s) n
              FULL JOIN (SELECT * FROM payouts_measure WHERE run_id = %(then_id)s) t
                     ON t.answers = n.answers AND t.counted = n.counted) met
     WHERE place > %(after)s ORDER BY place LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Cause:
    """Claims with one cause. gained, lost: how many of them got more, or less, than then"""

    key: str
    claims: int
    gained: int
    lost: int
    then_cents: int
    now_cents: int

    @property
    def words(self) -> str:
        return CAUSES[self.key]

    @property
    def more_cents(self) -> int:
        return self.now_cents - self.then_cents


@dataclass(frozen=True, slots=True)
class ClaimThenAndNow:
    pk: int
    number: str
    public_id: Any
    then_measure: int | None
    now_measure: int | None
    then_cents: int | None
    now_cents: int | None
    cause: str

    @property
    def more_cents(self) -> int:
        return (self.now_cents or 0) - (self.then_cents or 0)


@dataclass(frozen=True, slots=True)
class MeasureThenAndNow:
    """place: its key on the page; words: its answers, each with its question; numbers, claims and
    cents are None where a run has none"""

    place: int
    now_number: int | None
    then_number: int | None
    words: list[tuple[str, str]]
    now_claims: int | None
    then_claims: int | None
    now_cents: int | None
    then_cents: int | None


@dataclass(frozen=True, slots=True)
class Together:
    """All claims of both runs, by cause."""

    causes: list[Cause]

    @property
    def only_now(self) -> int:
        return sum(cause.claims for cause in self.causes if cause.key == "new")

    @property
    def only_then(self) -> int:
        return sum(cause.claims for cause in self.causes if cause.key == "gone")

    @property
    def in_both(self) -> int:
        return sum(cause.claims for cause in self.causes if cause.key not in ("new", "gone"))

    @property
    def gained(self) -> int:
        return sum(cause.gained for cause in self.causes)

    @property
    def lost(self) -> int:
        return sum(cause.lost for cause in self.causes)

    @property
    def then_cents(self) -> int:
        return sum(cause.then_cents for cause in self.causes)

    @property
    def now_cents(self) -> int:
        return sum(cause.now_cents for cause in self.causes)

    @property
    def more_cents(self) -> int:
        return self.now_cents - self.then_cents


def comparable(run: Run) -> QuerySet[Run]:
    """Computed runs that came before this one, if it is computed, the latest first.

    They are of the same distribution: another one divides other money among other claims, so who
    has less in it has lost nothing.
    """
    earlier = Run.objects.filter(
        settlement=run.settlement_id,
        distribution=run.distribution,
        number__lt=run.number,
        status__in=COMPUTED,
    )
    return earlier.order_by("-number") if run.status in COMPUTED else earlier.none()


def together(*, then: Run, now: Run) -> Together:
    """Count the claims of two computed runs by cause; reads all their awards."""
    found = {row[0]: Cause(*row) for row in sql.rows(BY_CAUSE, then_id=then.pk, now_id=now.pk)}
    return Together([found[key] for key in CAUSES if key in found])


def claims_listed(
    *, then: Run, now: Run, cause: str, query: Mapping[str, str]
) -> Listed[ClaimThenAndNow]:
    """The claims of one cause; query: with, after (a claim's key)."""
    after = key_in(query, "after") or 0
    rows = [
        ClaimThenAndNow(*row)
        for row in sql.rows(
            CLAIMS, then_id=then.pk, now_id=now.pk, cause=cause, after=after, most=PAGE + 1
        )
    ]
    kept = {"with": str(then.number)}
    return Listed(
        rows=rows[:PAGE],
        newer=query_of(kept) if after else "",
        older=query_of(kept, after=rows[PAGE - 1].pk) if len(rows) > PAGE else "",
        filters={},
    )


def measures_compared(
    *, then: Run, now: Run, labels: Mapping[str, str], query: Mapping[str, str]
) -> Listed[MeasureThenAndNow]:
    """Measures of both runs, a page at a time; query: with, after (a place).

    labels: what the questions are called
    """
    after = key_in(query, "after") or 0
    rows = [*_measures(then, now, labels=labels, after=after, most=PAGE + 1)]
    kept = {"with": str(then.number)}
    return Listed(
        rows=rows[:PAGE],
        newer=query_of(kept) if after else "",
        older=query_of(kept, after=rows[PAGE - 1].place) if len(rows) > PAGE else "",
        filters={},
    )


def _measures(
    then: Run, now: Run, *, labels: Mapping[str, str], after: int, most: int | None
) -> Iterator[MeasureThenAndNow]:
    for row in sql.rows(MEASURES, then_id=then.pk, now_id=now.pk, after=after, most=most):
        place, now_number, then_number, answers, *figures = row
        words = answers_in_words(json.loads(answers), labels)
        yield MeasureThenAndNow(place, now_number, then_number, words, *figures)


CAUSE_COLUMNS = (
    *("cause", "claims", "gained", "lost"),
    *("awarded then", "awarded now", "difference in cents"),
)
MEASURE_COLUMNS = (
    *("measure now", "measure then", "answers", "claims then", "claims now"),
    *("award then", "award now"),
)


def causes_for_csv(*, then: Run, now: Run) -> Iterator[tuple[object, ...]]:
    """The causes as rows of a table; amounts in dollars."""
    for cause in together(then=then, now=now).causes:
        yield (
            *(cause.words, cause.claims, cause.gained, cause.lost),
            *(dollars(cause.then_cents), dollars(cause.now_cents), cause.more_cents),
        )


def compared_for_csv(*, then: Run, now: Run) -> Iterator[tuple[object, ...]]:
    """All measures of both runs as rows of a table; amounts in dollars."""
    for measure in _measures(then, now, labels={}, after=0, most=None):
        yield (
            *(measure.now_number, measure.then_number),
            "; ".join(f"{name}: {answer}" for name, answer in measure.words),
            *(measure.then_claims, measure.now_claims),
            *(
                None if each is None else dollars(each)
                for each in (measure.then_cents, measure.now_cents)
            ),
        )
