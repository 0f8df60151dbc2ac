"""Plain functions for tests of what is left: a case from its claims to payments that ended."""

from collections.abc import Collection

from claims.filing.models import Claim
from payouts.allocation import services as allocation
from payouts.allocation.models import Run, RunStatus
from payouts.ledger import services as ledger
from payouts.payments.models import Batch
from payouts.payments.services import approve_batch, bytes_of, make_batches
from payouts.payments.settling import settle_batch
from payouts.reports import invariants
from payouts.reports.parity import compared
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.allocation import plans
from tests.payouts.allocation.running import finished, work_off


def case(
    *,
    residual: str,
    net_cents: int = 10_000,
    points: str = "1",
    rounding: str = "unit-down",
    pools: str = "",
) -> Settlement:
    """A funded case of this plan. residual: the lines of [residual]; pools: all [[pools]]."""
    text = plans.text(net_cents=net_cents, points=points, rounding=rounding, pools=pools)
    head, _, tail = text.partition("[residual]")
    payment = tail.partition("[payment]")[2]
    settlement = make.settlement(text=f"{head}[residual]\n{residual}\n[payment]{payment}")
    paying.fund(settlement)
    return settlement


def approved_run(settlement: Settlement, *, maker: User, approver: User) -> Run:
    """The first distribution, computed and approved."""
    return approve(finished(settlement, by=maker), by=approver)


def approve(run: Run, *, by: User) -> Run:
    """A run just opened or computed, worked off and approved."""
    work_off()
    run.refresh_from_db()
    assert run.status == RunStatus.CLOSED, run.refusal
    allocation.approve_run(run=run, by=by, now=NOW)
    return run


def pay(run: Run, *, maker: User, approver: User, returned: Collection[Claim] = ()) -> list[Batch]:
    """Pay an approved run; the bank's answer is that these claims' payments came back."""
    batches = make_batches(run=run, by=maker, now=NOW, order="Order of today")
    for batch in batches:
        approve_batch(batch=batch, sha256=batch.file_sha256, by=approver, now=NOW)
        bytes_of(batch=batch, by=approver, now=NOW)
        refs = batch.payments.filter(claim__in=returned).values_list("ref", flat=True)
        settle_batch(
            batch=batch,
            returned=dict.fromkeys(refs, "R03 no account"),
            by=approver,
            now=NOW,
            bank_reference=f"ACK-{batch.number}",
        )
    return batches


def held(settlement: Settlement) -> dict[str, int]:
    """What each account holds, in cents; without those that hold nothing."""
    return {each.account: each.cents for each in ledger.balances(settlement) if each.cents}


def agrees(settlement: Settlement, *, by: User) -> bool:
    """Whether ledger, runs, payments and disposals agree, and no invariant is broken."""
    parity = compared(settlement, by=by)
    broken = {name: rows for name, rows in invariants.broken().items() if rows}
    assert (parity.differences, parity.sentences, broken) == ((), (), {})
    return parity.agrees
