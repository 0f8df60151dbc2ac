"""A run, from opening to approval. Each verb is one transaction; none rings a bell.

Jobs are locked before their run, everywhere: of two verbs that meet, one waits for the other.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from claims.eligibility.services import unlisted
from payouts.allocation import freezing, statements, sums
from payouts.allocation.figures import figures
from payouts.allocation.models import Run, RunStatus
from payouts.ledger import services as ledger
from payouts.ledger.chart import AWARDS, NET, RESIDUAL, credit, debit, reverse
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.money import cents_of, shown
from settlement.states import WrongState
from settlement.terms.calendar import claims_close_at
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of_version, version_of
from settlement.work import services as work
from settlement.work.models import Chunk, Job, JobStatus

CHUNK = 50_000  # claims awarded by one transaction
UNDER_WAY = (RunStatus.OPEN, RunStatus.FROZEN)


class RunUnderWay(Refusal):
    """A case has one run in the making at a time."""


class NotYours(Refusal):
    """Who made a run does not approve it."""


class Outdated(Refusal):
    """The run was made under an earlier version of the settlement file."""


class ClaimsChanged(Refusal):
    """Claims of the run are not any more what was frozen."""


class NetDiffers(Refusal):
    """The ledger's net fund is not what the run divides."""


class AlreadyPaid(Refusal):
    """The run that would be superseded was paid from."""


@transaction.atomic
def open_run(*, settlement: Settlement, by: User, now: datetime, distribution: int = 1) -> Run:
    """Open a run and the job that freezes it. The caller rings `run.job_id` after COMMIT.

    raises: RunUnderWay, or Refusal for a distribution that cannot be run yet
    """
    ledger.lock_case(settlement.pk)
    version = version_of(settlement)
    terms = terms_of_version(version)
    if distribution != 1:
        raise Refusal("Only the first distribution can be run yet. Leave the distribution out.")
    under_way = Run.objects.filter(settlement=settlement, status__in=UNDER_WAY).first()
    if under_way is not None:
        raise RunUnderWay(
            f"Run {under_way.number} is under way. Wait until it is computed, or give it up."
        )
    run = Run.objects.create(
        settlement=settlement,
        number=_last_number(settlement) + 1,
        distribution=distribution,
        preliminary=now <= claims_close_at(terms.calendar),
        terms_version=version,
        made_by=by,
    )
    audit.record(
        kind="run.opened",
        entity=run.ENTITY,
        ref=run.audit_ref,
        by=by,
        settlement_id=settlement.pk,
        data={"number": run.number, "distribution": distribution, "preliminary": run.preliminary},
    )
    run.job = _job(
        run, "freezing a run", "freeze_run", "start_awards", ranges=[(run.pk, run.pk)], by=by
    )
    run.save(update_fields=["job"])
    return run


def _last_number(settlement: Settlement) -> int:
    return Run.objects.filter(settlement=settlement).aggregate(last=Max("number"))["last"] or 0


def _job(
    run: Run, kind: str, task: str, closing: str, *, ranges: list[tuple[int, int]], by: User
) -> Job:
    return work.open_job(
        kind=kind,
        settlement_id=run.settlement_id,
        subject=run.audit_ref,
        chunk_task=f"payouts.allocation.{task}",
        closing_task=f"payouts.allocation.{closing}",
        ranges=ranges,
        by=by,
    )


@transaction.atomic
def freeze_run(chunk: Chunk, *, now: datetime) -> int:
    """Freeze the approved claims of the run `chunk.first` and open the job that awards them.

    The plan is divided first: where it refuses, the run is refused and nothing else is written;
    so it is while claims are of an earlier class list, for they may lose or find their member.
    returns: claims frozen; 0 also where the run was frozen or given up before
    """
    Job.objects.select_for_update().get(pk=chunk.job_id)
    run = (
        Run.objects.select_for_update(of=("self",))
        .select_related("settlement", "terms_version")
        .get(pk=chunk.first)
    )
    if run.status != RunStatus.OPEN:
        return 0
    terms = terms_of_version(run.terms_version)
    measures = freezing.measures_of(terms, settlement_id=run.settlement_id)
    # Asked after the look: a list that comes between the two is noticed.
    division = _of_an_earlier_list(run.settlement) or freezing.divided(terms, measures)
    if isinstance(division, Refusal):
        statements.look_away()
        run.move(RunStatus.REFUSED, by=_service(), refusal=str(division), claims=measures.claims)
        return 0

    freezing.freeze(run_id=run.pk, measures=measures, division=division)
    digest = freezing.snapshot_sha256(
        run_id=run.pk,
        slug=run.settlement.slug,
        terms_sha256=run.terms_version.sha256,
        distribution=run.distribution,
        measures=measures,
    )
    ranges = [*statements.chunks(run_id=run.pk, size=CHUNK)]
    job = _job(run, "awarding a run", "award_chunk", "close_run", ranges=ranges, by=_service())
    run.move(
        RunStatus.FROZEN,
        by=_service(),
        job=job,
        claims=measures.claims,
        net_cents=division.net_cents,
        figures=figures(division),
        snapshot_sha256=digest,
        frozen_at=now,
    )
    return measures.claims


def _of_an_earlier_list(settlement: Settlement) -> Refusal | None:
    claims = unlisted(settlement)
    if not claims:
        return None
    said, them = ("1 claim is", "it") if claims == 1 else (f"{claims:,} claims are", "them")
    return Refusal(
        f"{said} of an earlier class list, or of a member who left the class. Verify {them} again"
        " with verify_claims, then make the run."
    )


@transaction.atomic
def start_awards(*, job_id: int, now: datetime) -> Job | None:
    """Close the job that froze a run. Return the one to ring next; None where there is none."""
    job = work.lock_open(job_id=job_id)
    if job is None:
        return None
    work.finish(job=job, now=now)
    run = _run_of(job)
    return run.job if run.status == RunStatus.FROZEN else None


def award_chunk(chunk: Chunk) -> int:
    """Award one chunk's claims; for `work.once`, which does it once. Return how many.

    A run that was given up meanwhile is left as it is.
    """
    run = _run_of(chunk.job)
    if run.status != RunStatus.FROZEN:
        return 0
    return statements.award_chunk(run_id=run.pk, first=chunk.first, last=chunk.last)


@transaction.atomic
def close_run(*, job_id: int, now: datetime) -> Run | None:
    """Close a run when all its chunks are done, if three sums agree; else refuse it, and say so.

    returns: the run; None where it was closed before
    """
    job = work.lock_open(job_id=job_id)
    if job is None:
        return None
    work.finish(job=job, now=now)
    run = Run.objects.select_for_update().get(pk=_run_of(job).pk)
    if run.status != RunStatus.FROZEN:
        return None
    if difference := sums.difference(run):
        run.move(RunStatus.REFUSED, by=_service(), refusal=difference)
        return run
    run.move(
        RunStatus.CLOSED,
        by=_service(),
        awarded_cents=cents_of(run.figures["paid"]),
        residual_cents=cents_of(run.figures["residual"]),
        closed_at=now,
    )
    return run


@transaction.atomic
def give_up_run(*, run: Run, why: str, by: User, now: datetime) -> None:
    """Give up a run that is under way, so that another can be made. Its chunks stop.

    All its jobs that are not done end as `stopped` at `now`, also one that had stopped before:
    that tells them from a stopped job that a person has yet to look at.
    raises: WrongState where it is not under way
    """
    unfinished = Job.objects.filter(subject=run.audit_ref, finished_at=None)
    [*unfinished.order_by("pk").select_for_update()]
    held = Run.objects.select_for_update().get(pk=run.pk)
    if held.status not in UNDER_WAY:
        raise WrongState(f"{run} is not under way, so it cannot be given up.")
    held.move(RunStatus.REFUSED, by=by, why=why, refusal=f"Given up by {by}: {why}")
    unfinished.update(status=JobStatus.STOPPED, finished_at=now)  # with one opened meanwhile
    run.refresh_from_db()


@transaction.atomic
def approve_run(*, run: Run, by: User, now: datetime, why: str = "") -> None:
    """Approve a run that another made, and post it; earlier runs of its distribution give way.

    why:    the reason, where it leaves out undecided claims for good
    raises: NotYours, Outdated, ClaimsChanged, AlreadyPaid, WrongState, and NetDiffers while the
            bank has not confirmed the whole fund
    """
    ledger.lock_case(run.settlement_id)
    held = Run.objects.select_for_update(of=("self",)).select_related("settlement").get(pk=run.pk)
    if held.made_by_id == by.pk:
        raise NotYours("You made this run. Another person must approve it.")
    if held.terms_version_id != version_of(held.settlement).pk:
        raise Outdated(
            "The settlement file was changed after this run was made. Make a new run under the"
            " file in force."
        )
    _check_fallen(held)
    for earlier in _earlier(held):
        _supersede(earlier, held, by)
    ledger.deduct(settlement=held.settlement, by=by)  # the file may have been amended since
    held.move(RunStatus.APPROVED, by=by, why=why, approved_by=by, approved_at=now)
    _check_net(held)
    ledger.post(
        settlement=held.settlement,
        kind="run",
        ref=held.audit_ref,
        legs=[
            debit(NET, held.net_cents or 0),
            credit(AWARDS, held.awarded_cents or 0),
            credit(RESIDUAL, held.residual_cents or 0),
        ],
        memo=f"Run {held.number} awards {shown(held.awarded_cents or 0)}.",
        by=by,
    )
    run.refresh_from_db()


def _check_fallen(run: Run) -> None:
    if fallen := statements.fallen(run_id=run.pk):
        raise ClaimsChanged(
            f"{fallen:,} claim{'' if fallen == 1 else 's'} changed since the run was frozen. Make a"
            " new run."
        )


def _check_net(run: Run) -> None:
    held_cents = ledger.net_cents(run.settlement)
    if held_cents != run.net_cents:
        raise NetDiffers(
            f"The ledger's net fund is {shown(held_cents)}, and run {run.number} divides"
            f" {shown(run.net_cents or 0)}. Record the bank's confirmation of the whole fund first."
        )


def _earlier(run: Run) -> list[Run]:
    """Earlier runs of the same distribution that could still be approved or paid from."""
    return [
        *Run.objects.select_for_update()
        .filter(
            settlement=run.settlement_id,
            distribution=run.distribution,
            number__lt=run.number,
            status__in=[RunStatus.CLOSED, RunStatus.APPROVED],
        )
        .order_by("pk")
    ]


def _supersede(earlier: Run, run: Run, by: User) -> None:
    """Put a later run in the place of an earlier one; an approved one's entry is reversed."""
    if earlier.status == RunStatus.APPROVED:
        if earlier.payments.exclude(status="void").exists():
            raise AlreadyPaid(
                f"Payments were made from run {earlier.number}, so run {run.number} cannot take its"
                " place. Make their batches void first, where the bank does not have them yet."
            )
        posted = ledger.legs_of(settlement=run.settlement, kind="run", ref=earlier.audit_ref)
        ledger.post(
            settlement=run.settlement,
            kind="reversal",
            ref=earlier.audit_ref,
            legs=reverse(posted),
            memo=f"Run {run.number} takes the place of run {earlier.number}.",
            by=by,
        )
    earlier.move(RunStatus.SUPERSEDED, by=by, why=f"Run {run.number} was approved.")


def _run_of(job: Job) -> Run:
    return Run.objects.select_related("job").get(public_id=job.subject)


def _service() -> User:
    return User.objects.service("allocation")
