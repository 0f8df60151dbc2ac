"""The answers that decided, as their claimant reads them."""

import pytest

from payouts.explanations.answers import Entry, in_words
from settlement.terms.parse import parse_terms
from tests.payouts.allocation.plans import text

COUNTY = """
[[questions]]
key = "county"
kind = "text"
label = { en = "Which county?", es = "¿Qué condado?" }

[[pools]]"""


@pytest.mark.parametrize(
    ("stands", "said"),
    [
        ("Cook", "Cook"),
        ("other", "a text that the rule does not name"),
        ("Anna Quackenbush", "a text that the rule does not name"),  # of a run as they once were
        ("", "no answer"),
    ],
)
def test_of_a_typed_text_only_what_the_rule_names_is_said(stands: str, said: str) -> None:
    plan = text(points="2 if county == 'Cook' else 1").replace("[[pools]]", COUNTY, 1)
    terms = parse_terms(plan, file_name="plan.toml")

    told = in_words({"county": stands}, terms, language="en")

    assert told == [Entry("Which county?", said)]
