"""Chunks in any order, delivered twice, by workers that die: one result."""

import random
from collections.abc import Callable
from contextlib import suppress

import pytest

from claims.filing.models import Claim
from payouts.allocation import services, statements, tasks
from payouts.allocation.models import Award, RunStatus
from settlement.terms.models import Settlement
from settlement.work.models import Chunk
from tests import make
from tests.payouts.allocation.plans import text
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
TWO_TRANCHES = """
[[pools.tranches]]
key = "years"
applies_if = "created_in_illinois"
points = "6"
cap_per_claim = "3.00"
cap_per_point = "0.07"
rounding = "largest-remainder"
[[pools.tranches]]
key = "shares"
applies_if = "true"
points = "6.5 if created_in_illinois else 1"
rounding = "largest-remainder"
"""


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CHUNK", 3)


@pytest.mark.usefixtures("small_chunks")
def test_chunks_in_any_order_and_delivered_twice_give_the_same_awards(db: None) -> None:
    case = make.settlement(text=text(net_cents=10_007, tranches=TWO_TRANCHES))
    for place in range(20):
        approved(case, ILLINOIS if place % 3 else ELSEWHERE)
    once = finished(case)

    for seed in range(3):
        again = opened(case)
        work_off(in_order=random.Random(seed), deliveries=2)  # noqa: S311 - order, no secret
        again.refresh_from_db()

        assert awards_of(again) == awards_of(once)
        assert (again.status, again.awarded_cents) == (RunStatus.CLOSED, 10_007)
        assert again.snapshot_sha256 == once.snapshot_sha256
        assert again.job is not None
        assert again.job.chunks.count() == 8  # seven of claims, and the hash


class Killed(Exception):
    """What a worker's death looks like to the code it was running."""


class Dying:
    """A verb after which the worker is often killed, before its transaction commits."""

    deaths = 0

    def __init__(self, verb: Callable[..., object], dice: random.Random) -> None:
        self.verb = verb
        self.dice = dice

    def __call__(self, *args: object, **values: object) -> object:
        done = self.verb(*args, **values)
        if self.dice.random() < 0.4:
            Dying.deaths += 1
            raise Killed
        return done


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_worker_that_dies_anywhere_leaves_the_same_result(
    settlement: Settlement, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for place in range(10):
        approved(settlement, ILLINOIS if place % 3 else ELSEWHERE)
    once = finished(settlement)
    dice = random.Random(seed)  # noqa: S311 - deaths, no secret
    for name in ("freeze_run", "start_awards", "award_chunk", "close_run"):
        monkeypatch.setattr(services, name, Dying(getattr(services, name), dice))

    again = opened(settlement)
    before = Dying.deaths
    while again.status not in (RunStatus.CLOSED, RunStatus.REFUSED):
        with suppress(Killed):
            work_off()
        Chunk.objects.filter(done_at=None).update(attempts=0)  # not hopeless: only unlucky
        again.refresh_from_db()

    assert Dying.deaths > before
    assert awards_of(again) == awards_of(once)
    assert (again.status, again.figures) == (RunStatus.CLOSED, once.figures)
    assert again.snapshot_sha256 == once.snapshot_sha256


def test_a_run_whose_sums_do_not_agree_is_refused(
    settlement: Settlement, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(settlement, ELSEWHERE)
    run = freeze(opened(settlement))
    chunk = Chunk.objects.get(job=run.job_id, first__gt=0)

    def a_cent_too_much(**_chunk: int) -> int:
        Award.objects.create(run=run, claim=Claim.objects.get(), measure=1, cents=700_001)
        return 1

    monkeypatch.setattr(statements, "award_chunk", a_cent_too_much)
    tasks.award_chunk(chunk_id=chunk.pk)
    work_off()
    run.refresh_from_db()

    assert run.status == RunStatus.REFUSED
    assert "The plan gives $7,000.00 to 1 claims, the awards are $7,000.01" in run.refusal
