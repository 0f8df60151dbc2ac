"""Take a claim, put it back, decide it, open it again."""

from datetime import datetime, timedelta

from django.db import transaction

from claims.eligibility import candidates
from claims.eligibility import statements as eligibility
from claims.eligibility.services import is_renewing
from claims.filing import amounts
from claims.filing.models import Capacity, Claim, ClaimStatus
from claims.nearmisses import services as nearmisses
from claims.nearmisses.models import NearMiss
from claims.optouts import statements as optouts
from claims.review import letters, queues, reasons, statements
from claims.review.models import Assignment, Decision
from claims.review.seen import Seen, check_waits
from settlement.accounts.models import User
from settlement.errors import Refusal
from settlement.roster.statements import read_list
from settlement.terms.models import Settlement
from settlement.terms.services import terms_of

HOLD = timedelta(minutes=30)
DECIDED = "decided"  # stands as the rule of a claim that a person decided
ADMIT_LATE = "claims.reopen_claim"  # who admits late claims may do what a lead reviewer may


class NotYours(Refusal):
    """The reviewer does not hold the claim, or held it too long."""


class CannotApprove(Refusal):
    """The claim has no member to be approved for, the member has an approved claim, or an amount
    of it is undecided."""


class NeedsReason(Refusal):
    """A decision against the claimant says why."""


class CannotReopen(Refusal):
    """The claim is being paid, or waits for a person already."""


@transaction.atomic
def take_next(
    *, settlement: Settlement, queue: str | None = None, by: User, now: datetime
) -> Claim | None:
    """Hold the next claim of a queue, or of the first queue that has one; None where none waits.

    Who holds a claim of the case gets that one again, for HOLD from now.
    """
    holding = queues.held_by(by, now=now).filter(claim__settlement=settlement).first()
    if holding is not None:
        Assignment.objects.filter(pk=holding.pk).update(until=now + HOLD)
        return holding.claim
    for key in (queue,) if queue is not None else queues.ORDER:
        claim_id = statements.take_next(
            settlement_id=settlement.pk, queue=key, by=by.pk, now=now, until=now + HOLD
        )
        if claim_id is not None:
            return Claim.objects.select_related("settlement").get(pk=claim_id)
    return None


def holds(*, claim: Claim, by: User, now: datetime) -> bool:
    """Whether a reviewer holds the claim at `now`."""
    return queues.held_by(by, now=now).filter(claim=claim).exists()


@transaction.atomic
def put_back(*, claim: Claim, by: User, now: datetime) -> None:
    """Let go of a claim; somebody else may take it.

    raises: NotYours
    """
    held(claim, by=by, now=now)
    Assignment.objects.filter(claim=claim).delete()


@transaction.atomic
def decide(
    *,
    claim: Claim,
    outcome: str,
    reason: str = "",
    message: str = "",
    note: str = "",
    member_no: int | None = None,
    seen: Seen | None = None,
    by: User,
    now: datetime,
) -> int | None:
    """Record a reviewer's decision, put the claim down, and queue the letter about it.

    outcome:   "approved", "denied" or "deficient"
    reason:    a code of review.reasons, for the last two
    message:   what the claimant reads besides; note: what the next reviewer reads
    member_no: the member whom an approval is for; of the candidates, where there are several, or
               a near miss, with a note that says why it is that member
    seen:      what the reviewer's page showed; None where nobody looked at one, as in a program
    returns:   the letter's id, for the caller to ring for after COMMIT; None for a full approval
    raises:    NotYours, Changed, CannotApprove, NeedsReason; then nothing is changed
    """
    if outcome == ClaimStatus.APPROVED:
        _check_list(claim)
    claim = held(claim, by=by, now=now)
    check_waits(claim, seen=seen)
    if outcome == ClaimStatus.APPROVED:
        member_no, near = _approve(claim, member_no=member_no, note=note, by=by)
        reason = ""
    else:
        member_no, near = None, None
        _check_reason(outcome, reason, message)
        claim.move(outcome, by=by, why=reason, rule=DECIDED, queue="")
    Decision.objects.create(
        claim=claim,
        outcome=outcome,
        reason=reason,
        message=message,
        note=note,
        member_no=member_no,
        near_miss=[near.score, near.found_by, near.waterfall] if near else None,
        by=by,
        at=now,
    )
    Assignment.objects.filter(claim=claim).delete()
    if outcome == ClaimStatus.APPROVED:
        return letters.tell_reduction(claim=claim, by=by, now=now)
    return letters.tell(
        claim=claim, reason=reasons.BY_CODE[reason], message=message, by=by, now=now
    )


@transaction.atomic
def reopen(*, claim: Claim, why: str, by: User) -> None:
    """Put a decided claim, or one whose missing part has come, into the queue of reopened ones.

    raises: CannotReopen, NeedsReason; WrongState where the claim was never decided
    """
    claim = Claim.objects.select_for_update().get(pk=claim.pk)
    if not why.strip():
        raise NeedsReason("Say why the claim is opened again; the history keeps it.")
    if claim.frozen_at is not None:
        raise CannotReopen(
            "A payment was made for this claim, so it stays approved. Void the payment first."
        )
    if claim.status in {ClaimStatus.IN_REVIEW, ClaimStatus.FILED}:
        raise CannotReopen("This claim waits for a decision already. Find it in its queue.")
    claim.move(ClaimStatus.IN_REVIEW, by=by, why=why, queue=queues.REOPENED, rule=queues.REOPENED)


def held(claim: Claim, *, by: User, now: datetime) -> Claim:
    """The claim, locked, if `by` holds it.

    raises: NotYours
    """
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    holding = Assignment.objects.select_for_update().filter(claim=claim, by=by, until__gt=now)
    if not holding.exists():
        raise NotYours("You do not hold this claim any more. Take the next one.")
    return locked


def _check_list(claim: Claim) -> None:
    """Keep the class list as it is until the approval stands, and see that claims and exclusions
    followed its last change: before, they may have the numbers of members who are no more."""
    read_list(settlement_id=claim.settlement_id)
    if is_renewing(claim.settlement):
        raise CannotApprove(
            "The class list was changed, and its claims are being verified again. Wait until that"
            " is done, then look at this claim once more."
        )


def _approve(
    claim: Claim, *, member_no: int | None, note: str, by: User
) -> tuple[int, NearMiss | None]:
    """Approve a locked claim for one member; return who it is, and the near miss that it was.

    The claim's row is locked before the case's lock is taken, and whoever decides set-based
    takes them the other way round; but those never lock a claim that is in review.
    """
    _check_admissible(claim, note=note, by=by)
    member, near = _member(claim, member_no, note=note)
    eligibility.decide_alone(settlement_id=claim.settlement_id)
    rival = Claim.objects.filter(
        settlement=claim.settlement, member_no=member, status=ClaimStatus.APPROVED
    ).first()
    if rival is not None:
        raise CannotApprove(
            f"Claim {rival.number} is approved for this member, and each member is paid once."
            " Deny this one, or have the other one reopened first."
        )
    if optouts.is_excluded(settlement_id=claim.settlement_id, member_no=member):
        raise CannotApprove(
            "This member left the class, and who is excluded is not paid. Deny the claim, or have"
            " the exclusion reversed by the court's order first."
        )
    claim.move(
        ClaimStatus.APPROVED,
        by=by,
        why="approved by a person",
        rule=DECIDED,
        queue="",
        member_no=member,
    )
    return member, near


def _check_admissible(claim: Claim, *, note: str, by: User) -> None:
    if claim.minor and claim.capacity != Capacity.GUARDIAN:
        raise CannotApprove(
            "The claimant is a minor and nobody files for them. Ask for a guardian."
        )
    if claim.late and not (by.has_perm(ADMIT_LATE) and note.strip()):
        raise CannotApprove(
            "A late claim is admitted by a lead reviewer, with the court's order in the note."
        )
    undecided = amounts.undecided(
        terms_of(claim.settlement), answers=claim.answers, allowed=claim.allowed
    )
    if undecided:
        raise CannotApprove(
            f"Nobody has said what is allowed for “{undecided[0].label_in('en')}”. Do so under"
            " “Evidence” first."
        )


def _member(claim: Claim, chosen: int | None, *, note: str) -> tuple[int, NearMiss | None]:
    """The member to approve for: the chosen candidate or near miss, or the only candidate."""
    found = candidates.of_claim(settlement_id=claim.settlement_id, claim_id=claim.pk)
    numbers = {candidate.member_no for candidate in found}
    if chosen is not None and chosen not in numbers:
        return chosen, _near_miss(claim, chosen, note=note)
    if not numbers:
        raise CannotApprove(
            "No member of the class fits this claim, so there is nobody to approve it for."
            " Ask the claimant for more, or deny it."
        )
    if chosen is None and len(numbers) > 1:
        raise CannotApprove("Several members fit this claim. Choose the one that it is for.")
    return chosen if chosen is not None else numbers.pop(), None


def _near_miss(claim: Claim, chosen: int, *, note: str) -> NearMiss:
    """The near miss that a reviewer takes for the member."""
    for near in nearmisses.near_misses_of(claim):
        if near.member_no == chosen:
            if not note.strip():
                raise NeedsReason("Say in the note why it is this member; the decision keeps it.")
            return near
    raise CannotApprove("This member does not fit the claim. Choose one of those shown.")


def _check_reason(outcome: str, reason: str, message: str) -> None:
    known = reasons.BY_CODE.get(reason)
    if known is None or known.outcome != outcome:
        raise NeedsReason("Choose a reason for this decision.")
    if reason in reasons.NEEDS_MESSAGE and not message.strip():
        raise NeedsReason("Say it in the message: the claimant reads no other reason.")
