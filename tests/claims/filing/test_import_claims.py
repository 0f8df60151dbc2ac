"""Many claims from a CSV: a result for each line, once each, and nothing of a file cut off."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from claims.filing import imports, services
from claims.filing.bulkfile import COLUMNS
from claims.filing.models import Claim
from settlement.audit.models import Event
from settlement.notices.models import Notice
from settlement.synthetic import claims_file
from settlement.terms.models import Settlement
from tests.make import NOW

QUESTIONS = ("created_in_illinois", "years")
EMPTY = dict.fromkeys((*COLUMNS, *QUESTIONS), "")
PLAIN = EMPTY | {
    "first_name": "Dana",
    "last_name": "Rivera",
    "line1": "12 Lake Street",
    "city": "Chicago",
    "state": "IL",
    "zip": "60601",
    "capacity": "self",
    "created_in_illinois": "true",
    "payment_method": "check",
}


def line(n: int, **cells: str) -> dict[str, str]:
    return PLAIN | {"n": str(n), "email": f"dana{n}@example.org"} | cells


def text_of(*lines: dict[str, str]) -> str:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, [*EMPTY], lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "claims.csv"


def run(path: Path, *options: str, now: datetime = NOW) -> dict[str, Any]:
    out = io.StringIO()
    with time_machine.travel(now, tick=False):
        call_command(
            "import_claims", "small", str(path), "--filer", "acme", "--json", *options, stdout=out
        )
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def results(path: Path) -> list[dict[str, str]]:
    with imports.results_path(path).open(newline="") as file:
        return [*csv.DictReader(file)]


def refused(path: Path, *options: str) -> str:
    with pytest.raises(CommandError) as refusal:
        call_command("import_claims", "small", str(path), "--filer", "acme", *options)
    return str(refusal.value)


def test_the_columns_are_those_that_invented_claims_are_written_with() -> None:
    invented = {*claims_file.BEFORE_ANSWERS, *claims_file.BEHIND_ANSWERS}

    assert {*COLUMNS} == invented


def test_each_line_is_filed_and_answered(settlement: Settlement, path: Path) -> None:
    path.write_text(text_of(line(1, usernames="a|b"), line(2, years="3")))

    answer = run(path)

    assert answer["counts"] == {"filed": 2}
    one, two = results(path)
    claim = Claim.objects.get(number=one["number"])
    assert (claim.filer, claim.paper, claim.received_at) == ("acme", False, NOW)
    contents = services.contents_of(claim)
    assert contents.usernames == ("a", "b")
    assert contents.signature == "Dana Rivera"
    assert "acme" in contents.attested_text
    assert (two["line"], two["n"], two["result"]) == ("3", "2", "filed")
    assert Notice.objects.count() == 2


def test_the_same_file_again_files_nothing_and_gives_the_same_numbers(
    settlement: Settlement, path: Path
) -> None:
    path.write_text(text_of(line(1), line(2)))
    run(path)
    before = [row["number"] for row in results(path)]

    answer = run(path)

    assert answer["counts"] == {"filed before": 2}
    assert [row["number"] for row in results(path)] == before
    assert Claim.objects.count() == Notice.objects.count() == 2


def test_a_run_that_was_stopped_goes_on_where_it_was(
    settlement: Settlement, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(text_of(*(line(n) for n in range(1, 6))))
    monkeypatch.setattr(imports, "CHUNK", 2)
    calls = iter(range(10))

    def killed(**given: Any) -> Any:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return services.file_many(**given)

    monkeypatch.setattr(imports, "file_many", killed)
    with pytest.raises(KeyboardInterrupt):
        run(path)
    assert Claim.objects.count() == 2

    assert run(path)["counts"] == {"filed before": 2, "filed": 3}


def test_a_bad_line_is_refused_with_its_reason_and_stops_no_other(
    settlement: Settlement, path: Path
) -> None:
    good, bad_bytes = text_of(line(1)), b"2," + b"\xff," * (len(EMPTY) - 2) + b"\n"
    lines = [
        line(3, zip="1", created_in_illinois=""),
        line(4, birth_date="31/12/2010"),
        line(5, first_name="a\x00b"),
        line(6, first_name="x" * 1_100_000),
        line(7),
    ]
    short = "8,too,short\n"
    rest = text_of(*lines).partition("\n")[2]
    path.write_bytes(good.encode() + bad_bytes + rest.encode() + short.encode())

    answer = run(path)

    assert answer["counts"] == {"filed": 2, "refused": 6}
    reasons = {row["n"]: row["reason"] for row in results(path)}
    assert "first_name: This has characters that cannot be seen" in reasons["2"]
    assert reasons["3"] == (
        "zip: A ZIP code has five digits, such as 60601, or nine, such as 60601-1234."
        " answers.created_in_illinois: Answer this question."
    )
    assert reasons["4"].startswith("birth_date: Enter a real date")
    assert "first_name:" in reasons["5"]
    assert "field larger than field limit" in results(path)[5]["reason"]
    assert "3 cells, where the first line names 23 columns" in results(path)[7]["reason"]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda text: text[:-1], "cut off"),
        (lambda text: text[:-30], "cut off"),
        (lambda text: text + '9,"open cell\n', "cut off"),
        (lambda text: text.partition("\n")[0] + "\n", "holds no claims"),
        (lambda _text: "", "missing: account"),
        (
            lambda text: text.replace("n,notice_id", "n,notice"),
            "missing: notice_id; unknown: notice",
        ),
        (lambda text: text.replace("n,notice_id", "n,n"), "twice: n"),
        (lambda text: text.replace(",years", ""), "missing: years"),
        (lambda text: text.replace("email", "\x00"), "missing: email"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_refused_and_nothing_is_filed(
    settlement: Settlement, path: Path, spoil: Any, sentence: str
) -> None:
    path.write_text(spoil(text_of(line(1), line(2))))

    said = refused(path)

    assert sentence in said
    assert said.endswith("Nothing was filed.")
    assert not Claim.objects.exists()
    assert not imports.results_path(path).exists()


def test_a_file_that_is_not_there_is_a_sentence(settlement: Settlement, path: Path) -> None:
    assert "No such file" in refused(path)


def test_a_dry_run_says_all_and_files_nothing(settlement: Settlement, path: Path) -> None:
    path.write_text(text_of(line(1), line(2, zip="")))

    answer = run(path, "--dry-run")

    assert answer["counts"] == {"would be filed": 1, "refused": 1}
    assert not Claim.objects.exists()
    assert not Event.objects.filter(kind="claims.imported").exists()


def test_paper_that_came_late_is_kept_and_marked(settlement: Settlement, path: Path) -> None:
    path.write_text(text_of(line(1, email="")))
    after = datetime(2027, 1, 20, tzinfo=UTC)

    run(path, "--paper", "--postmarked-on", "2027-01-16", now=after)

    claim = Claim.objects.get()
    assert (claim.paper, claim.late) == (True, True)
    assert claim.postmarked_on is not None


def test_online_files_after_the_deadline_are_refused_line_by_line(
    settlement: Settlement, path: Path
) -> None:
    path.write_text(text_of(line(1)))

    assert run(path, now=datetime(2027, 1, 20, tzinfo=UTC))["counts"] == {"refused": 1}
    assert "Claims closed on" in results(path)[0]["reason"]


def test_a_postmark_belongs_to_paper(settlement: Settlement, path: Path) -> None:
    path.write_text(text_of(line(1)))

    assert "Only paper has a postmark" in refused(path, "--postmarked-on", "2027-01-16")


def test_results_cannot_start_a_spreadsheet_formula(settlement: Settlement, path: Path) -> None:
    path.write_text(text_of(line(1) | {"n": "=1+1"}))
    run(path)

    assert results(path)[0]["n"] == "'=1+1"


def test_an_import_is_recorded_with_its_counts(settlement: Settlement, path: Path) -> None:
    path.write_text(text_of(line(1), line(2, zip="")))
    answer = run(path, "--no-letters")

    event = Event.objects.get(kind="claims.imported")
    assert event.data["counts"] == {"filed": 1, "refused": 1}
    assert event.data["sha256"] == answer["sha256"]
    assert not Notice.objects.exists()
