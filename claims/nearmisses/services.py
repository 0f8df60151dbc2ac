"""Look for members that a claim's identifiers nearly lead to: all of a case as a job, or one.

What is found is for a person to judge, and for nobody else: it approves nothing, and the
claimant is never told of it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from claims.eligibility import services as eligibility
from claims.eligibility.statements import plan_by_index
from claims.filing.contents import Contents
from claims.filing.models import Claim
from claims.nearmisses import blocking, narrowing, statements
from claims.nearmisses.blocked import Blocked, open_blocked, open_claims
from claims.nearmisses.models import NearMiss, NearMissSearch
from claims.nearmisses.scoring import Scored, score_members
from claims.nearmisses.statements import Due, List
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.roster import gate
from settlement.roster.statements import read_list
from settlement.terms import holding
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of
from settlement.work import services as work
from settlement.work.models import Chunk, Job, JobStatus

NEAR_MISSES = "near misses"  # kind of the job
CHUNK = 100  # claims: about a hundred thousand keys
PURPOSE = "to find near misses of a claim"


class NothingToFind(Refusal):
    """The claim needs no near misses, or was searched for as it is."""


@transaction.atomic
def open_search(*, settlement: Settlement, by: User) -> Job:
    """Open the job over all claims of a case that are due, or return the one that is open.

    Where the list was changed, due are those that the change can have touched. The caller rings
    after COMMIT.
    """
    holding.lock_case(settlement.pk)
    going_on = _jobs(settlement).filter(status=JobStatus.OPEN).first()
    return going_on or work.open_job(
        kind=NEAR_MISSES,
        settlement_id=settlement.pk,
        subject=settlement.slug,
        chunk_task="claims.nearmisses.search_chunk",
        closing_task="claims.nearmisses.close_search",
        ranges=_ranges(settlement),
        by=by,
    )


def do_chunk(chunk: Chunk, *, now: datetime) -> int:
    """Search for one chunk, within `work.once`. Return for how many claims, those among them
    for which the earlier search holds."""
    settlement = Settlement.objects.get(job=chunk.job_id)
    return _search(settlement, first=chunk.first, last=chunk.last, now=now)


@transaction.atomic
def close(*, job_id: int, now: datetime) -> None:
    """Close a job whose chunks are done. Closing it again changes nothing."""
    job = work.lock_open(job_id=job_id)
    if job is not None:
        work.finish(job=job, now=now)


def search_one(*, claim: Claim, by: User, now: datetime) -> int:
    """Search for one claim at once because `by` asks. Return how many members were found.

    raises: NothingToFind; gate.TooManyReadings
    """
    settlement = claim.settlement
    if not is_due(claim):
        raise NothingToFind(
            "There is nothing to look for: this claim and the class list are as they were at the"
            " last search, or the claim's identifiers lead to one member."
        )
    gate.pass_through(
        gate.PROBE, settlement=settlement, refs=[claim.number], purpose=PURPOSE, by=by
    )
    with transaction.atomic():
        _search(settlement, first=claim.pk, last=claim.pk, now=now)
    return NearMiss.objects.filter(search=claim.pk).count()


def search_due(*, settlement: Settlement, by: User) -> Job | None:
    """Open a job where one is due and none failed; the caller rings after COMMIT.

    Waits for verification: what it is about to take back is not worth a search.
    """
    latest = _jobs(settlement).first()
    if latest is not None and latest.status != JobStatus.DONE:
        return None
    if eligibility.is_matching(settlement) or eligibility.awaits_renewal(settlement):
        return None
    return open_search(settlement=settlement, by=by) if _ranges(settlement) else None


def is_due(claim: Claim) -> bool:
    """Whether nobody searched for the claim and the class list as they are, and somebody should."""
    of = _list(claim.settlement)
    return of.class_list is not None and bool(
        statements.due(settlement_id=claim.settlement_id, of=of, first=claim.pk, last=claim.pk)
    )


def search_of(claim: Claim) -> NearMissSearch | None:
    """The search for the claim and the class list as they are; None where there is none."""
    now = _list(claim.settlement)
    return NearMissSearch.objects.filter(
        claim=claim, claim_version=claim.version, class_list=now.class_list, change=now.change
    ).first()


def near_misses_of(claim: Claim) -> list[NearMiss]:
    """What that search found, the best first."""
    search = search_of(claim)
    return [*search.found.order_by("-score", "member_no")] if search else []


def _jobs(settlement: Settlement) -> QuerySet[Job]:
    return Job.objects.filter(settlement=settlement, kind=NEAR_MISSES).order_by("-pk")


def _list(settlement: Settlement) -> List:
    return statements.list_of(settlement_id=settlement.pk)


@transaction.atomic
def _ranges(settlement: Settlement) -> list[tuple[int, int]]:
    """The claims that are due; what no change of the list can have touched is so no more."""
    read_list(settlement_id=settlement.pk)
    now = _list(settlement)
    if now.class_list is None:
        return []
    narrowing.let_stand_untouched(settlement_id=settlement.pk, of=now)
    return statements.ranges(settlement_id=settlement.pk, of=now, size=CHUNK)


def _search(settlement: Settlement, *, first: int, last: int, now: datetime) -> int:
    plan_by_index()
    read_list(settlement_id=settlement.pk)
    of = _list(settlement)
    due = statements.due(settlement_id=settlement.pk, of=of, first=first, last=last)
    if of.class_list is None or not due:
        return 0
    contents = _touched(settlement, due)
    narrowing.let_stand({claim.claim_id for claim in due} - contents.keys(), of=of)
    anew = [claim for claim in due if claim.claim_id in contents]
    blocked = open_blocked(settlement=settlement, claims=anew, contents=contents, purpose=PURPOSE)
    scored = {
        claim.claim_id: score_members(
            blocked.contents[claim.claim_id],
            blocked.opened(claim),
            aliases=blocked.aliases,
            fold_gmail=blocked.fold_gmail,
        )
        for claim in anew
    }
    _keep(anew, blocked, scored, of=of, now=now)
    return len(due)


def _touched(settlement: Settlement, due: Sequence[Due]) -> Mapping[int, Contents]:
    """The contents of the claims, by id, for which a search may find something else by now."""
    narrowed = narrowing.narrow(due, settlement_id=settlement.pk)
    claims = [*narrowed.anew, *narrowed.in_doubt]
    contents = open_claims(settlement=settlement, claims=claims, purpose=PURPOSE)
    led = blocking.leading_to(
        narrowed.keys,
        settlement=settlement,
        due=narrowed.in_doubt,
        contents=contents,
        fold_gmail=terms_of(settlement).roster.fold_gmail,
    )
    return {claim.claim_id: contents[claim.claim_id] for claim in (*narrowed.anew, *led)}


def _keep(
    due: Sequence[Due],
    blocked: Blocked,
    scored: Mapping[int, Sequence[Scored]],
    *,
    of: List,
    now: datetime,
) -> None:
    searched = [
        (claim.claim_id, claim.version, [each.member_no for each in blocked.found[claim.claim_id]])
        for claim in due
    ]
    statements.put_searches(searched, of=of, now=now)
    NearMiss.objects.bulk_create(
        NearMiss(
            search_id=claim_id,
            member_no=each.member_no,
            score=each.score,
            found_by=[[field, slip] for field, slip in each.slips.items()],
            waterfall=[[step.field, step.likeness, step.bits] for step in each.steps],
        )
        for claim_id, found in scored.items()
        for each in found
    )
