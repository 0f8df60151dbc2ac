"""An answer is said alike wherever it is read: at the desk, on the claim's page, in a bill."""

import pytest
from django.utils import translation

from claims.filing.spoken import spoken
from settlement.terms.parse import parse_terms
from tests import make

MORE = """
[[questions]]
key = "loss"
kind = "money"
label = { en = "Loss?", es = "¿Pérdida?" }
required = false

[[questions]]
key = "year"
kind = "integer"
label = { en = "Year?", es = "¿Año?" }
required = false

[[questions]]
key = "bought"
kind = "date"
label = { en = "When?", es = "¿Cuándo?" }
required = false

[[questions]]
key = "plan"
kind = "choice"
label = { en = "Which?", es = "¿Cuál?" }
choices = [
  { key = "a", label = { en = "Large", es = "Grande" } },
  { key = "b", label = { en = "Small", es = "Pequeño" } },
]
required = false

[[pools]]"""
SMALL = (make.DATA / "small.toml").read_text().replace("[[pools]]", MORE, 1)


@pytest.mark.parametrize(
    ("key", "answer", "english", "spanish"),
    [
        ("created_in_illinois", True, "Yes", "Sí"),
        ("created_in_illinois", False, "No", "No"),
        ("loss", "1000.00", "$1,000.00", "$1,000.00"),
        ("year", 1985, "1985", "1985"),
        ("bought", "2021-03-01", "March 1, 2021", "1 de marzo de 2021"),
        ("plan", "a", "Large", "Grande"),
        ("plan", "gone", "gone", "gone"),  # a choice that the file does not have
    ],
)
def test_an_answer_is_said_in_words(key: str, answer: object, english: str, spanish: str) -> None:
    question = parse_terms(SMALL, file_name="small.toml").question(key)

    for language, words in (("en", english), ("es", spanish)):
        with translation.override(language):
            assert spoken(question, answer, language=language) == words
