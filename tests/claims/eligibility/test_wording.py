"""Every code that verification may write has its words."""

from django.utils.translation import override

from claims.eligibility import matching, wording
from claims.eligibility.rules import RULES


def test_every_rule_has_words_for_staff_and_claimant() -> None:
    for rule in RULES:
        words = wording.RULES[rule.code]
        assert words.title
        assert words.staff.endswith(".")
        assert str(words.claimant).endswith(".")


def test_every_result_of_a_comparison_has_words() -> None:
    results = {
        value for name, value in vars(matching).items() if name.isupper() and isinstance(value, str)
    }

    assert results <= set(wording.RESULTS)


def test_a_comparison_is_described_in_order_with_the_question_s_own_label() -> None:
    rows = wording.describe(
        {"created_in_illinois": "differs", "name": "same", "email": "not given"},
        labels={"created_in_illinois": "Did you create a video in Illinois?"},
    )

    assert [(str(row.field), str(row.result), row.mark) for row in rows] == [
        ("E-mail address", "not given", "silent"),
        ("Name", "agrees", "same"),
        ("Did you create a video in Illinois?", "differs", "differs"),
    ]


def test_it_is_said_in_the_claimant_s_language() -> None:
    (row,) = wording.describe({"name": "same"})

    with override("es"):
        assert str(row.field) == "Nombre"
