"""What the run pages list. Measures go by key: there may be as many as claims."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet

from payouts.allocation.models import Measure, Run, RunStatus, Share
from settlement.audit.models import Event
from settlement.money import dollars
from settlement.terms.schema import Terms

PAGE = 100
YES_NO = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Listed[Row]:
    """One page. newer, older: the query of the neighbouring page, "" where there is none."""

    rows: Sequence[Row]
    newer: str
    older: str
    filters: Mapping[str, str]


def runs_listed(query: Mapping[str, str]) -> Listed[Run]:
    """Runs, newest first; query: case (a slug), state, before (a run's key)."""
    filters = {key: query[key] for key in ("case", "state") if query.get(key)}
    rows = Run.objects.select_related("settlement", "made_by", "approved_by")
    if "case" in filters:
        rows = rows.filter(settlement__slug=filters["case"])
    if filters.get("state") in RunStatus.values:
        rows = rows.filter(status=filters["state"])
    before = _key(query.get("before"))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = [*rows.order_by("-pk")[: PAGE + 1]]
    return Listed(
        rows=page[:PAGE],
        newer=f"?{urlencode(filters)}" if before is not None else "",
        older=_older(filters, "before", page[PAGE - 1].pk) if len(page) > PAGE else "",
        filters=filters,
    )


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """A measure in words. answers: label and answer; points: tranche and points."""

    number: int
    answers: list[tuple[str, str]]
    points: list[tuple[str, str]]
    claims: int
    reason: str
    cents: int
    some_get_more: bool

    @property
    def total_cents(self) -> int:
        """Without the left-over cents that only some get."""
        return self.claims * self.cents


def measures_listed(run: Run, terms: Terms, query: Mapping[str, str]) -> Listed[MeasureShown]:
    """A run's measures in their order; query: after (a measure's number)."""
    after = _key(query.get("after"))
    rows = Measure.objects.filter(run=run, number__gt=after or 0).order_by("number")
    page = [*rows[: PAGE + 1]]
    shown = [*_in_words(run, terms, page[:PAGE])]
    return Listed(
        rows=shown,
        newer="?" if after else "",
        older=_older({}, "after", shown[-1].number) if len(page) > PAGE else "",
        filters={},
    )


def _in_words(run: Run, terms: Terms, measures: Sequence[Measure]) -> Iterator[MeasureShown]:
    labels = {question.key: question.label_in("en") for question in terms.questions}
    shares: dict[int, list[Share]] = {}
    numbers = [measure.number for measure in measures]
    for share in Share.objects.filter(run=run, measure__in=numbers).order_by("measure", "tranche"):
        shares.setdefault(share.measure, []).append(share)
    for measure in measures:
        own = shares.get(measure.number, [])
        yield MeasureShown(
            number=measure.number,
            answers=[
                (labels.get(name, name), answer_in_words(answer))
                for name, answer in measure.answers.items()
            ],
            points=[(share.tranche, f"{share.points.normalize():f}") for share in own],
            claims=measure.claims,
            reason=measure.reason,
            cents=measure.cents,
            some_get_more=any(share.extra_until for share in own),
        )


def answer_in_words(answer: object) -> str:
    """An effective answer as people read it."""
    if isinstance(answer, bool):
        return YES_NO[answer]
    return "no answer" if answer == "" else str(answer)


MEASURE_COLUMNS = ("measure", "answers", "claims", "award", "awarded", "reason")


def measures_for_csv(run: Run) -> Iterator[tuple[object, ...]]:
    """All measures as rows of a table; amounts in dollars."""
    for measure in Measure.objects.filter(run=run).order_by("number").iterator():
        yield (
            measure.number,
            "; ".join(
                f"{name}: {answer_in_words(answer)}" for name, answer in measure.answers.items()
            ),
            measure.claims,
            dollars(measure.cents),
            dollars(measure.cents * measure.claims),
            measure.reason,
        )


def giving_way(run: Run) -> QuerySet[Run]:
    """Earlier runs whose place this one would take."""
    return Run.objects.filter(
        settlement=run.settlement_id,
        distribution=run.distribution,
        number__lt=run.number,
        status__in=[RunStatus.CLOSED, RunStatus.APPROVED],
    ).order_by("number")


def history_of(run: Run) -> QuerySet[Event]:
    """What happened to a run, in order."""
    events = Event.objects.filter(entity=run.ENTITY, ref=run.audit_ref)
    return events.select_related("actor").order_by("pk")


def _key(text: str | None) -> int | None:
    """A row's key out of an address; None where it is none."""
    short = text is not None and len(text) < 19 and text.isascii() and text.isdigit()
    return int(text) if text is not None and short else None


def _older(filters: Mapping[str, str], name: str, key: int) -> str:
    return f"?{urlencode({**filters, name: key})}"
