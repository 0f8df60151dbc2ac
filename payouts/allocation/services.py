"""A run, from opening to approval. Each verb is one transaction; none rings a bell.

Jobs are locked before their run, everywhere: of two verbs that meet, one waits for the other.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from claims.eligibility.services import unlisted
from payouts.allocation import approving, freezing, hashing, later, since, statements, sums
from payouts.allocation.figures import figures
from payouts.allocation.models import Run, RunKind, RunStatus
from payouts.ledger import services as ledger
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.money import cents_of, shown
from settlement.states import WrongState
from settlement.terms import holding
from settlement.terms.calendar import claims_close_at
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of_version, version_of
from settlement.work import services as work
from settlement.work.models import Chunk, Job, JobStatus

CHUNK = 50_000  # claims awarded by one transaction
HASH = (0, 0)  # the range of the chunk that takes the hash instead; no claim has the id 0
UNDER_WAY = (RunStatus.OPEN, RunStatus.FROZEN)
START = "payouts.allocation.start_awards"
AWARD, CLOSE = "payouts.allocation.award_chunk", "payouts.allocation.close_run"


class RunUnderWay(Refusal):
    """A case has one run in the making at a time."""


class NotYours(Refusal):
    """Who made a run does not approve it."""


class Outdated(Refusal):
    """The run was made under an earlier version of the settlement file."""


class ClaimsChanged(Refusal):
    """Claims of the run are not any more what was frozen."""


@transaction.atomic
def open_run(
    *,
    settlement: Settlement,
    by: User,
    now: datetime,
    distribution: int = 1,
    kind: RunKind = RunKind.FIRST,
    order: str = "",
    freezing_task: str = "payouts.allocation.freeze_run",
) -> Run:
    """Open a run and the job that freezes it. The caller rings `run.job_id` after COMMIT.

    kind, order, freezing_task: of a later distribution, which `payouts.residual` opens and whose
            entrants that room's task names before it freezes
    raises: RunUnderWay, or Refusal for a distribution that is not the case's next
    """
    holding.lock_case(settlement.pk)
    version = version_of(settlement)
    terms = terms_of_version(version)
    _check_next(settlement, distribution, kind)
    if kind != RunKind.FIRST:
        later.check_names(settlement, terms)
    if kind == RunKind.LATE:
        later.check_units(settlement, terms)
    run = Run.objects.create(
        settlement=settlement,
        number=_last_number(settlement) + 1,
        kind=kind,
        distribution=distribution,
        order=order,
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
        why=order,
        data={"number": run.number, "distribution": distribution, "preliminary": run.preliminary},
    )
    run.job = _job(run, "freezing a run", freezing_task, START, ranges=[(run.pk, run.pk)], by=by)
    run.save(update_fields=["job"])
    return run


def _check_next(settlement: Settlement, distribution: int, kind: RunKind) -> None:
    """The first distribution is run until a later one is approved; then only the next one is."""
    under_way = Run.objects.filter(settlement=settlement, status__in=UNDER_WAY).first()
    if under_way is not None:
        raise RunUnderWay(
            f"Run {under_way.number} is under way. Wait until it is computed, or give it up."
        )
    last = approving.last_distribution(settlement)
    if kind == RunKind.FIRST and (distribution != 1 or last > 1):
        raise Refusal(
            f"Distribution {last} is approved, so the first cannot be run again."
            if last > 1
            else "Only distribution 1 is a first one; a later one divides what that left."
        )
    if kind != RunKind.FIRST and (not last or distribution != last + 1):
        approved = f"Distribution {last} is the last approved" if last else "None is approved yet"
        raise Refusal(f"{approved}, so the next is distribution {last + 1}.")


def _last_number(settlement: Settlement) -> int:
    return Run.objects.filter(settlement=settlement).aggregate(last=Max("number"))["last"] or 0


def _job(
    run: Run, kind: str, task: str, closing: str, *, ranges: list[tuple[int, int]], by: User
) -> Job:
    return work.open_job(
        kind=kind,
        settlement_id=run.settlement_id,
        subject=run.audit_ref,
        chunk_task=task,
        closing_task=closing,
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
    measures = freezing.measures_of(terms, run=run)
    money = later.money_of(run, terms)
    # Asked after the look: a list that comes between the two is noticed.
    division = _of_an_earlier_list(run.settlement) or freezing.divided(terms, measures, later=money)
    if isinstance(division, Refusal):
        statements.look_away()
        run.move(RunStatus.REFUSED, by=_service(), refusal=str(division), claims=measures.claims)
        return 0

    freezing.freeze(terms, run_id=run.pk, measures=measures, division=division)
    ranges = [HASH, *statements.chunks(run_id=run.pk, size=CHUNK)]
    job = _job(run, "awarding a run", AWARD, CLOSE, ranges=ranges, by=_service())
    run.move(
        RunStatus.FROZEN,
        by=_service(),
        job=job,
        claims=measures.claims,
        net_cents=division.net_cents,
        figures=figures(division) | later.told(run, division, money),
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
    """Award one chunk's claims, or take the snapshot's hash; for `work.once`, which does it once.
    Return how many were awarded.

    A run that was given up meanwhile is left as it is.
    """
    run = _run_of(chunk.job)
    if run.status != RunStatus.FROZEN:
        return 0
    if (chunk.first, chunk.last) == HASH:
        hashing.take_hash(run, job_id=chunk.job_id)
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
    statements.learn_awards()
    if difference := sums.difference(run):
        run.move(RunStatus.REFUSED, by=_service(), refusal=difference)
        return run
    run.move(
        RunStatus.CLOSED,
        by=_service(),
        awarded_cents=cents_of(run.figures["paid"]),
        residual_cents=cents_of(run.figures["residual"]),
        reserve_cents=cents_of(run.figures.get("reserve", "0.00")),
        closed_at=now,
    )
    return run


@transaction.atomic
def give_up_run(*, run: Run, why: str, by: User, now: datetime) -> None:
    """Give up a run that is not approved, so that another can be made. Its chunks stop.

    All its jobs that are not done end as `stopped` at `now`, also one that had stopped before:
    that tells them from a stopped job that a person has yet to look at.
    raises: WrongState where it is approved, or over
    """
    unfinished = Job.objects.filter(subject=run.audit_ref, finished_at=None)
    [*unfinished.order_by("pk").select_for_update()]
    held = Run.objects.select_for_update().get(pk=run.pk)
    if RunStatus.REFUSED not in held.MOVES.get(held.status, ()):
        raise WrongState(f"Run {run.number} is {held.status}, so it cannot be given up.")
    held.move(RunStatus.REFUSED, by=by, why=why, refusal=f"Given up by {by}: {why}")
    unfinished.update(status=JobStatus.STOPPED, finished_at=now)  # with one opened meanwhile
    run.refresh_from_db()


@transaction.atomic
def approve_run(*, run: Run, by: User, now: datetime, why: str = "") -> None:
    """Approve a run that another made, and post it; earlier runs of its distribution give way.

    why:    the reason, where it leaves out undecided claims for good
    raises: NotYours, Outdated, ClaimsChanged, AlreadyPaid, WrongState; NetDiffers while the bank
            has not confirmed the whole fund, or where money moved since a later one was frozen
    """
    holding.lock_case(run.settlement_id)
    held = Run.objects.select_for_update(of=("self",)).select_related("settlement").get(pk=run.pk)
    if held.made_by_id == by.pk:
        raise NotYours("You made this run. Another person must approve it.")
    if held.terms_version_id != version_of(held.settlement).pk:
        raise Outdated(
            "The settlement file was changed after this run was made. Make a new run under the"
            " file in force."
        )
    _check_fallen(held)
    approving.give_way(held, by=by)
    ledger.deduct(settlement=held.settlement, by=by)  # the file may have been amended since
    held.move(RunStatus.APPROVED, by=by, why=why, approved_by=by, approved_at=now)
    approving.check_money(held)
    ledger.post(
        settlement=held.settlement,
        kind="run",
        ref=held.audit_ref,
        legs=approving.legs_of(held),
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
    if changed := since.changed(run):
        raise ClaimsChanged(f"{changed} Give this run up and make a new one.")


def _run_of(job: Job) -> Run:
    return Run.objects.select_related("job").get(public_id=job.subject)


def _service() -> User:
    return User.objects.service("allocation")
