"""The two commands of the class list, as typed."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from settlement.roster.models import ClassMember, RosterImport
from settlement.terms.models import Settlement
from tests.settlement.roster.listing import ANA, BEN, write


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Settings) -> None:
    settings.PRORATA_VAR = tmp_path / "var"


def _run(*words: object) -> str:
    out = StringIO()
    call_command(*map(str, words), stdout=out)
    return out.getvalue()


def test_a_made_list_can_be_imported(settlement: Settlement, tmp_path: Path) -> None:
    path, claims = tmp_path / "list.csv", tmp_path / "claims.csv"

    made = _run("make_roster", "--members", 500, "--out", path, "--claims", claims,
                "--claim-rate", 0.1)  # fmt: skip
    said = _run("import_roster", "small", path)

    assert "500 members" in made
    assert "50 claims" in made
    assert "Lines: 500. Members loaded: 500. Rejected: 0." in said
    assert ClassMember.objects.filter(settlement=settlement).count() == 500


def test_the_import_says_where_the_rejects_are(settlement: Settlement, tmp_path: Path) -> None:
    path = write(tmp_path / "list.csv", ANA, BEN | {"email": "none"}, ANA)

    said = _run("import_roster", "small", path, "--rejects", tmp_path / "rejects.csv")

    assert "list.csv was read as CSV in UTF-8." in said
    assert "Lines: 3. Members loaded: 2. Rejected: 1." in said
    assert "Loaded without email, for it cannot be read: 1." in said
    assert str(tmp_path / "rejects.csv") in said
    assert "stands before in line 2" in (tmp_path / "rejects.csv").read_text()


def test_a_program_can_read_the_result(settlement: Settlement, tmp_path: Path) -> None:
    path = write(tmp_path / "list.csv", ANA)

    result = json.loads(_run("import_roster", "small", path, "--json", "--dry-run"))

    row = RosterImport.objects.get()
    assert result == {
        "import": row.pk,
        "status": "tried",
        "sha256": row.sha256,
        "lines": 1,
        "loaded": 1,
        "rejected": 0,
        "unusable": {},
        "rejects_file": None,
        "files": row.files,
    }


def test_a_supplement_says_what_it_did_to_the_list(settlement: Settlement, tmp_path: Path) -> None:
    _run("import_roster", "small", write(tmp_path / "list.csv", ANA, BEN))
    path = write(
        tmp_path / "more.csv",
        {"member_ref": "A-1001", "city": "Aurora"},
        {"member_ref": "A-1002", "action": "remove"},
        {"member_ref": "A-1003", "action": "remove"},
        names=("member_ref", "city", "action"),
    )

    tried = json.loads(_run("import_roster", "small", path, "--supplement", "--dry-run", "--json"))
    said = _run("import_roster", "small", path, "--supplement")

    assert (tried["status"], tried["added"], tried["changed"]) == ("tried", 0, 1)
    assert (tried["removed"], tried["rejected"]) == (1, 1)
    assert "Lines: 3. Added: 0. Changed: 1. Removed: 1. Rejected: 1." in said
    assert "verified again" in said


def test_columns_can_be_named_otherwise(settlement: Settlement, tmp_path: Path) -> None:
    path = write(tmp_path / "list.csv", ANA)
    path.write_text(path.read_text().replace("member_ref", "Customer", 1))

    assert "Members loaded: 1." in _run(
        "import_roster", "small", path, "--map", "member_ref=customer"
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("nowhere", "{list}"), 'no case "nowhere"'),
        (("small", "{missing}"), "cannot be read: No such file"),
        (("small", "{list}", "--supplement"), "no class list in use"),
        (("small", "{list}", "--map", "member_ref"), "Write --map as"),
        (("small", "{list}", "--by", "nobody@example.org"), "Nobody on the staff"),
        (("small", "{list}", "--map", "zip=postcode"), '"zip" is unknown'),
    ],
)
def test_a_refusal_is_one_sentence_and_changes_nothing(
    settlement: Settlement, tmp_path: Path, words: tuple[str, ...], why: str
) -> None:
    files = {"list": write(tmp_path / "list.csv", ANA), "missing": tmp_path / "no.csv"}

    with pytest.raises(CommandError, match=why):
        _run("import_roster", *(word.format(**files) for word in words))

    assert not RosterImport.objects.exists()


def test_a_refusal_can_be_read_by_a_program(settlement: Settlement, tmp_path: Path) -> None:
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_roster", "nowhere", str(tmp_path / "no.csv"), "--json", stdout=out)

    assert json.loads(out.getvalue())["refused"].startswith(str(tmp_path / "no.csv"))


@pytest.mark.parametrize("rate", ["illinois_creator", "illinois_creator=2", "illinois_creator=x"])
def test_a_rate_that_is_none_is_refused(tmp_path: Path, rate: str) -> None:
    with pytest.raises(CommandError):
        _run("make_roster", "--members", 5, "--out", tmp_path / "l.csv", "--flag-rate", rate)
