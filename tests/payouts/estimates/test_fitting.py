"""A shadow run refuses a file that the stored answers do not fit, and says why."""

import pytest

from payouts.estimates.fitting import PlanUnfit, check_fits
from settlement.terms.parse import parse_terms
from tests import make
from tests.payouts.estimates import classes

NEW_QUESTION = """[[questions]]
key = "minors"
kind = "integer"
min = 0
max = 9
label = { en = "How many?", es = "¿Cuántos?" }
required = false

[[pools]]"""


def tried(old: str, new: str, *, points: str = "1") -> None:
    text = classes.small_text(points).replace(old, new, 1)
    check_fits(classes.small(), parse_terms(text, file_name="tried.toml"))


def test_another_plan_over_the_same_answers_fits() -> None:
    tried('rounding = "unit-down"', 'rounding = "down"\ncap_per_claim = "12.00"', points="years")


@pytest.mark.parametrize(
    ("old", "new", "points", "said"),
    [
        ('slug = "small"', 'slug = "other"', "1", 'of "other"'),
        ('kind = "integer"\nmin = 0\nmax = 10', 'kind = "boolean"', "1", "must stay integer"),
        ('["illinois_creator"]', '["minor", "illinois_creator"]', "1", "roster.flags must begin"),
        ("[[pools]]", NEW_QUESTION, "minors", 'may not read the question "minors"'),
        (
            '["illinois_creator"]',
            '["illinois_creator", "minor"]',
            "2 if minor else 1",
            'may not read the flag "minor"',
        ),
    ],
)
def test_what_stored_answers_do_not_fit_is_refused(
    old: str, new: str, points: str, said: str
) -> None:
    with pytest.raises(PlanUnfit, match=said):
        tried(old, new, points=points)


def test_a_question_decided_by_a_flag_that_the_list_was_never_read_for_is_refused() -> None:
    text = (make.DATA / "small.toml").read_text()
    text = text.replace('["illinois_creator"]', '["illinois_creator", "minor"]')
    text = text.replace('roster_flag = "illinois_creator"', 'roster_flag = "minor"')

    with pytest.raises(PlanUnfit, match='may not be decided by the flag "minor"'):
        check_fits(classes.small(), parse_terms(text, file_name="tried.toml"))
