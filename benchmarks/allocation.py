"""A run from freeze to close, through Celery: snapshot, measures, awards, three sums, the hash.

The reference is one bare INSERT … SELECT of the same awards into a table with the same columns,
key and check, from the same claims and the same class list. It is told the amounts, freezes
nothing, hashes nothing, and nobody looks whether its sums are right.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from benchmarks import fill, quiet, workers
from benchmarks.report import Report, Row, median, seconds
from payouts.allocation import services
from payouts.allocation.models import Run, RunStatus
from settlement import sql
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.terms.models import Settlement
from settlement.work.tasks import ring

AIM = 2.0
TIMES = 3
LINEAR = 1.15  # of the first size's time for each claim, at most
FLAT = 1.15  # of the first size's memory, at most

MAKE_REFERENCE = "CREATE TABLE bench_award (LIKE payouts_award INCLUDING ALL)"
EMPTY_REFERENCE = "TRUNCATE bench_award"
AMOUNTS = """
    SELECT max(cents) FILTER (WHERE answers -> 'created_in_illinois' = 'true'),
           max(cents) FILTER (WHERE answers -> 'created_in_illinois' = 'false')
      FROM payouts_measure WHERE run_id = %(run_id)s
"""
AWARD = """
    INSERT INTO bench_award (run_id, claim_id, measure, cents)
    SELECT %(run_id)s, c.id, CASE WHEN m.flags & 3 = 2 THEN 2 ELSE 1 END,
           CASE WHEN m.flags & 3 = 2 THEN %(six_shares)s ELSE %(one_share)s END
      FROM claims_claim c
      JOIN settlement_classmember m ON m.settlement_id = %(case)s AND m.member_no = c.member_no
     WHERE c.settlement_id = %(case)s AND c.status = 'approved'
"""
SAME = """
    SELECT (SELECT sum(cents) FROM bench_award)
         = (SELECT sum(cents) FROM payouts_award WHERE run_id = %(run_id)s)
"""


def run(*, members: int = 2_800_000, claims: int = 1_400_000, sizes: Sequence[int] = ()) -> Report:
    """sizes: instead of one size, compare a run over so many claims with the first of them"""
    if sizes:
        return _growing(sizes)
    settlement = fill.case(members=members, claims=claims, status="approved")
    by = User.objects.service("benchmark")
    runs: list[Run] = []
    quiet.settle()
    with workers.working():
        times = [seconds(lambda: runs.append(close(settlement, by))) for _ in range(TIMES)]
    ours = statistics.median(times)
    reference = _reference(settlement, runs[-1])
    report = Report("allocation", {"members": members, "claims": claims})
    report.rows += [
        Row("a run, freeze to close", ours, "s", reference, AIM),
        Row("rate", claims / ours, "claims/s"),
    ]
    return report


@dataclass(frozen=True)
class Size:
    """One run over so many claims. memory: the most bytes that a worker process held"""

    claims: int
    seconds: float
    memory: int


def _growing(sizes: Sequence[int]) -> Report:
    """One run of each size by workers of its own; every claim is of another member."""
    first, *larger = measured = [_at(size) for size in sizes]
    report = Report("allocation", {"claims, the largest": max(sizes)})
    for size in measured:
        report.rows += [
            Row(f"a run over {size.claims:,}, freeze to close", size.seconds, "s"),
            Row(f"most memory of a worker, {size.claims:,}", size.memory / 2**20, "MiB"),
        ]
    for size in larger:
        of = f"{size.claims:,} beside {first.claims:,}"
        report.rows += [
            Row(
                f"for each claim, {of}",
                *(1e6 * size.seconds / size.claims, "us"),
                *(1e6 * first.seconds / first.claims, LINEAR),
            ),
            Row(f"memory, {of}", size.memory / 2**20, "MiB", first.memory / 2**20, FLAT),
        ]
    return report


def _at(claims: int) -> Size:
    """Fill a case of this size and run it once."""
    settlement = fill.case(members=claims, claims=claims, status="approved", slug=f"of-{claims}")
    by = User.objects.service("benchmark")
    quiet.settle()
    with workers.working() as pid:
        taken = seconds(lambda: close(settlement, by))
        return Size(claims, taken, max(workers.most_memory(pid), default=0))


def close(settlement: Settlement, by: User) -> Run:
    """Open a run, ring, and wait until it is closed.

    raises: Refusal where it is refused
    """
    made = compute(settlement, by)
    if made.status != RunStatus.CLOSED:
        raise Refusal(made.refusal)
    return made


def compute(settlement: Settlement, by: User) -> Run:
    """Open a run, ring, and wait until it is closed or refused."""
    made = services.open_run(settlement=settlement, by=by, now=timezone.now())
    ring(job_id=made.job_id)
    workers.wait_until(lambda: not _is_under_way(made), what="the run")
    made.refresh_from_db()
    return made


def _is_under_way(made: Run) -> bool:
    return Run.objects.filter(pk=made.pk, status__in=services.UNDER_WAY).exists()


def _reference(settlement: Settlement, made: Run) -> float:
    six_shares, one_share = sql.row(AMOUNTS, run_id=made.pk)
    amounts = {"six_shares": six_shares, "one_share": one_share}
    sql.run(MAKE_REFERENCE)
    quiet.settle()
    reference = median(
        TIMES,
        lambda: sql.run(AWARD, run_id=made.pk, case=settlement.pk, **amounts),
        before=lambda: sql.run(EMPTY_REFERENCE),
    )
    if not sql.value(SAME, run_id=made.pk):
        raise ValueError("The reference did not award the same, so it is no reference.")
    return reference
