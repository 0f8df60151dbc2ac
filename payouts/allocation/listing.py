"""What the run pages list. Measures go by key: there may be as many as claims."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from payouts.allocation.measures import tranches_of
from payouts.allocation.models import Measure, Run, RunStatus, Share
from settlement.audit.models import Event
from settlement.money import dollars, shown
from settlement.paging import PAGE, Listed, key_in, newest, query_of
from settlement.terms.schema import Terms

YES_NO = {True: "yes", False: "no"}


def runs_listed(query: Mapping[str, str]) -> Listed[Run]:
    """Runs, newest first; query: case (a slug), state, before (a run's key)."""
    rows = Run.objects.select_related("settlement", "made_by", "approved_by")
    return newest(rows, query, statuses=RunStatus.values)


@dataclass(frozen=True, slots=True)
class ShareShown:
    """What one tranche does for a measure. measured: "6 points" or "$100.00"; outcome: in words,
    where a cap or the minimum held it; counted_cents: what it gave before"""

    tranche: str
    measured: str
    counted_cents: int
    cents: int
    outcome: str
    some_get_more: bool


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """A measure in words. answers: label and answer."""

    number: int
    answers: list[tuple[str, str]]
    shares: list[ShareShown]
    claims: int
    reason: str
    cents: int

    @property
    def total_cents(self) -> int:
        """Without the left-over cents that only some get."""
        return self.claims * self.cents


def measures_listed(run: Run, terms: Terms, query: Mapping[str, str]) -> Listed[MeasureShown]:
    """A run's measures in their order; query: after (a measure's number)."""
    after = key_in(query, "after")
    rows = Measure.objects.filter(run=run, number__gt=after or 0).order_by("number")
    page = [*rows[: PAGE + 1]]
    listed = [*_in_words(run, terms, page[:PAGE])]
    return Listed(
        rows=listed,
        newer="?" if after else "",
        older=query_of({}, after=listed[-1].number) if len(page) > PAGE else "",
        filters={},
    )


def _in_words(run: Run, terms: Terms, measures: Sequence[Measure]) -> Iterator[MeasureShown]:
    labels = labels_in(terms)
    shares = _shares(run, terms, [measure.number for measure in measures])
    for measure in measures:
        yield MeasureShown(
            number=measure.number,
            answers=answers_in_words(measure.answers, labels),
            shares=shares.get(measure.number, []),
            claims=measure.claims,
            reason=measure.reason,
            cents=measure.cents,
        )


def _shares(run: Run, terms: Terms, numbers: Sequence[int]) -> dict[int, list[ShareShown]]:
    """The shares of these measures in the order in which their tranches are served."""
    served = tranches_of(terms)
    order = {name: place for place, name in enumerate(served)}
    found: dict[int, list[ShareShown]] = {}
    rows = Share.objects.filter(run=run, measure__in=numbers)
    for share in sorted(rows, key=lambda share: order[share.tranche]):
        points = f"{share.points.normalize():f}"
        found.setdefault(share.measure, []).append(
            ShareShown(
                tranche=share.tranche,
                measured=(
                    f"{points} point{'' if points == '1' else 's'}"
                    if served[share.tranche].amount is None
                    else shown(int(share.points * 100))
                ),
                counted_cents=share.counted,
                cents=share.cents,
                outcome=share.get_outcome_display() if share.outcome else "",
                some_get_more=share.extra_until != "",
            )
        )
    return found


def labels_in(terms: Terms) -> dict[str, str]:
    """What staff see each question called, by its key."""
    return {question.key: question.label_in("en") for question in terms.questions}


def answers_in_words(
    answers: Mapping[str, object], labels: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Each effective answer behind what its question is called."""
    return [(labels.get(name, name), answer_in_words(answer)) for name, answer in answers.items()]


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
