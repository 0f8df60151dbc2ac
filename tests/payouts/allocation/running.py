"""Runs in tests: their work done in this process, by the tasks the beat would ring for."""

import random
from collections.abc import Callable, Mapping

from claims.filing.models import Claim
from payouts.allocation import services, tasks
from payouts.allocation.models import Award, Run
from payouts.residual.tasks import freeze_later_run
from settlement import sql
from settlement.accounts.models import User
from settlement.identifiers.flags import encode
from settlement.roster.partitions import ClassList
from settlement.terms.models import Settlement
from settlement.work import services as work
from settlement.work.models import Chunk
from tests import make

TASKS: Mapping[str, Callable[..., None]] = {
    task.name: task
    for task in (
        tasks.freeze_run,
        freeze_later_run,
        tasks.start_awards,
        tasks.award_chunk,
        tasks.close_run,
    )
}
PUT_MEMBER = """
    INSERT INTO settlement_classmember (settlement_id, member_no, flags, ref_key)
    VALUES (%(settlement_id)s, %(member_no)s, %(flags)s, %(member_no)s)
"""


def opened(settlement: Settlement, *, by: User | None = None) -> Run:
    maker = by or User.objects.service("tests")
    return services.open_run(settlement=settlement, by=maker, now=make.NOW)


def finished(settlement: Settlement, *, by: User | None = None) -> Run:
    """A run from open to closed, or refused."""
    run = opened(settlement, by=by)
    work_off()
    run.refresh_from_db()
    return run


def work_off(*, in_order: random.Random | None = None, deliveries: int = 1) -> None:
    """Do what is due until nothing is, each bell `deliveries` times, chunks in any order."""
    while (due := work.due()).chunks or due.closings:
        chunks = due.chunks * deliveries
        if in_order is not None:
            in_order.shuffle(chunks)
        for task, chunk_id in chunks:
            TASKS[task](chunk_id=chunk_id)
        for task, job_id in due.closings * deliveries:
            TASKS[task](job_id=job_id)


def freeze(run: Run) -> Run:
    """The run frozen, its chunks of awards still to be done."""
    chunk = Chunk.objects.get(job=run.job_id)
    tasks.freeze_run(chunk_id=chunk.pk)
    tasks.start_awards(job_id=chunk.job_id)
    run.refresh_from_db()
    return run


def awards_of(run: Run) -> dict[str, int]:
    """Claim number to cents."""
    return dict(Award.objects.filter(run=run).values_list("claim__number", "cents"))


def approved(settlement: Settlement, answers: Mapping[str, object], **fields: object) -> Claim:
    return make.claim(settlement, status="approved", answers=dict(answers), **fields)


def member_list(settlement: Settlement, flags: Mapping[int, bool | None]) -> None:
    """A class list of these member numbers, with what it knows of the small case's one flag."""
    made = ClassList(settlement.pk, import_id=settlement.pk)
    made.make()
    made.index()
    made.attach()
    for member_no, flag in flags.items():
        value = encode({"illinois_creator": flag}, names=["illinois_creator"])
        sql.run(PUT_MEMBER, settlement_id=settlement.pk, member_no=member_no, flags=value)
