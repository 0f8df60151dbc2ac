"""What was altered behind a run's back the second calculation names; the run is not closed."""

import pytest

from payouts.allocation import tasks
from payouts.allocation.models import Award, Run, RunStatus, Snapshot
from settlement import sql
from settlement.terms.models import Settlement
from settlement.work.models import Chunk
from tests import make
from tests.payouts import paying
from tests.payouts.allocation.plans import text
from tests.payouts.allocation.running import approved, freeze, opened, work_off


def awarded(settlement: Settlement) -> Run:
    """A run whose awards are written and which nobody has closed yet: two measures of two claims.

    The four get $5.83 for one point, $35.00 for six.
    """
    for place in range(4):
        approved(settlement, {"created_in_illinois": place % 2 == 0}, number=f"B-{place}")
    run = freeze(opened(settlement))
    for chunk in Chunk.objects.filter(job=run.job_id):
        tasks.award_chunk(chunk_id=chunk.pk)
    return run


def closed(run: Run) -> Run:
    work_off()
    run.refresh_from_db()
    return run


def set_award(run: Run, number: str, cents: int) -> None:
    paying.without_triggers("payouts_award")
    Award.objects.filter(run=run, claim__number=number).update(cents=cents)


def test_a_run_closes_when_the_second_calculation_agrees(settlement: Settlement) -> None:
    run = closed(awarded(settlement))

    assert (run.status, run.refusal) == (RunStatus.CLOSED, "")


def test_one_altered_award_is_named_and_the_run_does_not_close(settlement: Settlement) -> None:
    run = awarded(settlement)
    set_award(run, "B-2", 300_001)

    closed(run)

    assert run.status == RunStatus.REFUSED
    assert run.refusal.startswith("The sums of run 1 do not agree, so nothing may be paid from it.")
    assert run.refusal.endswith(
        "Claim B-2 is the first whose award differs: it has $3,000.01 and should have $3,000.00."
    )


def test_two_awards_that_were_exchanged_are_named_though_the_sums_agree(
    settlement: Settlement,
) -> None:
    run = awarded(settlement)
    set_award(run, "B-1", 300_000)
    set_award(run, "B-2", 50_000)

    assert closed(run).refusal == (
        "Run 1 is not what a second calculation gives, so nothing may be paid from it. Claim B-1 is"
        " the first whose award differs: it has $3,000.00 and should have $500.00. 1 more differ."
    )


def test_an_award_that_is_missing_is_named(settlement: Settlement) -> None:
    run = awarded(settlement)
    paying.without_triggers("payouts_award")
    Award.objects.filter(run=run, claim__number="B-3").delete()

    assert "Claim B-3 is the first whose award differs: it has nothing and should have $500.00" in (
        closed(run).refusal
    )


def test_an_award_of_nobody_who_was_frozen_is_named(settlement: Settlement) -> None:
    run = awarded(settlement)
    paying.without_triggers("payouts_award")
    late = approved(settlement, {}, number="A-9")
    Award.objects.create(run=run, claim=late, measure=1, cents=50_000)

    assert "Claim A-9 is the first whose award differs: it has $500.00 and should have nothing" in (
        closed(run).refusal
    )


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("share", "cents = 50001", "gives each claim of measure 1 $500.01 and should give $500.00"),
        ("share", "outcome = 'dropped'", "leaves measure 1 out for its minimum, and should not."),
        ("share", "points = 2", "gives each claim of measure 1 $500.00 and should give $875.00"),
        ("measure", "claims = 3", "Measure 1 states 3 claims, and 2 were frozen."),
        ("measure", "cents = 7", "Measure 1 states $0.07 for each claim, and its shares should"),
    ],
)
def test_what_was_altered_of_a_measure_is_named(
    settlement: Settlement, table: str, change: str, said: str
) -> None:
    run = awarded(settlement)
    paying.without_triggers(f"payouts_{table}")
    key = "measure" if table == "share" else "number"
    sql.run(f"UPDATE payouts_{table} SET {change} WHERE {key} = 1")  # noqa: S608 - our own words

    assert said in closed(run).refusal


def test_a_left_over_cent_that_went_to_another_is_named(db: None) -> None:
    case = make.settlement(text=text(net_cents=1_001, rounding="largest-remainder"))
    run = awarded(case)
    set_award(run, "B-0", 250)
    set_award(run, "B-3", 251)

    assert "Claim B-0 is the first whose award differs: it has $2.50 and should have $2.51" in (
        closed(run).refusal
    )


def test_more_than_there_is_is_said(db: None) -> None:
    case = make.settlement(text=text(net_cents=200, rounding="nearest"))
    run = awarded(case)  # 50 cents each
    paying.without_triggers("payouts_snapshot")
    Snapshot.objects.filter(run=run, claim_number="B-0").delete()  # 66 2/3 cents each

    assert closed(run).refusal == (
        "Run 1 pays more than it may, so nothing may be paid from it. Tranche main.shares would pay"
        " $2.01 of $2.00."
    )
