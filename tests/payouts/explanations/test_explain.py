"""Explanations of generated divisions, first and later, without a database: worked out by hand."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.allocation.figures import figures
from payouts.allocation.measures import effective, measure
from payouts.allocation.plan import Division, Later, divide
from payouts.allocation.tranche import Group
from payouts.explanations.explain import explain
from payouts.explanations.lines import (
    Everybody,
    Explanation,
    Facts,
    How,
    Nothing,
    Step,
    TrancheShare,
)
from payouts.explanations.words import how, lead, nothing
from settlement.terms.outcomes import POINT_UNITS, Reason
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Terms
from tests.payouts.allocation.plans import text
from tests.payouts.explanations.by_hand import award_of
from tests.payouts.explanations.generated import answers, plan

type Answers = Mapping[str, object]


def groups_of(terms: Terms, answered: Sequence[Answers]) -> list[Group]:
    """Each set of answers, three claims of it."""
    return [Group(3, measure(terms, answers=each, flags={})) for each in answered]


def facts(
    terms: Terms,
    answered: Answers,
    group: Group,
    place: int,
    division: Division,
    groups: Sequence[Group],
    *,
    later: Later | None = None,
) -> Facts:
    """What a run of this division would keep about a claim of the group at this place."""
    shares = [
        TrancheShare(
            tranche=name,
            points=Fraction(group.measured.units[name], 100 if each.scale else POINT_UNITS),
            cents=each.cents[place],
            counted=group.prior.get(name, 0),
            dropped=place in each.dropped,
            everybody=(
                everybody(groups, name, 100 if each.scale else POINT_UNITS)
                if place in each.dropped and later is None
                else None
            ),
        )
        for name, each in division.tranches.items()
        if place in each.cents
    ]
    return Facts(
        terms=terms,
        figures=figures(division) | _bounds(later),
        later=later is not None,
        net_cents=division.net_cents,
        reserve_cents=division.reserve_cents,
        answers=effective(terms, answers=answered, flags={}),
        reason=group.measured.reason,
        shares=shares,
        award_cents=sum(share.cents for share in shares),
    )


def everybody(groups: Sequence[Group], name: str, per: int) -> Everybody:
    """All claims with points in a tranche."""
    units = [(each.measured.units.get(name, 0), each.claims) for each in groups]
    return Everybody(
        claims=sum(claims for points, claims in units if points),
        points=Fraction(sum(points * claims for points, claims in units), per),
        most=Fraction(max(points for points, _claims in units), per),
    )


def _bounds(later: Later | None) -> dict[str, object]:
    """What a run of late claims says beside its division; see payouts.allocation.later."""
    if later is None:
        return {}
    return {"at_most": {name: str(bound) for name, bound in later.at_most.items()}}


def explained(
    terms: Terms,
    answered: Sequence[Answers],
    groups: Sequence[Group],
    *,
    later: Later | None = None,
) -> Iterator[Explanation]:
    """Every group's explanation, of the first distribution or of a later one."""
    division = divide(terms, groups, later=later)
    for place, (each, group) in enumerate(zip(answered, groups, strict=True)):
        known = facts(terms, each, group, place, division, groups, later=later)
        found = explain(known)
        assert award_of(found) == known.award_cents
        yield found


@given(seed=st.integers(0, 2**32), fresh_cents=st.integers(0, 2_000_000))
def test_generated_divisions_multiply_out_first_and_later(seed: int, fresh_cents: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - generated cases, no secrets
    terms = parse_terms(plan(rng, slug="plan"), file_name="plan.toml")
    answered = [answers(rng) for _each in range(8)]
    groups = groups_of(terms, answered)
    assert len([*explained(terms, answered, groups)]) == len(groups)

    first = divide(terms, groups)
    late = rng.randrange(len(groups))  # one group comes late and had nothing before
    again = [
        Group(
            group.claims,
            group.measured,
            {} if place == late else given_by(first, place),
        )
        for place, group in enumerate(groups)
    ]
    later = Later(fresh_cents, awarded=paid_by(first))
    assert [*explained(terms, answered, again, later=later)]


def given_by(division: Division, place: int) -> dict[str, int]:
    """What each claim of a group was given, by tranche."""
    return {name: each.cents.get(place, 0) for name, each in division.tranches.items()}


def paid_by(division: Division) -> dict[str, int]:
    """What each pool awarded."""
    return {pool.key: int(pool.paid) for pool in division.pools}


def one(
    plan_text: str, *answered: Answers, later: Later | None = None, **prior: int
) -> Explanation:
    """The explanation of the first of these groups."""
    terms = parse_terms(plan_text, file_name="plan.toml")
    groups = groups_of(terms, answered)
    if prior:
        before = {f"main.{key}": cents for key, cents in prior.items()}
        groups[0] = Group(groups[0].claims, groups[0].measured, before)
    return next(explained(terms, answered, groups, later=later))


def steps(explanation: Explanation) -> list[tuple[Step, Fraction]]:
    return [(line.step, line.number) for part in explanation.parts for line in part.lines]


SCALED = """
[[pools.tranches]]
key = "shares"
applies_if = "true"
amount = "years"
scale = "both"
max_scale = "1.005"
rounding = "unit-down"
"""
YES: Answers = {"created_in_illinois": True, "years": 2}
NO: Answers = {"created_in_illinois": False, "years": 1}


def test_a_cap_that_bites_gives_what_it_takes_to_the_others() -> None:
    capped = text(points="6 if created_in_illinois else 1", more='cap_per_claim = "20.00"')
    explanation = one(capped, YES, NO)

    assert (Step.CAP, Fraction(2000)) in steps(explanation)
    assert [line.how for line in explanation.parts[0].lines if line.step is Step.VALUE] == [
        How.FILLED
    ]


def test_half_a_cent_is_rounded_up_under_nearest() -> None:
    nearest = text(rounding="nearest", points="0.5", more='cap_per_point = "0.05"')
    explanation = one(nearest, YES)

    assert steps(explanation)[-3:] == [
        (Step.EXACT, Fraction(5, 2)),
        (Step.ROUNDED, Fraction(3)),
        (Step.SHARE, Fraction(3)),
    ]


def test_only_the_answers_that_were_needed_are_the_reason() -> None:
    plan_text = text(points="6 if created_in_illinois else years")

    assert [*one(plan_text, YES).parts[0].because.read] == ["created_in_illinois"]
    assert [*one(plan_text, NO).parts[0].because.read] == ["created_in_illinois", "years"]


def test_below_the_minimum_the_bill_says_what_the_share_would_have_been() -> None:
    explanation = one(text(points="years", more='minimum = "12.00"'), NO, YES)

    assert explanation.parts[0].nothing is Nothing.DROPPED
    assert steps(explanation) == [
        (Step.ALL_FIRST, Fraction(9)),  # three claims with one point, three with two
        (Step.VALUE_FIRST, Fraction(10_000, 9)),
        (Step.YOURS, Fraction(1)),
        (Step.EXACT, Fraction(10_000, 9)),
        (Step.ROUNDED, Fraction(1_111)),
        (Step.MINIMUM, Fraction(1_200)),
        (Step.SHARE, Fraction(0)),
    ]
    assert "again" not in nothing(explanation.parts[0])


@pytest.mark.parametrize(
    ("rules", "value"),
    [
        ('points = "years"\ncap_per_point = "9.00"', Fraction(900)),
        ('points = "years"\nrounding = "unit-down"', Fraction(1_111)),
        ('points = "years"\ncap_per_claim = "22.23"', Fraction(10_000, 9)),
        ('amount = "years"\nscale = "both"\nmax_scale = "10"', Fraction(10)),
        ('amount = "years"\nscale = "both"', Fraction(100, 9)),
        ('amount = "years"\nscale = "down"', Fraction(1)),
        ('amount = "years"\nscale = "none"', Fraction(1)),
    ],
)
def test_each_rule_values_small_shares_as_the_run_did(rules: str, value: Fraction) -> None:
    tranche = f'[[pools.tranches]]\nkey = "shares"\napplies_if = "true"\n{rules}\n'
    explanation = one(text(tranches=f'{tranche}minimum = "12.00"\n'), NO, YES)

    assert (Step.VALUE_FIRST, value) in steps(explanation)


def test_where_a_cap_held_others_the_bill_does_not_invent_a_small_share() -> None:
    capped = text(points="years", more='cap_per_claim = "20.00"\nminimum = "14.00"')
    explanation = one(capped, NO, YES)

    (part,) = explanation.parts
    assert [step for step, _number in steps(explanation)] == [
        *(Step.ALL, Step.YOURS, Step.MINIMUM, Step.SHARE)
    ]
    assert "again" not in nothing(part)  # there is no value that could mislead


def test_a_value_that_is_not_the_one_a_share_was_judged_by_is_said_to_be_another() -> None:
    again = text(points="years", more='minimum = "1.00"')
    explanation = one(again, NO, YES, later=Later(600))

    (part,) = explanation.parts
    assert (Step.VALUE, Fraction(100)) in steps(explanation)
    assert Step.EXACT not in dict(steps(explanation))
    assert "worked out again without the small shares" in nothing(part)


def test_a_point_worth_less_than_a_cent_pays_nobody() -> None:
    explanation = one(text(net_cents=1, rounding="unit-down"), YES)

    assert explanation.parts[0].nothing is Nothing.WORTHLESS


def test_where_there_is_no_money_the_points_are_not_blamed() -> None:
    explanation = one(text(net_cents=0), YES)

    assert explanation.parts[0].nothing is Nothing.NO_MONEY


def test_what_unit_down_cuts_is_said_to_be_cut() -> None:
    capped = text(rounding="unit-down", points="years", more='cap_per_claim = "20.00"')
    scaled = text(tranches=SCALED)
    said = {}
    for name, plan_text in (("capped", capped), ("scaled", scaled)):
        (part,) = one(plan_text, {"years": 9}, NO).parts
        (value,) = (line for line in part.lines if line.step is Step.VALUE)
        said[name] = (value.how, how(value, part))

    assert said == {
        "capped": (
            How.FILLED,
            "what is left by claims that reach the most for one claim goes to the others; cut to"
            " whole cents",
        ),
        "scaled": (How.BOUND, "the most that the settlement allows; cut to whole cents"),
    }


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("1", "Your claim has 1 point, like every claim in this part."),
        ("1.5", "Your claim has 1.5 points, like every claim in this part."),
        ("years / 2", "Your claim has 1 point because of these answers:"),
        ("years", "Your claim has 2 points because of these answers:"),
    ],
)
def test_points_are_said_as_points(rule: str, words: str) -> None:
    assert lead(one(text(points=rule), YES).parts[0]) == words


def test_no_part_for_these_answers_and_no_result_are_told_apart() -> None:
    for_creators = text(points="1").replace('applies_if = "true"', 'applies_if = "years > 5"')
    dividing = text(points="1 / (years - 2)")

    assert one(for_creators, YES).reason != ""
    assert one(for_creators, YES).unusable is None
    unusable = one(dividing, YES, {"years": 5}).unusable
    assert unusable is not None
    assert (unusable.reason, unusable.read) == (Reason.DIVISION_BY_ZERO, {"years": 2})


def test_a_later_distribution_counts_what_was_awarded_before() -> None:
    explanation = one(text(), YES, NO, later=Later(600), shares=50)

    assert [line.step for line in explanation.fund] == [Step.FRESH]
    assert (Step.BEFORE, Fraction(50)) in steps(explanation)
    assert explanation.award.number == 75  # a sixth of 600 and 3 times 50, less 50


def test_who_comes_late_gets_for_a_point_what_the_others_got() -> None:
    later = Later(600, {"main.shares": Fraction(30)})
    explanation = one(text(), YES, later=later)

    values = [line for line in explanation.parts[0].lines if line.step is Step.VALUE]
    assert [(line.how, line.number) for line in values] == [(How.AS_OTHERS, Fraction(30))]
    assert explanation.award.number == 30


def test_who_had_more_before_keeps_it_and_gets_nothing_more() -> None:
    explanation = one(text(), YES, NO, later=Later(30), shares=50)

    assert explanation.parts[0].nothing is Nothing.NO_MORE
    assert explanation.award.number == 0


def test_the_generated_plans_reach_later_lines() -> None:
    """Else the property above would hold of nothing."""
    seen: Counter[object] = Counter()
    for seed in range(40):
        rng = random.Random(seed)  # noqa: S311 - generated cases, no secrets
        terms = parse_terms(plan(rng, slug="plan"), file_name="plan.toml")
        answered = [answers(rng) for _each in range(8)]
        groups = groups_of(terms, answered)
        first = divide(terms, groups)
        again = [
            Group(
                g.claims, g.measured, {n: t.cents.get(place, 0) for n, t in first.tranches.items()}
            )
            for place, g in enumerate(groups)
        ]
        later = Later(50_000, awarded=paid_by(first))
        for each in explained(terms, answered, again, later=later):
            seen.update(part.nothing for part in each.parts)
            seen.update(step for step, _number in steps(each))
    assert {Step.BEFORE, Nothing.NO_MORE} <= {*seen}
