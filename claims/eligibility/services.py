"""Verify claims: one within seconds of its filing, or all of a case as a job in two steps.

Matching finds the member each claim leads to. Only when all are matched are they decided, so
that of rival claims the earliest received is approved whatever the order of the work. Where a
class list took another's place, a step before takes back what the old one decided (`renewal`);
where the list in use was changed, what the change concerns (`changes`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from claims.eligibility import changes, chunks, lists, newkey, renewal, statements
from claims.filing.models import Claim
from claims.optouts import statements as optouts
from claims.optouts.services import hold_approved
from settlement.accounts.models import User
from settlement.custody.rekeyings import Rekeying
from settlement.errors import Refusal
from settlement.roster.statements import read_list
from settlement.terms import holding
from settlement.terms.models import Settlement
from settlement.work import services as work
from settlement.work.models import Chunk, Job, JobStatus

REKEYING, RENEWAL, PLACING, MATCHING, VERIFICATION = (
    newkey.REKEYING,
    renewal.RENEWAL,
    changes.PLACING,
    "matching",
    "verification",
)
STEPS = (REKEYING, RENEWAL, PLACING, MATCHING, VERIFICATION)  # kinds of jobs, in this order
CHUNK = 10_000  # claims


class BeingVerified(Refusal):
    """A job over the claims goes on; what was asked for has to wait."""


def verify_one(*, claim: Claim, by: User, now: datetime) -> bool:
    """Verify one filed claim; False where it waits for a job, or is not filed any more."""
    if is_matching(claim.settlement) or awaits_renewal(claim.settlement):
        return False
    return bool(
        verify_range(settlement=claim.settlement, first=claim.pk, last=claim.pk, by=by, now=now)
    )


@transaction.atomic
def verify_range(*, settlement: Settlement, first: int, last: int, by: User, now: datetime) -> int:
    """Match and decide the filed claims first..last at once. Return how many; a second call, 0,
    and so while a job matches or has to."""
    statements.plan_by_index()
    statements.decide_alone(settlement_id=settlement.pk)
    read_list(settlement_id=settlement.pk)
    # Asked again: while we waited for the locks the list may have been changed.
    if is_matching(settlement) or awaits_renewal(settlement):
        return 0
    chunks.match(settlement, first=first, last=last, now=now)
    return chunks.decide(settlement, first=first, last=last, by=by, now=now)


@transaction.atomic
def open_verification(*, settlement: Settlement, by: User) -> Job:
    """Open the job over all filed claims of a case, or return the one that is open.

    The caller rings after COMMIT. Closing a step opens the next one; see `successor`.
    """
    holding.lock_case(settlement.pk)
    going_on = _open_jobs(settlement).order_by("pk").first()
    if going_on is not None:
        return going_on
    class_list = renewal.list_to_come(settlement_id=settlement.pk)
    changed = changes.to_come(settlement_id=settlement.pk)
    if class_list is not None or changed:
        optouts.follow(settlement_id=settlement.pk)
    data: dict[str, object] = {"changes": changed}
    if class_list is not None:
        data["list"] = class_list
        ranges = statements.ranges_of_verified(settlement_id=settlement.pk, size=CHUNK)
    elif changed:
        ranges = changes.ranges(settlement_id=settlement.pk, changes=changed, size=CHUNK)
    else:
        return _open_matching(settlement, by=by)
    return _open_step(settlement, RENEWAL, ranges=ranges, by=by, data=data)


def do_chunk(chunk: Chunk, *, now: datetime) -> int:
    """Do one chunk of any step, within `work.once`. Return how many claims."""
    job, settlement = chunk.job, _case_of(chunk.job)
    statements.plan_by_index()
    if job.kind == REKEYING:
        return newkey.catch_up(settlement, first=chunk.first, last=chunk.last, now=now)
    if job.kind != VERIFICATION:
        read_list(settlement_id=settlement.pk)
    if job.kind == RENEWAL:
        return chunks.renew(settlement, chunk, by=job.made_by, now=now)
    if job.kind == PLACING:
        return changes.place_chunk(
            settlement_id=settlement.pk,
            changes=job.data["changes"],
            first=chunk.first,
            last=chunk.last,
            by=job.made_by_id,
            now=now,
        )
    if job.kind == MATCHING:
        return chunks.match(settlement, first=chunk.first, last=chunk.last, now=now)
    statements.decide_together(settlement_id=settlement.pk)
    return chunks.decide(settlement, first=chunk.first, last=chunk.last, by=job.made_by, now=now)


@transaction.atomic
def close(*, job_id: int, now: datetime) -> Job | None:
    """Close a step whose chunks are done; open the next one and return it."""
    job = work.lock_open(job_id=job_id)
    if job is None:
        return None
    work.finish(job=job, now=now)
    if job.kind == VERIFICATION:
        return None
    settlement, follows = _case_of(job), {"follows": job.pk}
    if job.kind == REKEYING:
        newkey.end(settlement, by=job.made_by, now=now)
        return None
    ranges = [*job.chunks.order_by("number").values_list("first", "last")]
    if job.kind == MATCHING:
        return _open_step(settlement, VERIFICATION, ranges=ranges, by=job.made_by, data=follows)
    if job.kind == RENEWAL and "list" not in job.data:
        data = follows | {"changes": job.data["changes"]}
        return _open_step(settlement, PLACING, ranges=ranges, by=job.made_by, data=data)
    changes.forget(job.data["changes"])
    return _open_matching(settlement, by=job.made_by, data=follows)


def successor(job: Job) -> Job | None:
    """The step that a finished one opened."""
    return Job.objects.filter(settlement=job.settlement_id, data__follows=job.pk).first()


def is_matching(settlement: Settlement) -> bool:
    """A job is still matching, so nothing may be decided yet: rivals would not be seen."""
    working = _open_jobs(settlement).exclude(kind=VERIFICATION).exists()
    return working or newkey.is_going_on(settlement)


def check_nothing_is_verified(settlement: Settlement) -> None:
    """raises: BeingVerified while a job over claims goes on, or has to come first"""
    job = _open_jobs(settlement).exclude(kind=REKEYING).first()
    if job is not None or awaits_renewal(settlement):
        raise BeingVerified(
            "Claims of this case are being verified, and the key cannot change in the middle."
            " Start again when verify_claims has ended."
        )


@transaction.atomic
def open_rekeying(found: Rekeying, *, by: User, now: datetime) -> Job:
    """Switch to the list that was built under the new key, and open the job that keys all claims
    anew; or return that job, where it was opened before. The caller rings after COMMIT.

    raises: BeingVerified; Refusal where the list was changed since the building began
    """
    settlement = holding.lock_case(found.settlement_id)
    check_nothing_is_verified(settlement)
    jobs = Job.objects.filter(settlement=settlement, kind=REKEYING, data__rekeying=found.pk)
    going_on = jobs.exclude(status=JobStatus.STOPPED).first()
    if going_on is not None:
        return going_on
    ranges = newkey.switch(found, by=by, now=now)
    return _open_step(settlement, REKEYING, ranges=ranges, by=by, data={"rekeying": found.pk})


def awaits_renewal(settlement: Settlement) -> bool:
    """The class list was replaced or changed: what was decided before is verified first."""
    return renewal.list_to_come(settlement_id=settlement.pk) is not None or bool(
        changes.to_come(settlement_id=settlement.pk)
    )


def is_renewing(settlement: Settlement) -> bool:
    """The same, or its claims are just being taken back and placed: a paid one may be about to
    take the place of a member for whom nobody is approved yet."""
    steps = _open_jobs(settlement).filter(kind__in=(RENEWAL, PLACING))
    return awaits_renewal(settlement) or steps.exists()


def unlisted(settlement: Settlement) -> int:
    """Claims that no run may freeze as they are: the class list that decided them was replaced,
    or changed in what concerns them.

    They are approved by the list as it was, or for a member who left the class since, or were
    taken back and not verified yet. Paid claims are not among them.
    """
    if awaits_renewal(settlement):
        optouts.follow(settlement_id=settlement.pk)  # excluded members have other numbers by now
    changed = changes.not_renewed(settlement_id=settlement.pk)
    of_changes = changes.unpaid(settlement_id=settlement.pk, changes=changed)
    excluded = optouts.approved(settlement_id=settlement.pk)
    of_lists = renewal.unlisted(
        settlement_id=settlement.pk, lists=lists.of_case(settlement_id=settlement.pk)
    )
    return of_changes + excluded + of_lists


def verify_due(*, settlement_id: int, before: datetime, by: User, now: datetime) -> Job | None:
    """Verify what was filed `before` and no open job covers: a few at once, many by a job.

    returns: the job, if one was opened; the caller rings after COMMIT
    """
    settlement = Settlement.objects.get(pk=settlement_id)
    if is_matching(settlement) or _has_stopped(settlement):
        return None
    if awaits_renewal(settlement):
        return open_verification(settlement=settlement, by=by)
    chunks.take_back_left_behind(settlement, most=CHUNK, by=by, now=now)
    hold_approved(settlement=settlement, by=by)
    due = statements.next_due(
        settlement_id=settlement.pk,
        after=_covered(settlement),
        before=before,
        most=CHUNK + 1,
    )
    if due is None:
        return None
    first, last, count = due
    if count > CHUNK:
        return open_verification(settlement=settlement, by=by)
    verify_range(settlement=settlement, first=first, last=last, by=by, now=now)
    return None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many claims of a case have a status, and by which rule."""

    status: str
    rule: str
    claims: int


def standings(settlement: Settlement) -> list[Standing]:
    """How the claims of a case stand, by status and rule."""
    return [Standing(*row) for row in statements.counts(settlement_id=settlement.pk)]


def _open_matching(
    settlement: Settlement, *, by: User, data: Mapping[str, object] | None = None
) -> Job:
    ranges = statements.ranges(settlement_id=settlement.pk, size=CHUNK)
    return _open_step(settlement, MATCHING, ranges=ranges, by=by, data=data)


def _open_step(
    settlement: Settlement,
    kind: str,
    *,
    ranges: Sequence[tuple[int, int]],
    by: User,
    data: Mapping[str, object] | None = None,
) -> Job:
    return work.open_job(
        kind=kind,
        settlement_id=settlement.pk,
        subject=settlement.slug,
        chunk_task="claims.eligibility.verify_chunk",
        closing_task="claims.eligibility.close_verification",
        ranges=ranges,
        by=by,
        data=data,
    )


def _open_jobs(settlement: Settlement) -> QuerySet[Job]:
    return Job.objects.filter(settlement=settlement, kind__in=STEPS, status=JobStatus.OPEN)


def _has_stopped(settlement: Settlement) -> bool:
    """The latest job failed: a person looks at it before the beat tries again and again."""
    jobs = Job.objects.filter(settlement=settlement, kind__in=STEPS)
    latest = jobs.order_by("-pk").first()
    return latest is not None and latest.status == JobStatus.STOPPED


def _covered(settlement: Settlement) -> int:
    """The last claim id of the open jobs' chunks: up to it, claims are theirs."""
    of_jobs = Chunk.objects.filter(job__in=_open_jobs(settlement))
    return of_jobs.order_by("-last").values_list("last", flat=True).first() or 0


def _case_of(job: Job) -> Settlement:
    return Settlement.objects.get(job=job)
