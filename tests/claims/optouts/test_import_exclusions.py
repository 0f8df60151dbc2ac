"""Many requests from a CSV: a result for each line, once each, and nothing of a file cut off."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from claims.optouts.models import Exclusion
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.terms.models import Settlement
from tests import make
from tests.claims.eligibility.test_renewal import OF_ANA, filed, paid
from tests.settlement.roster.listing import ANA

HEADER = "member_ref,notice_id,name,address,received_on\n"
OF_BEN = "A-1002,,Ben Brown,12 Oak St,2026-11-20\n"
BY_NOTICE = f",{ANA['notice_id']},Ana Brown,12 Oak St,2026-11-20\n"

pytestmark = pytest.mark.usefixtures("listed")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "requests.csv"


def run(path: Path, ines: User, *options: str) -> dict[str, Any]:
    out = io.StringIO()
    with time_machine.travel(make.NOW, tick=False):
        call_command(
            "import_exclusions", "small", str(path), "--by", ines.email, "--json", *options,
            stdout=out,
        )  # fmt: skip
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def results(path: Path) -> list[list[str]]:
    with path.with_suffix(".results.csv").open(newline="") as file:
        return [[row["line"], row["result"], row["reason"]] for row in csv.DictReader(file)]


def refused(path: Path, ines: User) -> str:
    with pytest.raises(CommandError) as refusal:
        call_command("import_exclusions", "small", str(path), "--by", ines.email)
    assert not Exclusion.objects.exists()
    return str(refusal.value)


def test_a_name_too_long_to_be_kept_is_refused_before_anything_is_recorded(
    path: Path, ines: User
) -> None:
    long = path.with_name(f"{'x' * 120}.csv")
    long.write_text(f"{HEADER}{OF_BEN}")

    assert "more than 120 characters" in refused(long, ines)


def test_each_line_has_its_result(path: Path, ines: User) -> None:
    path.write_text(
        f"{HEADER}{OF_BEN}{BY_NOTICE}A-9,,Nobody,,2026-11-20\nA-1002,,Ben,,2026-11-21\n"
        "A-1002,,Ben,,31.1.2022\nA-1002,,Ben\n"
    )

    answer = run(path, ines, "--counsel", "Roe & Doe LLP")

    assert answer["counts"] == {"recorded": 2, "refused": 3, "excluded before": 1}
    assert [(line, result) for line, result, _reason in results(path)] == [
        ("2", "recorded"),
        ("3", "recorded"),
        ("4", "refused"),
        ("5", "excluded before"),
        ("6", "refused"),
        ("7", "refused"),
    ]
    assert "2022-01-31" in results(path)[4][2]
    assert {(each.counsel, each.batch) for each in Exclusion.objects.all()} == {
        ("Roe & Doe LLP", "requests.csv")
    }
    imported = Event.objects.get(kind="exclusions.imported")
    assert (imported.actor, imported.data["sha256"]) == (ines, answer["sha256"])


def test_the_same_file_again_records_nothing_twice(path: Path, ines: User) -> None:
    path.write_text(HEADER + OF_BEN + BY_NOTICE)
    run(path, ines)

    assert run(path, ines)["counts"] == {"excluded before": 2}


def test_a_dry_run_says_all_and_records_nothing(path: Path, ines: User) -> None:
    path.write_text(f"{HEADER}{OF_BEN}A-9,,Nobody,,2026-11-20\n")

    assert run(path, ines, "--dry-run")["counts"] == {"would be recorded": 1, "refused": 1}
    assert not Exclusion.objects.exists()
    assert not Event.objects.filter(kind="exclusions.imported").exists()


def test_claims_being_paid_are_named(settlement: Settlement, path: Path, ines: User) -> None:
    claim = paid(filed(settlement, **OF_ANA))
    path.write_text(HEADER + BY_NOTICE)

    assert run(path, ines)["claims_being_paid"] == [claim.number]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEADER + OF_BEN[:-1], "cut off"),
        (HEADER + OF_BEN + 'A-1001,,"Ana', "cut off"),
        (HEADER, "holds no requests"),
        ("", "columns"),
        ("name,address,received_on\nAna,,2026-11-20\n", "member_ref or notice_id"),
        ("member_ref,name,address,received_on,colour\nA,B,C,D,E\n", "unknown: colour"),
        ("member_ref,name,address\nA,B,C\n", "missing: received_on"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_whole(
    path: Path, ines: User, text: str, sentence: str
) -> None:
    path.write_text(text)

    assert sentence in refused(path, ines)


def test_who_has_no_right_to_it_records_nothing(path: Path, alice: User) -> None:
    path.write_text(HEADER + OF_BEN)

    assert "no role" in refused(path, alice)
