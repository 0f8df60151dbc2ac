"""A thousand explanations of real runs, worked out again by hand: every one comes to its award."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from claims.filing.models import Claim
from payouts.allocation.models import Award, Run, RunStatus
from payouts.explanations import words
from payouts.explanations.explain import explain
from payouts.explanations.lines import (
    DoesNotAddUp,
    Explanation,
    How,
    Nothing,
    Part,
    Step,
)
from payouts.explanations.lookup import facts_of
from tests import make
from tests.payouts.allocation.running import finished
from tests.payouts.explanations.by_hand import award_of
from tests.payouts.explanations.generated import answers, plans

pytestmark = pytest.mark.django_db

PLANS, CLAIMS = 20, 50
OF_THE_RUN = {
    Step.GROSS,
    Step.NET,
    Step.RESERVE,
    Step.FRESH,
    Step.POOL,
    Step.EARLIER,
    Step.AVAILABLE,
    Step.ALL,
    Step.VALUE,
}


OWN = {Step.YOURS, Step.VALUE, Step.EXACT, Step.ROUNDED, Step.EXTRA, Step.SHARE}


def awarded(rng: random.Random, slug: str, text: str) -> Run:
    """A run of a generated plan over generated claims."""
    settlement = make.settlement(slug=slug, text=text)
    Claim.objects.bulk_create(
        Claim(
            settlement=settlement,
            number=f"{slug}-{place:04d}",
            received_at=make.NOW,
            status="approved",
            payment_method="check",
            answers=answers(rng),
            address_state="NY",
            member_no=place,
            paper=rng.random() < 0.2,
        )
        for place in range(CLAIMS)
    )
    return finished(settlement)


def test_a_thousand_explanations_come_to_their_awards() -> None:
    rng = random.Random(20)  # noqa: S311 - generated cases, no secrets
    seen: Counter[object] = Counter()
    for slug, text in plans(rng, PLANS):
        run = awarded(rng, slug, text)
        assert run.status == RunStatus.CLOSED, run.refusal
        published = {*numbers_in(run.figures)}
        awards = dict(Award.objects.filter(run=run).values_list("claim_id", "cents"))
        for claim in Claim.objects.filter(settlement=run.settlement):
            facts = facts_of(run, claim)
            assert facts is not None
            explanation = explain(facts)
            assert award_of(explanation) == awards[claim.pk], (text, claim.answers)
            assert {*numbers_of_the_run(explanation)} <= published
            seen.update(told(explanation))

    assert seen["explanations"] == PLANS * CLAIMS
    of_later_ones = {Step.BEFORE, Step.FRESH, How.LATER, How.AS_OTHERS}
    unseen = {*Step, *How} - {How.NEAREST, *of_later_ones, *seen}  # nearest is seldom paid
    assert unseen == set(), "the generated plans should reach every line"
    assert {Nothing.DROPPED, Nothing.NO_POINTS, Nothing.UNDER_A_CENT, "reason"} <= {*seen}


def told(explanation: Explanation) -> Iterator[object]:
    """Which lines, ways and reasons an explanation has."""
    yield "explanations"
    yield from (line.step for line in (*explanation.fund, explanation.award))
    for part in explanation.parts:
        yield part.nothing
        yield from (line.step for line in part.lines)
        yield from (line.how for line in part.lines)
    if explanation.reason:
        yield "reason"


def exact_of(part: Part) -> Fraction | int:
    return sum(line.number for line in part.lines if line.step is Step.EXACT)


def numbers_of_the_run(explanation: Explanation) -> Iterator[Decimal]:
    """The numbers of lines that are the same for everybody, as they are shown."""
    for line in explanation.fund:
        if line.step in OF_THE_RUN:
            yield shown(words.number(line, None))
    for part in explanation.parts:
        for line in part.lines:
            if line.step in OF_THE_RUN:
                yield shown(words.number(line, part))


def shown(number: str) -> Decimal:
    return Decimal(number.strip("$…").replace(",", ""))


def numbers_in(figures: Any) -> Iterator[Decimal]:
    """Every number that the run publishes."""
    if isinstance(figures, Mapping):
        for key, value in figures.items():
            if key not in {"key", "note", "exact_value"}:
                yield from numbers_in(value)
    elif isinstance(figures, list):
        for each in figures:
            yield from numbers_in(each)
    elif figures is not None:
        yield Decimal(figures)


def one_run(seed: int = 20) -> tuple[Run, Claim]:
    rng = random.Random(seed)  # noqa: S311 - generated cases, no secrets
    slug, text = next(plans(rng, 1))
    run = awarded(rng, slug, text)
    return run, Claim.objects.filter(settlement=run.settlement, awards__cents__gt=0)[0]


def test_what_does_not_multiply_out_is_not_told() -> None:
    """Whatever of the run's rows is a cent, a point or a value off, nobody reads a wrong bill."""
    run, claim = one_run()
    facts = facts_of(run, claim)
    assert facts is not None
    share = next(each for each in facts.shares if each.cents)
    others = [each for each in facts.shares if each is not share]
    altered = [
        replace(facts, award_cents=facts.award_cents + 1),
        replace(facts, net_cents=facts.net_cents - 1),
        replace(facts, shares=[*others, replace(share, cents=share.cents - 1)]),
        replace(facts, shares=[*others, replace(share, points=share.points + 1)]),
        replace(facts, shares=[*others, replace(share, tranche="main.unknown")]),
        replace(facts, shares=others),
        replace(facts, answers={**facts.answers, "years": 7, "loss": "1.00", "tier": ""}),
    ]

    explain(facts)
    for wrong in altered:
        with pytest.raises(DoesNotAddUp):
            explain(wrong)


def test_a_line_that_is_off_is_noticed_by_hand() -> None:
    run, claim = one_run()
    facts = facts_of(run, claim)
    assert facts is not None
    explanation = explain(facts)
    for place, line in enumerate(explanation.fund):
        fund = [*explanation.fund]
        fund[place] = replace(line, number=line.number + 1)
        with pytest.raises(AssertionError):
            award_of(replace(explanation, fund=tuple(fund)))
    multiplied = [part for part in explanation.parts if exact_of(part)]  # by nothing: nothing
    assert multiplied
    for part in multiplied:
        for place, line in enumerate(part.lines):
            if line.step not in OWN:
                continue  # a pool's money is no factor where a cap or a bound decides
            lines = [*part.lines]
            lines[place] = replace(line, number=line.number + 1)
            wrong = replace(part, lines=tuple(lines))
            parts = tuple(wrong if each is part else each for each in explanation.parts)
            with pytest.raises(AssertionError):
                award_of(replace(explanation, parts=parts))
