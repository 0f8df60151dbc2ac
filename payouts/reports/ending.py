"""Before a case's personal data is destroyed: what is still open, and what stays afterwards."""

from collections.abc import Iterator, Mapping

from claims.filing.models import Claim, ClaimStatus
from payouts.allocation.models import Award, Run, RunStatus
from payouts.ledger import services as ledger
from payouts.ledger.chart import AWARDS, LEFT, RETURNED
from payouts.ledger.models import Entry
from payouts.payments.models import Batch, BatchStatus, Payment, PaymentStatus
from payouts.residual.models import GIVING_UP, Disposal, DisposalStatus, Portion
from settlement.audit.models import Event
from settlement.money import shown
from settlement.notices.models import Notice, NoticeStatus
from settlement.terms.models import Settlement

ENDED_RUNS = (RunStatus.APPROVED, RunStatus.SUPERSEDED, RunStatus.REFUSED)
ENDED_BATCHES = (BatchStatus.SETTLED, BatchStatus.VOID)
NOBODYS = (*LEFT, AWARDS, RETURNED)  # accounts whose money still has a way to go
UNDER_WAY = (PaymentStatus.READY, PaymentStatus.SENT)


def still_open(settlement: Settlement, *, roster_only: bool) -> list[str]:
    """Why it is too early, one sentence each; for the class list alone less matters."""
    found = list(_of_the_list(settlement))
    return found if roster_only else [*found, *_of_the_case(settlement)]


def _of_the_list(settlement: Settlement) -> Iterator[str]:
    waiting = Claim.objects.filter(settlement=settlement, status=ClaimStatus.FILED).count()
    if waiting:
        yield f"{waiting:,} claims wait to be verified."
    reviewed = Claim.objects.filter(settlement=settlement, status=ClaimStatus.IN_REVIEW).count()
    if reviewed:
        yield f"{reviewed:,} claims wait for a reviewer, who compares them with the class list."


def _of_the_case(settlement: Settlement) -> Iterator[str]:
    letters = Notice.objects.filter(settlement=settlement, status=NoticeStatus.QUEUED).count()
    if letters:
        yield f"{letters:,} letters wait to be sent."
    for run in Run.objects.filter(settlement=settlement).exclude(status__in=ENDED_RUNS):
        yield f"Run {run.number} waits: {RunStatus(run.status).label.lower()}."
    for batch in Batch.objects.filter(settlement=settlement).exclude(status__in=ENDED_BATCHES):
        yield f"Batch {batch.number} is not settled: {BatchStatus(batch.status).label.lower()}."
    for disposal in Disposal.objects.filter(settlement=settlement, status=DisposalStatus.MADE):
        yield f"{disposal} waits for approval.".capitalize()
    yield from _of_its_money(settlement)
    paying = Payment.objects.filter(settlement=settlement, status__in=UNDER_WAY).count()
    if paying:
        yield f"{paying:,} payments are under way."


def _of_its_money(settlement: Settlement) -> Iterator[str]:
    """Money that nobody has yet, once a run is approved: before, the fund is just not divided."""
    if not Run.objects.filter(settlement=settlement, status=RunStatus.APPROVED).exists():
        return
    for held in ledger.balances(settlement):
        if held.cents and held.account in NOBODYS:
            yield f"{shown(held.cents)} is still in {held.title.lower()}."
    unpaid = Portion.objects.filter(
        disposal__settlement=settlement,
        disposal__status=DisposalStatus.APPROVED,
        paid_at=None,
        cents__gt=0,
    )
    for portion in unpaid.exclude(disposal__kind__in=GIVING_UP).order_by("disposal", "place"):
        yield f"{shown(portion.cents)} was not paid to {portion.name} yet."


def what_stays(settlement: Settlement) -> Mapping[str, int]:
    """What is kept, in words, and how many rows of it."""
    return {
        "ledger entries": Entry.objects.filter(settlement=settlement).count(),
        "awards": Award.objects.filter(run__settlement=settlement).count(),
        "payments, without names and accounts": Payment.objects.filter(
            settlement=settlement
        ).count(),
        "disposals of what was left": Disposal.objects.filter(settlement=settlement).count(),
        "claims, by number, status and answers": Claim.objects.filter(
            settlement=settlement
        ).count(),
        "versions of the settlement file": settlement.versions.count(),
        "events of the audit log": Event.objects.filter(settlement=settlement).count(),
    }
