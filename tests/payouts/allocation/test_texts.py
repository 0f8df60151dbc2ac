"""What a typed text counts for: which of the texts that the plan names it is, and nothing more."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.allocation.listing import measures_for_csv
from payouts.allocation.measures import effective, measure
from payouts.allocation.models import Measure, RunStatus
from payouts.allocation.texts import known_texts
from payouts.auditpack import verify
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Terms
from tests import make
from tests.payouts.allocation import plans, running
from tests.payouts.auditpack import packed

QUESTIONS = """
[[questions]]
key = "county"
kind = "text"
label = { en = "Which county?", es = "¿Qué condado?" }

[[questions]]
key = "born_in"
kind = "text"
label = { en = "Where were you born?", es = "¿Dónde nació?" }

[[questions]]
key = "tier"
kind = "choice"
label = { en = "Which plan?", es = "¿Qué plan?" }
choices = [
  { key = "gold", label = { en = "Gold", es = "Oro" } },
  { key = "tin", label = { en = "Tin", es = "Lata" } },
]

[[pools]]"""
LITERALS = ("Cook", "Kane", "gold", "other", "other 2", "")
TYPED = (*LITERALS, "tin", "cook", "other 3", "Anna Quackenbush", "12 Elm Street", "Ünal\n")


def plan_text(points: str, applies_if: str = "true") -> str:
    text = plans.text(points=points).replace("[[pools]]", QUESTIONS, 1)
    return text.replace('applies_if = "true"', f'applies_if = "{applies_if}"')


def plan(points: str, applies_if: str = "true") -> Terms:
    return parse_terms(plan_text(points, applies_if), file_name="plan.toml")


def quoted(text: str) -> str:
    return f"'{text}'"


def texts() -> st.SearchStrategy[str]:
    """What gives a text: a name, a literal, or one of two by a condition."""
    simple = st.sampled_from(["county", "born_in", "tier", *map(quoted, LITERALS)])
    return simple | st.builds(
        "({} if {} else {})".format, simple, st.sampled_from(["paper", "years > 1"]), simple
    )


def conditions() -> st.SearchStrategy[str]:
    compared = st.builds(
        "({} {} {})".format, texts(), st.sampled_from(["==", "!="]), texts()
    ) | st.builds("({} == {} != {})".format, texts(), texts(), texts())
    return st.recursive(
        compared,
        lambda inner: (
            st.builds("({} and {})".format, inner, inner)
            | st.builds("({} or {})".format, inner, inner)
            | st.builds("(not {})".format, inner)
        ),
        max_leaves=3,
    )


def numbers() -> st.SearchStrategy[str]:
    return st.builds("{} if {} else min(3, {})".format, st.integers(0, 3), conditions(), st.just(7))


@given(
    points=numbers(),
    applies_if=conditions(),
    answers=st.fixed_dictionaries(
        {
            "county": st.sampled_from(TYPED),
            "born_in": st.sampled_from(TYPED),
            "tier": st.sampled_from(["gold", "tin", ""]),
            "years": st.integers(0, 3),
        }
    ),
    paper=st.booleans(),
)
def test_what_counts_measures_like_what_was_typed(
    points: str, applies_if: str, answers: dict[str, object], paper: bool
) -> None:
    terms = plan(points, applies_if)

    counting = effective(terms, answers=answers, flags={}, paper=paper)

    full = measure(terms, answers=answers, flags={}, paper=paper)
    assert measure(terms, answers=counting, flags={}, paper=paper) == full
    assert effective(terms, answers=counting, flags={}, paper=paper) == counting
    by_the_verifier = verify.Plan(plan_text(points, applies_if))
    units = by_the_verifier.units(by_the_verifier.values(counting))
    assert units == full.units
    for name, known in known_texts(terms).items():
        if name in counting and str(answers[name]) not in known:
            assert str(counting[name]).startswith("other")
            assert counting[name] not in known


@pytest.mark.parametrize(
    ("points", "county", "born_in", "counting"),
    [
        ("2 if county == 'Cook' else 1", "Cook", "", {"county": "Cook"}),
        ("2 if county == 'Cook' else 1", "cook", "", {"county": "other"}),
        ("2 if county == 'Cook' else 1", "", "", {"county": ""}),
        ("2 if county == 'other' else 1", "Kane", "", {"county": "other 2"}),
        ("2 if county == tier else 1", "tin", "", {"county": "tin", "tier": ""}),
        ("2 if county == tier else 1", "Kane", "", {"county": "other", "tier": ""}),
        ("2 if county != born_in else 1", "Kane", "Kane", {"county": "other", "born_in": "other"}),
        ("2 if county != born_in else 1", "Kane", "", {"county": "other", "born_in": ""}),
        (
            "2 if county != born_in else 1",
            *("Kane", "Elgin"),
            {"born_in": "other", "county": "other 2"},
        ),
        (
            "2 if county == 'Cook' and born_in == 'Elgin' else 1",
            *("Kane", "Pana"),
            {"county": "other", "born_in": "other"},
        ),
    ],
)
def test_a_text_counts_for_what_the_plan_tells_apart(
    points: str, county: str, born_in: str, counting: dict[str, str]
) -> None:
    answers = {"county": county, "born_in": born_in}

    assert effective(plan(points), answers=answers, flags={}) == counting


@pytest.mark.django_db
def test_nothing_that_a_claimant_typed_is_in_a_run_s_measures_its_table_or_its_pack(
    tmp_path: Path,
) -> None:
    points = "3 if county == 'Cook' else 2 if county == born_in else 1"
    case = make.settlement(text=plan_text(points))
    typed = [("Cook", ""), ("12 Elm Street", ""), ("Anna Quackenbush", "Elgin"), ("Pana", "Pana")]
    for county, born_in in [*typed, ("Jo Doe", "Elgin")]:
        packed.claim(case, answers={"county": county, "born_in": born_in})

    run = running.finished(case)

    assert run.status == RunStatus.CLOSED, run.refusal
    measures = [*Measure.objects.filter(run=run).order_by("number")]
    assert [(each.answers, each.claims) for each in measures] == [
        ({"born_in": "", "county": "Cook"}, 1),
        ({"born_in": "", "county": "other"}, 1),
        ({"born_in": "other", "county": "other 2"}, 2),
        ({"born_in": "other", "county": "other"}, 1),
    ]
    pack = packed.written(run, tmp_path / "pack")
    assert packed.verified(pack).startswith("equal: run 1")
    table = "\n".join(map(str, measures_for_csv(run)))
    for told in (table, *(file.read_text() for file in pack.iterdir())):
        assert not any(word in told for word in ("Quackenbush", "Elm", "Pana", "Elgin", "Doe"))
