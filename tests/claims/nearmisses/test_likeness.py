"""How alike two texts are, in words."""

import pytest

from claims.nearmisses.likeness import Likeness, alike, edits


@pytest.mark.parametrize(
    ("said", "listed", "likeness"),
    [
        ("Rivera", "rivera", Likeness.SAME),
        ("Rivera", "Rivrea", Likeness.ONE_LETTER),
        ("Rivera", "Rivere", Likeness.ONE_LETTER),
        ("Riveras", "Riverro", Likeness.TWO_LETTERS),
        ("Li", "Wu", Likeness.DIFFERS),
        ("Rivera", "Brown", Likeness.DIFFERS),
        ("", "Brown", Likeness.NOT_GIVEN),
        ("Brown", "", Likeness.NOT_LISTED),
    ],
)
def test_likeness_is_said_in_words(said: str, listed: str, likeness: Likeness) -> None:
    assert alike(said, listed) is likeness


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("kitten", "sitting", 3), ("ab", "ba", 1)],
)
def test_edits_are_counted(one: str, other: str, apart: int) -> None:
    assert edits(one, other) == edits(other, one) == apart
