"""verify.py was written apart from the core; over generated plans they give the same."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payouts.allocation.measures import effective, measure
from payouts.allocation.plan import Division, Later, divide
from payouts.allocation.tranche import Group, PlanRefused
from payouts.auditpack import verify
from settlement.terms.parse import parse_terms
from tests.payouts.auditpack.generated import NAMES, Claims, claims, files

MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def by_the_core(text: str, all_claims: list[Claims], later: Later | None) -> Division:
    terms = parse_terms(text, file_name="plan.toml")
    flags = dict.fromkeys(terms.roster.flags)
    groups = [
        Group(each.count, measure(terms, answers=each.answers, flags=flags), each.counted)
        for each in all_claims
    ]
    return divide(terms, groups, later=later)


def by_the_verifier(
    text: str, all_claims: list[Claims], later: Later | None
) -> dict[str, verify.Served]:
    terms = parse_terms(text, file_name="plan.toml")
    flags = dict.fromkeys(terms.roster.flags)
    plan = verify.Plan(text)
    measures = verify.Histogram(plan)
    for each in all_claims:
        answers = effective(terms, answers=each.answers, flags=flags)
        measures.add(each.count, plan.units(plan.values(answers)), each.counted)
    return verify.divided(plan, measures, as_packed(later))


def as_packed(later: Later | None) -> dict[str, Any] | None:
    if later is None:
        return None
    at_most = {name: str(bound) for name, bound in later.at_most.items()}
    return {
        "fresh_cents": later.fresh_cents,
        "at_most": at_most,
        "awarded": dict(later.awarded),
    }


def agree(text: str, all_claims: list[Claims], later: Later | None) -> None:
    try:
        division = by_the_core(text, all_claims, later)
    except PlanRefused:
        with pytest.raises(verify.Different, match="refuses this run"):
            by_the_verifier(text, all_claims, later)
        return
    served = by_the_verifier(text, all_claims, later)
    assert served.keys() == division.tranches.keys()
    for name, tranche in division.tranches.items():
        mine = served[name]
        assert {place: mine.cents[place] for place in tranche.cents} == tranche.cents
        cut = tranche.cut
        assert (mine.cut, mine.more) == ((set(cut.groups), cut.cents) if cut else (set(), 0))
        assert mine.paid == tranche.paid
        assert mine.available == tranche.available
        assert mine.value == tranche.value
        assert mine.dropped == tranche.dropped
        capped = {row[0] for row in mine.rows if mine.outcome(row[0], row) == "capped"}
        assert capped == tranche.capped


@MANY
@given(files(), claims())
def test_a_first_distribution_comes_out_alike(text: str, all_claims: list[Claims]) -> None:
    agree(text, all_claims, None)


@MANY
@given(
    files(),
    claims(later=True),
    st.integers(0, 30_000),
    st.dictionaries(st.sampled_from(NAMES), st.fractions(0, 300, max_denominator=9), max_size=2),
    st.integers(0, 40_000),
)
def test_a_later_distribution_comes_out_alike(
    text: str,
    all_claims: list[Claims],
    fresh_cents: int,
    at_most: dict[str, Fraction],
    awarded_cents: int,
) -> None:
    agree(text, all_claims, Later(fresh_cents, at_most, {"other": awarded_cents}))
