"""`allocate` makes a run, follows it, and does the work where nobody else does."""

import json
import time
from threading import Event, Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from payouts.allocation import services
from payouts.allocation.models import Run, RunStatus
from payouts.management.commands import allocate
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from settlement.work.models import Job
from tests import make
from tests.payouts.allocation.plans import text
from tests.payouts.allocation.running import approved, work_off


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocate, "PATIENCE", 0.05)
    monkeypatch.setattr(allocate, "PAUSE", 0.01)
    monkeypatch.setattr(services, "CHUNK", 2)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    call_command("allocate", *arguments, "--json")
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_it_computes_a_run_where_no_worker_answers(
    settlement: Settlement, alice: User, capsys: pytest.CaptureFixture[str]
) -> None:
    for _claim in range(5):
        approved(settlement, {"created_in_illinois": True})

    found = answer(capsys, "small", "--by", alice.email)

    run = Run.objects.get(made_by=alice)
    assert (found["run"], found["id"], found["claims"]) == (1, str(run.public_id), 5)
    assert (found["paid"], found["residual"], found["preliminary"]) == ("6999.90", "0.10", True)
    assert found["snapshot_sha256"] == run.snapshot_sha256
    assert run.status == RunStatus.CLOSED


def test_people_read_the_figures(
    settlement: Settlement, capsys: pytest.CaptureFixture[str]
) -> None:
    approved(settlement, {"created_in_illinois": True})

    call_command("allocate", "small")

    shown = capsys.readouterr()
    assert "Run 1 is computed (preliminary, for claims are still open)" in shown.out
    assert "$6,999.96" in shown.out
    assert "Awarding: 100 %" in shown.err
    assert shown.err.count("No worker takes up the work, so this command does it itself.") == 1


def test_a_refusal_is_one_sentence_and_changes_nothing(
    settlement: Settlement, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match=r"^Late claims are admitted only by a recorded order"):
        call_command("allocate", "small", "--late")
    with pytest.raises(CommandError, match=r"^No run is approved yet; the first distribution"):
        call_command("allocate", "small", "--distribution", "2")
    with pytest.raises(SystemExit, match="1"):
        answer(capsys, "small", "--late", "--order", "Order of June 1")

    assert [*json.loads(capsys.readouterr().out)] == ["refused"]
    assert not Run.objects.exists()


def test_a_plan_that_overspends_is_said_and_exits_1(db: None) -> None:
    case = make.settlement(text=text(net_cents=25, rounding="nearest"))
    for _claim in range(10):
        approved(case, {})

    with pytest.raises(CommandError, match="more than the"):
        call_command("allocate", "small")


def test_an_unknown_case_and_a_stranger_are_refused(settlement: Settlement, charlie: User) -> None:
    with pytest.raises(CommandError, match='no case "elsewhere"'):
        call_command("allocate", "elsewhere")
    with pytest.raises(CommandError, match="has no role"):
        call_command("allocate", "small", "--by", charlie.email)


def test_work_that_stopped_is_said(settlement: Settlement, monkeypatch: pytest.MonkeyPatch) -> None:
    def lend(job: Job) -> bool:
        job.chunks.update(error="the disk is full", attempts=9)
        Job.objects.filter(pk=job.pk).update(status="stopped")
        return True

    monkeypatch.setattr(allocate, "_lend_a_hand", lend)

    with pytest.raises(CommandError, match=r"the disk is full.* give the run up"):
        call_command("allocate", "small")


def test_it_follows_what_workers_do(
    transactional_db: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allocate, "PATIENCE", 60.0)
    case = make.settlement()
    for _claim in range(5):
        approved(case, {"created_in_illinois": True})
    done = Event()

    def work_until_done() -> None:
        while not done.wait(0.02):
            work_off()
        connection.close()

    worker = Thread(target=work_until_done)
    worker.start()
    try:
        began = time.monotonic()
        call_command("allocate", "small", "--json")
        assert time.monotonic() - began < 30
    finally:
        done.set()
        worker.join()
    shown = capsys.readouterr()
    assert json.loads(shown.out)["claims"] == 5
    assert "No worker" not in shown.err


def test_stopped_by_hand_it_leaves_the_run_going_on(
    settlement: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ctrl_c(_job: Job) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(allocate, "_lend_a_hand", ctrl_c)

    with pytest.raises(CommandError, match="Run 1 goes on without this command"):
        call_command("allocate", "small")

    work_off()
    assert Run.objects.get().status == RunStatus.CLOSED
