"""Each kind of question that a settlement file can ask, on a page of its own."""

import pytest

from claims.filing import services
from claims.filing.models import Claim
from settlement.terms.models import Settlement
from tests import make
from tests.claims.wizard.conftest import PAGES, Applicant

MORE = """
[[questions]]
key = "spent"
kind = "money"
min = "0.00"
max = "500.00"
label = { en = "How much did you spend?", es = "¿Cuánto gastó?" }
required = true

[[questions]]
key = "device"
kind = "choice"
choices = [
    { key = "phone", label = { en = "A phone", es = "Un teléfono" } },
    { key = "tablet", label = { en = "A tablet", es = "Una tableta" } },
]
label = { en = "What did you use?", es = "¿Qué usó?" }
required = true

[[questions]]
key = "model"
kind = "text"
label = { en = "Which model of tablet?", es = "¿Qué modelo de tableta?" }
required = true
show_if = "device == 'tablet'"

[[questions]]
key = "since"
kind = "date"
label = { en = "Since which day?", es = "¿Desde qué día?" }
required = false

[[pools]]
"""


@pytest.fixture
def curious(db: None) -> Settlement:
    """A case that asks one question of each kind; the model only of those with a tablet."""
    text = (make.DATA / "small.toml").read_text().replace("[[pools]]\n", MORE, 1)
    return make.settlement(text=text.replace('"small"', '"curious"'), slug="curious")


@pytest.fixture
def dana(curious: Settlement) -> Applicant:
    made = Applicant(curious.slug)
    made.fills_in(up_to="payment")
    return made


def answers_of(dana: Applicant) -> dict[str, object]:
    """File what was answered, and read it from the claim."""
    for page in ["payment", "review"]:
        assert dana.sends(page, **PAGES[page]).status_code == 302
    dana.signs()
    return dict(services.contents_of(Claim.objects.get()).answers)


def test_every_kind_of_answer_is_kept_in_its_form(dana: Applicant) -> None:
    for page, fields in {
        "question-spent": {"answer": "$12.50"},
        "question-device": {"answer": "tablet"},
        "question-model": {"answer": "Größe 10\r\nsecond line "},
        "question-since": {"answer_0": "2", "answer_1": "9", "answer_2": "2020"},
    }.items():
        assert dana.sends(page, **fields).status_code == 302
    assert answers_of(dana) == {
        "created_in_illinois": True,
        "years": 3,
        "spent": "12.50",
        "device": "tablet",
        "model": "Größe 10\nsecond line",
        "since": "2020-02-09",
    }


def test_a_question_that_is_not_asked_has_no_page_and_no_answer(dana: Applicant) -> None:
    dana.sends("question-spent", answer="0")
    answer = dana.sends("question-device", answer="phone")
    assert answer["Location"] == "/curious/claim/question-since/"
    assert dana.opens("question-model")["Location"] == "/curious/claim/question-since/"
    dana.sends("question-since", answer_0="", answer_1="", answer_2="")
    assert "model" not in answers_of(dana)


def test_an_answer_that_hides_a_question_takes_its_answer_along(dana: Applicant) -> None:
    dana.sends("question-spent", answer="0")
    dana.sends("question-device", answer="tablet")
    dana.sends("question-model", answer="Ten inches")
    dana.sends("question-device", answer="phone")
    dana.sends("question-since")
    assert "model" not in answers_of(dana)


@pytest.mark.parametrize(
    ("page", "fields", "sentence"),
    [
        ("question-spent", {"answer": "much"}, "Enter an amount in dollars and cents"),
        ("question-spent", {"answer": "500.01"}, "Enter $500.00 or less."),
        ("question-spent", {"answer": "-1"}, "Enter an amount in dollars and cents"),
        ("question-device", {"answer": "toaster"}, "Choose one of the answers listed."),
        ("question-device", {}, "Answer this question."),
    ],
)
def test_an_answer_of_the_wrong_kind_is_said_in_place(
    dana: Applicant, page: str, fields: dict[str, str], sentence: str
) -> None:
    if page != "question-spent":
        dana.sends("question-spent", answer="1")
    answer = dana.sends(page, **fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_kept_answer_stands_in_its_field_again(dana: Applicant) -> None:
    dana.sends("question-spent", answer="12.5")  # refused, so it is not kept
    dana.sends("question-spent", answer="12")
    dana.sends("question-device", answer="tablet")
    assert 'value="12.00"' in dana.opens("question-spent").content.decode()
    chosen = dana.opens("question-device").content.decode()
    assert chosen.index("checked") > chosen.index('value="tablet"')


def test_questions_and_choices_are_asked_in_the_readers_language(curious: Settlement) -> None:
    ana = Applicant(curious.slug, language="es")
    ana.fills_in(up_to="payment")
    assert "¿Cuánto gastó?" in ana.opens("question-spent").content.decode()
    ana.sends("question-spent", answer="0")
    assert "Una tableta" in ana.opens("question-device").content.decode()
