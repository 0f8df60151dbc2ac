"""What SQL awards is what the pure plan awards, claim by claim."""

import random

import pytest

from payouts.allocation.measures import measure
from payouts.allocation.models import RunStatus
from payouts.allocation.plan import divide
from payouts.allocation.tranche import Group
from settlement.terms.services import terms_of
from tests import make
from tests.payouts.allocation.plans import each_award, text
from tests.payouts.allocation.running import approved, awards_of, finished, member_list

CLAIMS = 40
FIRST_TRANCHE = """
    [[pools.tranches]]
    key = "first"
    applies_if = "years >= 2"
    points = "years / 3"
    rounding = "{rounding}"
    [[pools.tranches]]
    key = "second"
    applies_if = "true"
    points = "6 if created_in_illinois else 1 / (years - 9)"
    rounding = "largest-remainder"
"""


@pytest.mark.parametrize("rounding", ["unit-down", "down", "largest-remainder"])
@pytest.mark.parametrize("seed", [1, 2])
def test_sql_awards_what_the_pure_plan_awards(db: None, rounding: str, seed: int) -> None:
    dice = random.Random(f"{seed}{rounding}")  # noqa: S311 - claims, no secret
    case = make.settlement(
        text=text(
            net_cents=dice.choice([101, 9_999, 700_001]),
            tranches=FIRST_TRANCHE.format(rounding=rounding),
        )
    )
    terms = terms_of(case)
    known = {number: dice.choice([True, False, None]) for number in range(1, CLAIMS + 1)}
    member_list(case, known)
    claims = {}
    for number, flag in known.items():
        answers = {"created_in_illinois": dice.random() < 0.5, "years": dice.randrange(10, 20)}
        if dice.random() < 0.6:
            answers["years"] = dice.randrange(10)
        claim = approved(
            case, answers, member_no=number, number=f"{dice.randrange(16**6):06X}-{number}"
        )
        claims[claim.number] = measure(terms, answers=answers, flags={"illinois_creator": flag})
    groups = [Group(1, claims[number]) for number in sorted(claims)]

    run = finished(case)

    expected = dict(zip(sorted(claims), each_award(divide(terms, groups), groups), strict=True))
    assert run.status == RunStatus.CLOSED
    assert awards_of(run) == expected
    assert {group.measured.reason for group in groups} > {""}
