"""The pure plan's benchmark divides what it says, and finds a plan that is wrong."""

from dataclasses import replace
from typing import Any

import pytest

from benchmarks import plan
from payouts.allocation.plan import Division, divide
from settlement.errors import Refusal
from settlement.terms.parse import parse_terms


def test_the_plan_is_timed_beside_the_one_without_a_cap() -> None:
    report = plan.run(measures=300)

    assert [row.what for row in report.rows] == [
        "with a cap that binds some",
        "with cap, minimum and left-over cents",
        "a later distribution with a cap",
    ]
    assert {row.reference for row in report.rows} == {report.rows[0].reference} - {None}


def test_generated_plans_are_counted_when_all_hold() -> None:
    report = plan.run(plans=30)

    assert (report.rows[0].what, report.rows[0].value) == (
        "generated plans whose properties hold",
        30,
    )


def generous(*args: Any, **options: Any) -> Division:
    """It says that there was a cent more."""
    division = divide(*args, **options)
    return replace(division, net_cents=division.net_cents + 1)


def test_the_first_plan_that_does_not_hold_is_named() -> None:
    like = parse_terms(plan.FILE.read_text(), file_name=plan.FILE.name)

    with pytest.raises(Refusal, match=r"^Plan [0-9]+: A cent was made or lost\."):
        plan.checked(like, 30, by=generous)
