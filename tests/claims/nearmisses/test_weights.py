"""The weights are those of docs/algorithms/near-misses.md, and so are its examples."""

from pathlib import Path

import pytest

from claims.nearmisses.fields import Field
from claims.nearmisses.likeness import Likeness
from claims.nearmisses.weights import M_AND_U, bits, score, verdict, waterfall

PAGE = (Path(__file__).resolve().parents[3] / "docs/algorithms/near-misses.md").read_text()
ROWS = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in PAGE.splitlines()]
WORDS = {"swapped": Likeness.SWAPPED}
TABLE = [row for row in ROWS if len(row) == 5 and row[0] in {*Field}]
EXAMPLES = [row for row in ROWS if len(row) == 3 and ": " in row[0]]


def test_the_page_has_every_weight() -> None:
    on_page = {(row[0], _likeness(row[1])): (float(row[2]), float(row[3])) for row in TABLE}
    assert on_page == {
        (field, likeness): pytest.approx(figures, rel=1e-5)
        for field, table in M_AND_U.items()
        for likeness, figures in table.items()
    }


@pytest.mark.parametrize(("field", "likeness", "_m", "_u", "said"), TABLE)
def test_a_weight_is_what_the_page_says(
    field: str, likeness: str, _m: str, _u: str, said: str
) -> None:
    assert bits(Field(field), _likeness(likeness)) == float(said)


@pytest.mark.parametrize(("compared", "total", "word"), EXAMPLES)
def test_the_worked_examples(compared: str, total: str, word: str) -> None:
    pairs = (each.split(": ") for each in compared.split("; "))
    found = score(waterfall({Field(field): _likeness(likeness) for field, likeness in pairs}))

    assert (found, verdict(found)) == (float(total), word)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize("field", M_AND_U)
def test_the_shares_of_a_field_are_all_there_is(field: Field) -> None:
    shares = M_AND_U[field].values()

    assert sum(m for m, _u in shares) == pytest.approx(1)
    assert sum(u for _m, u in shares) == pytest.approx(1)


@pytest.mark.parametrize("field", M_AND_U)
def test_what_agrees_better_never_says_less(field: Field) -> None:
    same, differs = bits(field, Likeness.SAME), bits(field, Likeness.DIFFERS)

    assert same >= max(bits(field, likeness) for likeness in M_AND_U[field]) - 0.2
    assert differs == min(bits(field, likeness) for likeness in M_AND_U[field])


def _likeness(word: str) -> Likeness:
    return WORDS.get(word) or Likeness(word)
