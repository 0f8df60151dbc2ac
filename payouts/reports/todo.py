"""What waits for the person who looks: never what only others may do."""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.review import queues
from payouts.allocation.models import Run, RunStatus
from payouts.payments.models import Batch, BatchStatus
from payouts.residual.models import Disposal, DisposalStatus
from settlement.accounts.models import User
from settlement.money import shown

MOST = 20


@dataclass(frozen=True, slots=True)
class Todo:
    """A sentence, and the page where to do it; ref: its public id, "" for a list."""

    what: str
    url_name: str
    ref: str = ""


def todo_of(user: User) -> list[Todo]:
    """What this person can do next, up to a page of it."""
    found: list[Todo] = []
    if user.has_perm("claims.review_claim"):
        found += _reviews()
    if user.has_perm("payouts.approve_run"):
        found += _runs(user)
    if user.has_perm("payouts.approve_batch"):
        found += _approvals(user)
    if user.has_perm("payouts.download_batch"):
        found += _downloads()
    if user.has_perm("payouts.approve_disposal"):
        found += _disposals(user)
    return found[:MOST]


def _reviews() -> Iterator[Todo]:
    for settlement, waiting in queues.all_queues().items():
        claims = sum(queue.claims for queue in waiting)
        yield Todo(f"Review the queues of {settlement.slug}: {claims:,} waiting", "review-queues")


def _runs(user: User) -> Iterator[Todo]:
    runs = Run.objects.filter(status=RunStatus.CLOSED).exclude(made_by=user)
    for run in runs.select_related("settlement").order_by("pk")[:MOST]:
        awarded = shown(run.awarded_cents or 0)
        yield Todo(
            f"Approve run {run.number} of {run.settlement.slug}: {awarded} awarded",
            "run-page",
            run.audit_ref,
        )


def _approvals(user: User) -> Iterator[Todo]:
    batches = Batch.objects.filter(status=BatchStatus.MADE).exclude(made_by=user)
    for batch in batches.select_related("settlement").order_by("pk")[:MOST]:
        yield Todo(f"Approve {_named(batch)}", "batch-page", batch.audit_ref)


def _disposals(user: User) -> Iterator[Todo]:
    plans = Disposal.objects.filter(status=DisposalStatus.MADE).exclude(made_by=user)
    for plan in plans.select_related("settlement").order_by("pk")[:MOST]:
        what = f"{plan.get_kind_display().lower()}, {shown(plan.cents)}"
        yield Todo(
            f"Approve {plan} of {plan.settlement.slug}: {what}", "disposal-page", plan.audit_ref
        )


def _downloads() -> Iterator[Todo]:
    batches = Batch.objects.filter(status=BatchStatus.APPROVED, exported_at=None)
    for batch in batches.select_related("settlement").order_by("pk")[:MOST]:
        yield Todo(f"Download the file of {_named(batch)}", "batch-page", batch.audit_ref)


def _named(batch: Batch) -> str:
    return (
        f"{batch} of {batch.settlement.slug}: {batch.payments_count:,} by {batch.method_title},"
        f" {shown(batch.total_cents)}, effective {batch.effective_on:%B %-d}"
    )
