"""The commands: thin, one service call each, exit 1 with one sentence when they refuse."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims.filing.models import Claim
from payouts.allocation.models import Run
from payouts.payments.models import Batch
from payouts.payments.services import approve_batch, void_batch
from settlement.accounts.models import User
from settlement.audit.models import Event

pytestmark = pytest.mark.django_db


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def approve(batch: Batch, by: User) -> None:
    approve_batch(batch=batch, sha256=batch.file_sha256, by=by, now=timezone.now())


def test_pay_makes_batches_and_says_what_is_next(run: Run, alice: User) -> None:
    text = said("pay", "small", "1", "--by", alice.email)

    assert "batch 1: 2 by bank transfer, $55.68" in text
    assert "small-0001.ach" in text
    assert Batch.objects.get(number=1).file_sha256 in text
    assert Batch.objects.filter(made_by=alice).count() == 2


def test_pay_speaks_json_to_programs(run: Run) -> None:
    answer = json.loads(said("pay", "small", str(run.public_id), "--json"))

    assert [(each["method"], each["payments"], each["total"]) for each in answer["batches"]] == [
        ("ach", 2, "55.68"),
        ("check", 1, "167.04"),
    ]
    assert (answer["waiting"], answer["held"]) == ([], [])
    assert answer["fallen"] == {"claims": 0, "total": "0.00"}


def test_pay_says_which_claims_fell_once_others_are_paid(
    run: Run, claims: list[Claim], alice: User
) -> None:
    said("pay", "small", "1", "--by", alice.email)
    void_batch(batch=Batch.objects.get(method="ach"), why="the wrong day", by=alice)
    Claim.objects.get(pk=claims[0].pk).move("in_review", by=alice, queue="reopened")

    text = said("pay", "small", "1", "--by", alice.email)

    assert "1 claim of this run cannot be paid as awarded any more, $27.84 in all." in text
    assert f"Held back: claim {claims[0].number}, it lost its approval" in text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("pay", "small", "7"), 'Case "small" has no run 7'),
        (("pay", "small", "x"), 'Case "small" has no run x'),
        (("pay", "small", "1", "--by", "nobody@example.org"), "Nobody on the staff"),
        (("export_batch", "small/9", "--out", "."), "There is no batch small/9"),
        (("export_batch", "nonsense", "--out", "."), "There is no batch nonsense"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    run: Run, words: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command(*words)
    assert not Batch.objects.exists()


def test_a_refusal_is_json_too_and_exits_1(run: Run, capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("pay", "small", "7", "--json")

    assert ended.value.code == 1
    assert "has no run 7" in json.loads(capsys.readouterr().out)["refused"]


def test_who_has_no_role_for_it_is_not_named_as_maker(run: Run, charlie: User) -> None:
    with pytest.raises(CommandError, match="Charlie has no role"):
        call_command("pay", "small", "1", "--by", charlie.email)


@pytest.mark.parametrize(
    "words",
    [
        ("pay", "small", "1"),
        ("allocate", "small"),
        ("export_batch", "small/1", "--out", "."),
    ],
)
def test_away_from_a_local_site_money_is_moved_by_somebody_with_a_name(
    run: Run, alice: User, bob: User, settings: Any, words: tuple[str, ...]
) -> None:
    if words[0] == "export_batch":
        said("pay", "small", "1", "--by", alice.email)
        approve(Batch.objects.get(number=1), bob)
    before = Run.objects.count(), Batch.objects.count(), Event.objects.count()
    settings.LOCAL = False

    with pytest.raises(CommandError, match="Say with --by EMAIL who you are"):
        call_command(*words)

    assert (Run.objects.count(), Batch.objects.count(), Event.objects.count()) == before


def test_export_writes_the_approved_file_and_its_hash(
    run: Run, alice: User, bob: User, tmp_path: Path
) -> None:
    said("pay", "small", "1", "--by", alice.email)
    batch = Batch.objects.get(method="ach")
    with pytest.raises(CommandError, match="once it is approved"):
        call_command("export_batch", "small/1", "--out", str(tmp_path))
    approve(batch, bob)

    text = said("export_batch", "small/1", "--out", str(tmp_path / "new"), "--by", alice.email)

    path = tmp_path / "new" / "small-0001.ach"
    path.chmod(0o644)
    said("export_batch", "small/1", "--out", str(tmp_path / "new"), "--by", alice.email)
    assert path.read_bytes().startswith(b"101 ")
    assert path.stat().st_mode & 0o077 == 0
    assert (path.parent / "small-0001.ach.sha256").read_text() == (
        f"{batch.file_sha256}  small-0001.ach\n"
    )
    assert "2 payments, $55.68" in text
