"""verify.py as a court's expert needs it: a pack whose maker altered it, and all hashes with it."""

import csv
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from payouts.allocation.models import Run
from payouts.auditpack import verify
from tests.payouts.allocation import running
from tests.payouts.auditpack import packed
from tests.payouts.auditpack.test_tree import proof_for

pytestmark = pytest.mark.django_db

type Line = list[str]
type Json = dict[str, Any]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of three claims that share a dollar."""
    settlement = packed.case(net_cents=100, rounding="largest-remainder")
    for _each in range(3):
        packed.claim(settlement)
    run: Run = running.finished(settlement)
    return packed.written(run, tmp_path / "pack")


def altered(pack: Path, name: str, change: Callable[[str], str]) -> None:
    """Change a file, and what the manifest says of it."""
    data = change((pack / name).read_text()).encode()
    (pack / name).write_bytes(data)
    manifest = packed.manifest(pack)
    manifest["files"][name] = {"sha256": sha256(data).hexdigest(), "bytes": len(data)}
    (pack / "manifest.json").write_text(json.dumps(manifest))


def with_lines(change: Callable[[list[Line]], object]) -> Callable[[str], str]:
    """A change of a table's lines."""

    def changed(text: str) -> str:
        lines = [*csv.reader(text.splitlines())]
        change(lines)
        return "".join(",".join(map(quoted, line)) + "\n" for line in lines)

    return changed


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if '"' in cell or "," in cell else cell


def with_json(change: Callable[[Json], object]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        value = json.loads(text)
        change(value)
        return json.dumps(value)

    return changed


def test_nothing_can_count_against_the_claims_of_a_first_distribution(pack: Path) -> None:
    """In a first distribution the snapshot's hash does not hold what is `counted`."""
    altered(
        pack, "measures.csv", with_lines(lambda all: all[1].__setitem__(5, '{"main.shares":9}'))
    )

    said = packed.verified(pack, status=1)

    assert said.startswith("different: measures.csv, measure 1: nothing was awarded before a first")


@pytest.mark.parametrize("counted", ['{"main.shares":-5}', '{"main.shares":"5"}', "[]", "7", ""])
def test_what_counts_is_whole_cents(counted: str) -> None:
    with pytest.raises((verify.Different, *verify.UNREADABLE)):
        verify.had(counted, later=True)


def test_answers_stand_in_one_form_only(pack: Path) -> None:
    """In two forms, one set of answers could be two measures."""
    altered(pack, "measures.csv", lambda text: text.replace("{}", "{ }", 1))

    assert "in this form, where it says" in packed.verified(pack, status=1)


def test_a_share_stands_in_the_schedule_once(pack: Path) -> None:
    def doubled(lines: list[Line]) -> None:
        lines.insert(1, [*lines[1][:4], "9900", *lines[1][5:]])

    altered(pack, "schedule.csv", with_lines(doubled))

    said = packed.verified(pack, status=1)
    assert said == "different: schedule.csv, measure 1: main.shares should stand there once.\n"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda all: all["figures"]["pools"].clear(), "figures.json, pools: it is []"),
        (lambda all: all["figures"]["pools"][0]["tranches"].clear(), "pool main, tranches: it is"),
        (lambda all: all["figures"]["pools"][0].update(paid="0.99"), "pool main, paid: it is 0.99"),
        (
            lambda all: all["figures"]["pools"][0]["tranches"][0].update(dropped=2),
            "main.shares, dropped: it is 2, and should be None",
        ),
        (lambda all: all["figures"].update(reserve="5.00"), "reserve: it is 5.00"),
    ],
)
def test_figures_are_compared_whole(
    pack: Path, change: Callable[[Json], object], named: str
) -> None:
    altered(pack, "figures.json", with_json(change))

    assert named in packed.verified(pack, status=1)


def test_a_first_distribution_divides_what_its_file_says(pack: Path) -> None:
    later = {"fresh_cents": 99, "at_most": {}, "awarded": {}}
    manifest = packed.manifest(pack) | {"later": later}
    (pack / "manifest.json").write_text(json.dumps(manifest))

    assert "a later distribution, and no other, states" in packed.verified(pack, status=1)


def test_the_file_that_counsel_signed_stands_beside_the_root(pack: Path) -> None:
    """Whoever makes a pack could put another file in, so somebody has to compare its hash."""
    file = sha256((pack / "settlement.toml").read_bytes()).hexdigest()

    assert f"\nfile     {file}\n" in packed.verified(pack)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("manifest.json", "[1]"),
        ("manifest.json", "7"),
        ("manifest.json", '{"format": "prorata audit pack 1", "run": []}'),
        ("manifest.json", "[" * 100_000),
        ("figures.json", '{"figures": [], "sums": 3}'),
        ("measures.csv", "measure,claims,cents,reason,answers,counted\n1,x,,,{},{}\n"),
        ("measures.csv", "measure,claims,cents,reason,answers,counted\n1,3,,,[1],{}\n"),
        ("claims.csv", f'claim,measure,cents,extra\n"{"A" * 200_000}",1,1,0\n'),
        ("settlement.toml", "version = 1\n"),
        ("settlement.toml", "\0"),
    ],
)
def test_what_is_no_pack_is_told_so_in_one_line(pack: Path, name: str, text: str) -> None:
    if name == "manifest.json":
        (pack / name).write_text(text)
    else:
        altered(pack, name, lambda _before: text)

    said = packed.verified(pack, status=1)  # which asserts that there is no traceback

    assert said.startswith("different: ")
    assert said.count("\n") == 1


def test_a_proof_is_not_taken_from_claims_that_the_root_is_not_over(pack: Path) -> None:
    claim = (pack / "claims.csv").read_text().splitlines()[1].split(",")[0]
    altered(pack, "claims.csv", lambda text: text.replace(",34,", ",35,"))

    assert "manifest.json, tree.root: it is" in packed.verified(pack, "--proof", claim, status=1)


def test_a_proof_of_another_case_is_not_made_by_moving_a_letter(tmp_path: Path) -> None:
    """Hash and case are hashed one after the other, so each must have its length."""
    proof = json.loads(proof_for(5, 3).as_text())
    moved = {
        "snapshot_sha256": proof["snapshot_sha256"] + proof["case"][0].encode().hex(),
        "case": proof["case"][1:],
    }
    (tmp_path / "proof.json").write_text(json.dumps(proof | moved))

    said = packed.verified("--check", tmp_path / "proof.json", proof["root"], status=1)

    assert said == "different: The proof is not a whole proof of inclusion.\n"


@pytest.mark.parametrize("letters", ["utf-16", "utf-8-sig"])
def test_a_proof_that_windows_wrote_is_read(tmp_path: Path, letters: str) -> None:
    proof = proof_for(5, 3)
    (tmp_path / "proof.json").write_text(proof.as_text().replace("\n", "\r\n"), letters)

    assert packed.verified("--check", tmp_path / "proof.json", proof.root).startswith("equal")


@pytest.mark.parametrize(
    ("column", "said"), [(0, "is no claim number"), (1, "there is no measure \u0661")]
)
def test_a_claim_has_a_number_without_a_line_s_end_and_a_measure_in_plain_digits(
    pack: Path, column: int, said: str
) -> None:
    """The snapshot's hash has each number on a line, so two could otherwise pass for one."""
    last = ("Z\nZ", "1", "33", "0") if column == 0 else ("Z", "\u0661", "33", "0")

    def change(text: str) -> str:
        lines = text.splitlines()[:-1]
        return "\n".join([*lines, f'"{last[0]}",{",".join(last[1:])}']) + "\n"

    altered(pack, "claims.csv", change)

    assert said in packed.verified(pack, status=1)


def test_a_pack_is_of_the_case_that_its_file_names(pack: Path) -> None:
    manifest = packed.manifest(pack)
    manifest["case"]["number"] = "No. 1"
    (pack / "manifest.json").write_text(json.dumps(manifest))

    assert "manifest.json, case.number: it is No. 1" in packed.verified(pack, status=1)


def test_the_readme_says_that_claims_could_still_be_filed(pack: Path) -> None:
    assert "It is preliminary" in (pack / "README.txt").read_text()
