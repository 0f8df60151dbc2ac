"""What somebody supposes of a class and a fund, for the simulator."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from payouts.estimates.composition import composed
from payouts.estimates.whatif import (
    NotSimulated,
    simulated,
    traits,
    with_deductions,
    with_shares,
)
from settlement.terms.parse import parse_terms
from tests.payouts.estimates import classes
from tests.payouts.estimates.classes import CREATED, FLAG, filed

LISTED = [({FLAG: True}, 5), ({FLAG: False}, 15)]


def test_a_flag_and_the_question_it_decides_are_one_share() -> None:
    both = classes.small("2 if illinois_creator and created_in_illinois else 1")

    assert traits(both) == {FLAG: (FLAG, CREATED)}
    assert traits(classes.small()) == {CREATED: (CREATED,)}
    assert traits(classes.small("2 if paper else years")) == {"paper": ("paper",)}


def test_a_supposed_share_replaces_the_counted_one() -> None:
    terms = classes.small()
    kinds = with_shares(terms, composed(terms, listed=LISTED, filed=[]), {CREATED: Fraction(1, 2)})

    assert {kind.answers[CREATED]: kind.count for kind in kinds} == {False: 10, True: 10}


def test_what_else_the_plan_reads_keeps_its_mix_under_a_supposed_share() -> None:
    terms = classes.small("years if created_in_illinois else 1")
    claims = [
        filed(1, True, created_in_illinois=True, years=2),
        filed(3, True, created_in_illinois=True, years=8),
        filed(1, False, created_in_illinois=False, years=0),
    ]
    composition = composed(terms, listed=LISTED, filed=claims)

    kinds = with_shares(terms, composition, {CREATED: Fraction(2, 5)})

    assert {kind.answers["years"]: kind.count for kind in kinds} == {2: 2, 8: 6, 0: 12}


@given(share=some.fractions(0, 1))
def test_no_member_is_lost_under_any_share(share: Fraction) -> None:
    terms = classes.small()
    kinds = with_shares(terms, composed(terms, listed=LISTED, filed=[]), {CREATED: share})

    assert sum(kind.count for kind in kinds) == 20


def test_denied_claims_leave_more_for_the_others() -> None:
    terms = classes.small("1")
    kinds = composed(terms, listed=LISTED, filed=[]).kinds

    found = simulated(terms, kinds, rate=Fraction(1), denied=Fraction(3, 10))

    assert sum(found.claims) == 14
    assert found.run is not None
    assert found.run.paid == 700_000


def test_a_run_under_nearest_is_refused_and_estimated_all_the_same() -> None:
    nearest = classes.tiktok_text().replace('rounding = "unit-down"', 'rounding = "nearest"')
    terms = parse_terms(nearest, file_name="tiktok.toml")
    kinds = composed(terms, listed=classes.NOTICE, filed=[]).kinds

    found = simulated(terms, kinds, rate=Fraction(1))

    assert found.run is None
    assert "Rounded to the nearest cent" in found.refusal
    assert found.estimate is not None
    assert found.estimate.paid == 9_200_000_000


def test_deductions_above_the_fund_are_refused_in_a_sentence() -> None:
    with pytest.raises(NotSimulated, match="more than the gross fund"):
        with_deductions(classes.small(), {"attorney_fees": 1_000_000})


def test_deductions_that_leave_too_little_for_the_reserve_are_refused() -> None:
    text = classes.small_text().replace("[residual]", '[residual]\nreserve = "6000.00"')
    terms = parse_terms(text, file_name="small.toml")

    assert with_deductions(terms, {"attorney_fees": 350_000}).net_cents == 600_000
    with pytest.raises(NotSimulated, match="the reserve need"):
        with_deductions(terms, {"attorney_fees": 350_001})
