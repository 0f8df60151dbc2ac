"""What a claim's answers count for, and what takes a claim out of the division."""

from fractions import Fraction

import pytest

from payouts.allocation.measures import NOTHING_APPLIES, effective, measure
from settlement.terms.outcomes import POINT_UNITS
from tests.payouts.allocation.plans import SHARES, terms

SIX_TO_ONE = terms(points="6 if created_in_illinois else 1")
TWO = terms(
    tranches="""
        [[pools.tranches]]
        key = "years"
        applies_if = "years > 0"
        points = "years"
        [[pools.tranches]]
        key = "rate"
        applies_if = "years > 1"
        points = "1 / (years - 2)"
    """
)


@pytest.mark.parametrize(
    ("answer", "flag", "points"),
    [
        (False, None, 1),
        (True, None, 6),
        (False, True, 6),  # the class list decides where it knows
        (True, False, 1),
        (None, None, 1),
    ],
)
def test_the_class_list_decides_where_it_has_the_flag(
    answer: bool | None, flag: bool | None, points: int
) -> None:
    measured = measure(
        SIX_TO_ONE, answers={"created_in_illinois": answer}, flags={"illinois_creator": flag}
    )

    assert measured.units == {SHARES: points * POINT_UNITS}


def test_points_are_rounded_half_up_to_four_decimals() -> None:
    third = terms(points="years / 3")
    half = terms(points="years / 20000")

    assert measure(third, answers={"years": 1}, flags={}).units == {SHARES: 3333}
    assert measure(half, answers={"years": 1}, flags={}).units == {SHARES: 1}


def test_an_expression_without_a_result_takes_the_claim_out_of_every_tranche() -> None:
    measured = measure(TWO, answers={"years": 2}, flags={})

    assert measured.units == {}
    assert "divides by zero" in measured.reason


def test_points_are_evaluated_only_where_the_tranche_applies() -> None:
    assert measure(TWO, answers={"years": 1}, flags={}).units == {"main.years": POINT_UNITS}


def test_a_negative_result_is_judged_before_it_is_rounded() -> None:
    measured = measure(terms(points="years / 100000 - 1 / 100000"), answers={}, flags={})

    assert "less than zero" in measured.reason


def test_a_claim_to_which_nothing_applies_is_told_so() -> None:
    assert measure(TWO, answers={}, flags={}).reason == NOTHING_APPLIES


def test_paper_counts_where_the_file_asks_for_it() -> None:
    plan = terms(points="2 if paper else 1")

    assert measure(plan, answers={}, flags={}, paper=True).units[SHARES] == Fraction(20_000)


def test_effective_answers_hold_only_what_the_plan_reads() -> None:
    assert SIX_TO_ONE.read_by_plan == {"created_in_illinois"}
    assert effective(
        SIX_TO_ONE,
        answers={"created_in_illinois": False, "years": 3},
        flags={"illinois_creator": True},
    ) == {"created_in_illinois": True}


def test_no_answer_and_the_answer_nothing_are_the_same() -> None:
    plan = terms(points="years")

    assert effective(plan, answers={}, flags={}) == effective(plan, answers={"years": 0}, flags={})
