"""What the staff's first page shows of a case, by what the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.eligibility.services import standings
from claims.filing.models import ClaimStatus
from payouts.allocation.models import Run
from payouts.payments.models import Batch
from payouts.reports.money import Fund, fund_of
from settlement.accounts.models import User
from settlement.roster.models import RosterImport
from settlement.terms.models import Settlement
from settlement.work.models import Job

LATEST = 5


@dataclass(frozen=True, slots=True)
class ClaimCount:
    status: str
    title: str
    claims: int


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case. What the reader may not see is None, and has no heading on the page."""

    settlement: Settlement
    claims: list[ClaimCount] | None
    fund: Fund | None
    runs: Sequence[Run] | None
    batches: Sequence[Batch] | None
    imports: Sequence[RosterImport] | None
    jobs: Sequence[Job] | None


def cases_for(user: User) -> list[CaseView]:
    """Every case, as much of it as this person may see."""
    return [_case(settlement, user) for settlement in Settlement.objects.order_by("slug")]


def _case(settlement: Settlement, user: User) -> CaseView:
    claims, money = user.has_perm("claims.view_claim"), user.has_perm("payouts.view_run")
    return CaseView(
        settlement=settlement,
        claims=_claims(settlement) if claims or money else None,
        fund=fund_of(settlement) if money else None,
        runs=_latest_runs(settlement) if money else None,
        batches=_latest_batches(settlement) if user.has_perm("payouts.view_batch") else None,
        imports=_latest_imports(settlement) if claims or money else None,
        jobs=_latest_jobs(settlement) if claims or money else None,
    )


def _claims(settlement: Settlement) -> list[ClaimCount]:
    counts = dict.fromkeys(ClaimStatus, 0)
    for standing in standings(settlement):
        counts[ClaimStatus(standing.status)] += standing.claims
    return [
        ClaimCount(status.value, str(status.label), claims)
        for status, claims in counts.items()
        if claims
    ]


def _latest_runs(settlement: Settlement) -> list[Run]:
    runs = Run.objects.filter(settlement=settlement).select_related("made_by", "approved_by")
    return [*runs.defer("figures").order_by("-number")[:LATEST]]


def _latest_batches(settlement: Settlement) -> list[Batch]:
    batches = Batch.objects.filter(settlement=settlement).select_related("made_by", "approved_by")
    return [*batches.order_by("-number")[:LATEST]]


def _latest_imports(settlement: Settlement) -> list[RosterImport]:
    imports = RosterImport.objects.filter(settlement=settlement).select_related("made_by")
    return [*imports.order_by("-pk")[:LATEST]]


def _latest_jobs(settlement: Settlement) -> list[Job]:
    jobs = Job.objects.filter(settlement=settlement).select_related("made_by")
    return [*jobs.order_by("-pk")[:LATEST]]
