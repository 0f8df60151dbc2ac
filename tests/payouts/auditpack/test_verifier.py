"""verify.py as a program: what it is allowed to be, and its readers of TOML and expressions."""

import ast
import json
import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.auditpack import verify
from payouts.auditpack.packing import VERIFIER
from settlement.terms import expressions
from settlement.terms.tree import Kind
from tests.payouts.allocation import plans
from tests.payouts.auditpack import packed
from tests.payouts.auditpack.generated import files
from tests.payouts.auditpack.test_tree import proof_for

OLDEST = (3, 9)
LIBRARY = {
    *("__future__", "argparse", "array", "collections.abc", "csv", "fractions", "hashlib"),
    *("itertools", "json", "math", "pathlib", "re", "sys", "tomllib", "typing"),
}
KINDS = {"a": "number", "b": "number", "t": "truth", "s": "text", "d": "day"}
CORE_KINDS = {"a": Kind.NUMBER, "b": Kind.NUMBER, "t": Kind.BOOLEAN, "s": Kind.TEXT, "d": Kind.DATE}
TEXTS = [
    "a + b * 2 - a / b", "-a * -b + +1", "a / 3 * 3 == a", "0 < a <= 5", "not not t",
    "not a == b and t or false", "1 if t else 2 if a > 1 else b", "min(a, b, 2.50) + max(a)",
    's == "x" or s != \'y\'',
    'd < "2021-09-30"', '"2021-09-30" <= d', "(a if t else b) / (b - 1)", "t and 1 / b > 2",
    "t or 1 / b > 2", "1 < a < 1 / b", "a - b - 1", "a / b / 2", "007 + a", "a\n + 1",
]  # fmt: skip
WRONG = [
    "", "a +", "a b", "t + 1", "s < s", "s + s", "a and t", "abs(a)", "min()", "a.b", "a ** 2",
    "a // 2", "1_000", "x", "a == t", "1 if a else 2", "1 if t else s", "__import__('os')", "a = b",
]  # fmt: skip


def plain(value: Any) -> Any:
    """Days as their text: the verifier reads none."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def test_it_needs_nothing_but_an_old_python() -> None:
    tree = ast.parse(VERIFIER.read_text(), feature_version=OLDEST)

    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= LIBRARY


@pytest.mark.parametrize("path", ["settlements/tiktok.toml", "tests/data/small.toml"])
def test_its_own_reader_of_toml_agrees_with_the_library(path: str) -> None:
    text = Path(path).read_text()

    assert verify.Toml(text).tables() == plain(tomllib.loads(text))


@given(files())
def test_its_own_reader_agrees_over_generated_files(text: str) -> None:
    assert verify.Toml(text).tables() == plain(tomllib.loads(text))


def test_its_own_reader_knows_the_forms_that_texts_come_in() -> None:
    text = (
        'a = "x\\t\\"\\u00e9" # a note\nb = \'c:\\d\'\r\n"c d".e = """\none \\\n  two"""\n'
        "f = '''g\n''h'''\ni = [\n 1_000, # one\n [true, false],\n]\nj = { k = \"l\", m.n = -2 }\n"
        "[o.p]\nq = 1\n[[o.r]]\ns = 1\n[[o.r]]\n[o.r.t]\nu = 2021-09-30\n"
    )

    assert verify.Toml(text).tables() == plain(tomllib.loads(text))


@given(
    st.sampled_from(TEXTS),
    st.integers(-3, 9),
    st.integers(0, 3),
    st.booleans(),
    st.sampled_from(["", "x", "y"]),
    st.sampled_from(["", "2021-09-29", "2021-10-01"]),
)
def test_its_own_expressions_agree_with_the_language(
    text: str, a: int, b: int, t: bool, s: str, d: str
) -> None:
    mine = verify.Expression(text, KINDS).evaluate
    theirs = expressions.parse(text, CORE_KINDS).evaluate
    try:
        expected = theirs({"a": Fraction(a), "b": Fraction(b), "t": t, "s": s, "d": d})
    except ZeroDivisionError:
        with pytest.raises(ZeroDivisionError):
            mine({"a": a, "b": b, "t": t, "s": s, "d": d})
    else:
        assert mine({"a": a, "b": b, "t": t, "s": s, "d": d}) == expected


@pytest.mark.parametrize("text", WRONG)
def test_what_is_not_of_the_language_is_refused(text: str) -> None:
    with pytest.raises(verify.Different, match="is not of the language"):
        verify.Expression(text, KINDS)


def test_a_cap_that_equals_the_award_holds_nobody_down() -> None:
    tranche = (
        '[[pools.tranches]]\nkey = "shares"\napplies_if = "true"\namount = "5"\n'
        'cap_per_claim = "5.00"\n'
    )
    text = plans.text(net_cents=1_000, tranches=tranche)
    plan = verify.Plan(text)
    measures = verify.Histogram(plan)
    measures.add(2, {"main.shares": 5 * verify.CENT}, {})

    (served,) = verify.divided(plan, measures, None).values()

    assert [*served.cents] == [500]
    assert served.outcome(0, served.rows[0]) == ""


def test_a_proof_alone_is_checked_against_a_root(tmp_path: Path) -> None:
    proof = proof_for(5, 3)
    path = tmp_path / "proof.json"
    path.write_text(proof.as_text())

    said = packed.verified("--check", path, proof.root)

    assert said == (
        "equal: claim C000003 is awarded $0.21 in run 3 of small, whose 5 awards sum to $0.70.\n"
    )
    assert "The proof leads to the root" in packed.verified("--check", path, "0" * 64, status=1)


def test_a_proof_that_was_altered_is_told_so(tmp_path: Path) -> None:
    proof = proof_for(5, 3)
    said = json.loads(proof.as_text()) | {"cents": 22}
    (tmp_path / "proof.json").write_text(json.dumps(said))

    answer = packed.verified("--check", tmp_path / "proof.json", proof.root, status=1)

    assert answer.startswith("different: The proof")
