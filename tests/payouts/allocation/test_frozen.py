"""What a run freezes, and what can be changed of it afterwards: nothing."""

from hashlib import sha256

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Model

from payouts.allocation import services
from payouts.allocation.models import Award, Entrant, Measure, Run, RunStatus, Share, Snapshot
from settlement import sql
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation.running import (
    approved,
    awards_of,
    finished,
    freeze,
    opened,
    work_off,
)

ILLINOIS = {"created_in_illinois": True}
ELSEWHERE = {"created_in_illinois": False}
TABLES = ("payouts_award", "payouts_snapshot", "payouts_measure", "payouts_share")


def test_the_hash_is_of_the_text_that_the_documents_state(settlement: Settlement) -> None:
    approved(settlement, ILLINOIS, number="BB-2")
    approved(settlement, ELSEWHERE, number="BA-1")
    approved(settlement, ILLINOIS, number="AA-3")

    run = finished(settlement)

    canonical = (
        "prorata snapshot 1\n"
        "settlement\tsmall\n"
        f"terms\t{run.terms_version.sha256}\n"
        "distribution\t1\n"
        'measure\t1\t1\t{"created_in_illinois":false}\n'
        "BA-1\n"
        'measure\t2\t2\t{"created_in_illinois":true}\n'
        "AA-3\n"
        "BB-2\n"
    )
    assert run.snapshot_sha256 == sha256(canonical.encode()).hexdigest()


def test_a_claim_decided_after_the_freeze_waits_for_the_next_run(settlement: Settlement) -> None:
    approved(settlement, ELSEWHERE)
    run = freeze(opened(settlement))
    approved(settlement, ELSEWHERE)
    work_off()
    run.refresh_from_db()

    assert (run.status, run.claims, run.awards.count()) == (RunStatus.CLOSED, 1, 1)


def test_what_a_run_froze_and_awarded_cannot_be_changed(settlement: Settlement) -> None:
    claim = approved(settlement, ELSEWHERE)
    run = finished(settlement)

    for table in TABLES:
        for statement in (f"UPDATE {table} SET run_id = run_id", f"DELETE FROM {table}"):  # noqa: S608
            with pytest.raises(DatabaseError, match="Cannot update or"), transaction.atomic():
                sql.run(statement)
    late = approved(settlement, ELSEWHERE)
    with pytest.raises(DatabaseError, match="only while it is being frozen"), transaction.atomic():
        Snapshot.objects.create(
            run=run,
            claim=late,
            claim_number=late.number,
            claim_version=1,
            member_no=late.member_no or 0,
            measure=1,
        )
    with (
        pytest.raises(IntegrityError, match="once it is frozen and until it is closed"),
        transaction.atomic(),
    ):
        Award.objects.create(run=run, claim=late, measure=1, cents=5)
    assert awards_of(run) == {claim.number: 700_000}


@pytest.mark.parametrize("measure", [1, 2])
def test_nobody_is_awarded_who_was_not_frozen_by_that_measure(
    settlement: Settlement, measure: int
) -> None:
    claim = approved(settlement, ELSEWHERE)
    run = freeze(opened(settlement))
    who = approved(settlement, ELSEWHERE) if measure == 1 else claim

    with pytest.raises(IntegrityError, match="no frozen claim of its run"), transaction.atomic():
        Award.objects.create(run=run, claim=who, measure=measure, cents=5)


@pytest.mark.parametrize(
    "change",
    [
        {"awarded_cents": 7},
        {"residual_cents": 7},
        {"net_cents": 7},
        {"reserve_cents": 1},
        {"claims": 7},
        {"figures": {"paid": "0.07"}},
        {"snapshot_sha256": "7"},
        {"number": 7},
        {"distribution": 7},
        {"kind": "second"},
        {"order": "Docket 7"},
        {"preliminary": False},
        {"made_by": None},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.parametrize("status", ["closed", "approved", "superseded"])
def test_a_computed_runs_figures_cannot_be_changed(
    settlement: Settlement, alice: User, bob: User, change: dict[str, object], status: str
) -> None:
    paying.fund(settlement)
    run = finished(settlement, by=alice)
    if status != "closed":
        services.approve_run(run=run, by=bob, now=NOW)
    if status == "superseded":
        services.approve_run(run=finished(settlement, by=alice), by=bob, now=NOW)

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Run.objects.filter(pk=run.pk).update(**change)
    run.refresh_from_db()
    assert run.status == status


@pytest.mark.parametrize("made", [Measure, Share, Snapshot, Award, Entrant])
def test_nothing_is_added_to_a_closed_run(settlement: Settlement, made: type[Model]) -> None:
    approved(settlement, ELSEWHERE)
    run = finished(settlement)
    late = approved(settlement, ELSEWHERE)
    rows: dict[type[Model], dict[str, object]] = {
        Measure: {"number": 2, "answers": {}, "claims": 1},
        Share: {"measure": 1, "tranche": "main.more", "points": 1, "cents": 1},
        Snapshot: {
            "claim": late,
            "claim_number": "B",
            "claim_version": 1,
            "member_no": 1,
            "measure": 1,
        },
        Award: {"claim": late, "measure": 1, "cents": 1},
        Entrant: {"claim": late},
    }

    with pytest.raises(DatabaseError), transaction.atomic():
        made._default_manager.create(run=run, **rows[made])
