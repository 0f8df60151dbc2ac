"""The command load_settlement: what it prints, what it refuses, and that it then stores nothing."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from settlement.accounts.models import User
from settlement.terms.models import Settlement, TermsVersion

TIKTOK = Path(__file__).parents[3] / "settlements" / "tiktok.toml"
pytestmark = pytest.mark.django_db


def load(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("load_settlement", str(path), *options, stdout=out)
    return out.getvalue()


def test_the_default_case_is_adopted_with_its_warning() -> None:
    printed = load(TIKTOK)

    version = TermsVersion.objects.get()
    assert version.settlement.slug == "tiktok"
    assert version.text.encode() == TIKTOK.read_bytes()
    assert "Warning: calendar.fee_petition: the fee petition is due on 2022-03-31" in printed
    assert f"is adopted as version 1 (SHA-256 {version.sha256})." in printed


def test_loading_it_again_says_that_nothing_changed() -> None:
    load(TIKTOK)

    assert "is unchanged; it is in force as version 1" in load(TIKTOK)
    assert TermsVersion.objects.count() == 1


def test_strict_refuses_the_default_case() -> None:
    with pytest.raises(CommandError, match=r"tiktok.toml: calendar.fee_petition"):
        load(TIKTOK, "--strict")

    assert not Settlement.objects.exists()


def test_a_changed_file_is_adopted_with_a_reason_by_a_person(tmp_path: Path, alice: User) -> None:
    load(TIKTOK)
    changed = tmp_path / "tiktok.toml"
    changed.write_text(TIKTOK.read_text() + "# amended\n")

    with pytest.raises(CommandError, match="Say why it changes"):
        load(changed)
    assert "as version 2" in load(changed, "--reason", "By order.", "--by", alice.email)
    assert TermsVersion.objects.get(number=2).adopted_by == alice


def test_every_fault_is_a_line_and_nothing_is_stored(tmp_path: Path, every_key: str) -> None:
    path = tmp_path / "case.toml"
    path.write_text(every_key.replace("version = 1", "version = 2").replace('"10000.00"', "1"))

    with pytest.raises(CommandError) as caught:
        load(path)

    assert str(caught.value).splitlines() == [
        "case.toml: version: expected 1, the version of this language; found 2.",
        "case.toml: fund.gross: expected an amount of dollars and cents in quotes,"
        ' such as "92000000.00"; found 1.',
        "Nothing was stored.",
    ]
    assert not Settlement.objects.exists()


def test_a_program_reads_what_was_adopted_and_what_was_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("version = 1\n[case\n")
    out = io.StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("load_settlement", str(broken), "--json", stdout=out)
    adopted, refused = json.loads(load(TIKTOK, "--json")), json.loads(out.getvalue())

    assert (adopted["settlement"], adopted["version"], adopted["created"]) == ("tiktok", 1, True)
    assert adopted["warnings"][0]["path"] == "calendar.fee_petition"
    assert refused["faults"][0]["line"] == 2
    assert refused["refused"].startswith("broken.toml, line 2: expected valid TOML")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"\xff\xfe", "is not UTF-8 text"), (b"", "case: expected a table")],
)
def test_a_file_that_is_no_settlement_file_is_refused(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=sentence):
        load(path)


def test_nobody_unknown_adopts_a_file() -> None:
    with pytest.raises(CommandError, match=r"Nobody on the staff has the address x@example.org"):
        load(TIKTOK, "--by", "x@example.org")

    assert not Settlement.objects.exists()
