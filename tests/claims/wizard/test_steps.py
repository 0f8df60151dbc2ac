"""Which pages the form has, and which comes next: without a database, from a settlement file."""

import pytest

from claims.wizard.steps import Part, after, before, find, first_open, may_open, parts_of, steps_for
from settlement.terms.parse import parse_terms
from settlement.terms.schema import Terms
from tests.make import DATA

SMALL = (DATA / "small.toml").read_text()
MORE = """
[[questions]]
key = "minutes"
kind = "integer"
min = 0
max = 1440
label = { en = "How many minutes a day?", es = "¿Cuántos minutos al día?" }
required = true
show_if = "years >= 3"

[[pools]]
"""


@pytest.fixture
def terms() -> Terms:
    return parse_terms(SMALL, file_name="small.toml")


@pytest.fixture
def asking_more() -> Terms:
    """The small case with a question that only long users are asked."""
    return parse_terms(SMALL.replace("[[pools]]\n", MORE, 1), file_name="small.toml")


def keys(terms: Terms, filled: dict[str, object]) -> list[str]:
    return [step.key for step in steps_for(terms, filled)]


def test_a_claim_of_ones_own_without_a_notice_asks_these_pages_in_this_order(terms: Terms) -> None:
    assert keys(terms, {"has_notice": "no", "capacity": "self", "payment_method": "check"}) == [
        "start",
        "who",
        "name",
        "address",
        "contact",
        "usernames",
        "question-created_in_illinois",
        "question-years",
        "payment",
        "review",
        "sign",
    ]


@pytest.mark.parametrize(
    ("filled", "pages", "page_before"),
    [
        ({"has_notice": "yes"}, ["notice"], "start"),
        ({"capacity": "guardian"}, ["birth-date", "guardian"], "name"),
        ({"payment_method": "ach"}, ["bank"], "payment"),
    ],
)
def test_an_answer_adds_its_pages_after_its_own(
    terms: Terms, filled: dict[str, object], pages: list[str], page_before: str
) -> None:
    found = keys(terms, filled)
    place = found.index(page_before) + 1
    assert found[place : place + len(pages)] == pages
    assert not set(pages) & set(keys(terms, {}))


def test_usernames_are_asked_only_where_they_find_somebody() -> None:
    text = SMALL.replace('"phone", "username"', '"phone"')
    assert "usernames" not in keys(parse_terms(text, file_name="small.toml"), {})


@pytest.mark.parametrize(("years", "asked"), [(None, False), (2, False), (3, True)])
def test_a_question_is_asked_when_its_expression_holds(
    asking_more: Terms, years: int | None, *, asked: bool
) -> None:
    assert ("question-minutes" in keys(asking_more, {"answers": {"years": years}})) is asked


def test_an_answer_that_is_not_asked_for_any_more_shows_no_further_question() -> None:
    hidden = 'required = false\nshow_if = "created_in_illinois"\n'
    text = SMALL.replace("required = false\n", hidden, 1).replace("[[pools]]\n", MORE, 1)
    terms = parse_terms(text, file_name="small.toml")
    answers = {"created_in_illinois": False, "years": 9}
    assert "question-minutes" not in keys(terms, {"answers": answers})


def test_who_jumps_ahead_is_led_to_the_first_page_that_is_not_done(terms: Terms) -> None:
    steps = steps_for(terms, {})
    done = {"start", "who", "address"}
    assert first_open(steps, done).key == "name"
    assert [step.key for step in steps if may_open(steps, done, step.key)] == [
        "start",
        "who",
        "name",
    ]


@pytest.mark.parametrize("key", ["bank", "question-nobody_asks", "nonsense", ""])
def test_a_page_that_is_none_of_this_claim_cannot_be_opened(terms: Terms, key: str) -> None:
    steps = steps_for(terms, {"payment_method": "check"})
    assert not may_open(steps, {step.key for step in steps}, key)
    assert find(steps, key) is None


def test_signing_stays_open_until_the_claim_is_filed(terms: Terms) -> None:
    steps = steps_for(terms, {})
    assert first_open(steps, {step.key for step in steps[:-1]}).key == "sign"


def test_every_page_but_the_ends_has_one_before_and_one_after(terms: Terms) -> None:
    steps = steps_for(terms, {})
    assert before(steps, "start") is None
    assert [after(steps, step.key) for step in steps[:-1]] == steps[1:]
    assert [before(steps, step.key) for step in steps[1:]] == steps[:-1]


def test_a_case_without_questions_has_no_part_for_them() -> None:
    start, end = SMALL.index("[[questions]]"), SMALL.index("[[pools]]")
    text = (SMALL[:start] + SMALL[end:]).replace("6 if created_in_illinois else 1", "1")
    terms = parse_terms(text, file_name="small.toml")
    assert parts_of(steps_for(terms, {})) == [Part.YOU, Part.PAYMENT, Part.SIGN]
