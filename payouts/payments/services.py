"""Make batches, approve them as another person, hand out their files, make them void."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from itertools import batched

from django.db import transaction

from claims.filing import statements as filing
from claims.filing.models import Claim
from claims.optouts.services import hold_approved
from payouts.allocation.approving import last_distribution
from payouts.allocation.models import Run, RunStatus
from payouts.bankfiles import services as bankfiles
from payouts.ledger import services as ledger
from payouts.ledger.chart import AWARDS, IN_FLIGHT
from payouts.payments import making, statements
from payouts.payments.agreement import check_open
from payouts.payments.funds import check_funds
from payouts.payments.making import CLAIMS_AT_ONCE, Held, Making
from payouts.payments.models import DEAD, Batch, BatchStatus, Payment
from payouts.payments.rails import Rail, rails
from payouts.payments.waiting import Waiting, fallen, waiting
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.terms import holding
from settlement.terms.calendar import local_day
from settlement.terms.services import terms_of, terms_of_version

HANDED_OUT = {  # in these states a batch's file may leave the house
    BatchStatus.APPROVED,
    BatchStatus.RELEASED,
    BatchStatus.SENT,
    BatchStatus.SETTLED,
}


class NotAnother(Refusal):
    """The maker of a batch cannot approve it."""


class TooLate(Refusal):
    """The file's effective date has passed."""


@transaction.atomic
def make_batches(
    *,
    run: Run,
    by: User,
    now: datetime,
    order: str = "",
    wrote: Callable[[int], object] = bool,
) -> list[Batch]:
    """Make payments for what an approved run still owes, in batches, each with its file.

    order:   the recorded order that lets a preliminary run be paid
    wrote:   told after each file how many payments it has, for a progress bar
    returns: the batches; a second call finds nothing due and refuses
    raises:  PayoutClosed, NotFunded, Refusal; then nothing is changed

    Left waiting (`waiting.waiting` counts it): methods that we write no file for; what does not
    fit the day's files; what no file can take, with an event naming each claim and why; and, once
    a payment of the distribution is live, claims that fell (`waiting.fallen`).
    Before, they stop the whole: a new run gives everybody their right share.
    """
    holding.lock_case(run.settlement_id)
    check_open()
    run = Run.objects.select_related("settlement", "terms_version").get(pk=run.pk)
    # Whose payment was made void after the member left the class; the beat may not have come yet.
    hold_approved(settlement=run.settlement, by=by)
    _check_run(run, order)
    terms = terms_of_version(run.terms_version)
    ways = rails(bankfiles.profile_of(run.settlement), void_days=terms.payment.check_void_days)
    due = waiting(run=run)
    check_funds(
        settlement=run.settlement,
        more_cents=sum(each.cents for each in due if each.has_file),
    )

    held: dict[int, str] = {}
    batches: list[Batch] | None = None
    while batches is None:
        work = Making(run, terms, by, now, order.strip(), [*held], wrote)
        try:
            batches = _make(work, ways)
        except Held as more:
            held |= more.faults  # at least one more each time round
    if not batches:
        raise Refusal(_nothing_made(run, due, held))
    _record_held(run, held, by)
    return batches


@transaction.atomic
def _make(work: Making, ways: Sequence[Rail]) -> list[Batch]:
    return [batch for way in ways for batch in making.make(work, way)]


@transaction.atomic
def approve_batch(*, batch: Batch, sha256: str, by: User, now: datetime) -> Batch:
    """Approve a batch by the hash of its very file, and post its money as on its way.

    raises: PayoutClosed; NotAnother where `by` made it; Refusal where the hash is another's;
            TooLate; NotFunded; FileAltered; WrongState
    """
    holding.lock_case(batch.settlement_id)
    check_open()
    batch = _locked(batch)
    if by.pk == batch.made_by_id:
        raise NotAnother(f"You made {batch}. Another person has to approve it.")
    if sha256 != batch.file_sha256:
        raise Refusal(
            f"That is not the hash of {batch}'s file. Compare it with the file that you checked."
        )
    if batch.run.status != RunStatus.APPROVED:
        raise Refusal(f"Run {batch.run.number} is {batch.run.status}; nobody is paid from it.")
    _check_in_time(batch, now)
    bankfiles.opened(batch.file, settlement_id=batch.settlement_id)
    _record_opening(batch, by)
    check_funds(settlement=batch.settlement)
    batch.move(BatchStatus.APPROVED, by=by, approved_by=by, approved_at=now, approved_sha256=sha256)
    _post(batch, kind="batch", debit=AWARDS, credit=IN_FLIGHT, memo=f"{batch} approved", by=by)
    return batch


@transaction.atomic
def void_batch(*, batch: Batch, why: str, by: User, bank_word: str = "") -> Batch:
    """Make a batch and its payments void, so that what they paid is due again.

    Claims that nothing is paid for any more may be changed, withdrawn and reopened again.

    bank_word: where its file has left the house, how we know that the bank will not pay it; then
               the payments are dead only by that word, and another than the maker gives it
    raises:    Refusal without a reason or that word; NotAnother; WrongState
    """
    if not why.strip():
        raise Refusal("Say why the batch is made void.")
    holding.lock_case(batch.settlement_id)
    batch = _locked(batch)
    if batch.exported_at:
        _check_dead(batch, bank_word, by)
        why = f"{why.strip()} The bank will not pay it: {bank_word.strip()}"
    was_approved = batch.status == BatchStatus.APPROVED
    batch.move(BatchStatus.VOID, by=by, why=why.strip())
    if was_approved:
        memo = f"{batch} made void: {why.strip()}"
        _post(batch, kind="batch void", debit=IN_FLIGHT, credit=AWARDS, memo=memo, by=by)
    statements.void_payments(batch_id=batch.pk, by=by.pk, why=why.strip())
    _thaw(batch)
    return batch


@transaction.atomic
def bytes_of(*, batch: Batch, by: User, now: datetime, purpose: str = "download") -> bytes:
    """Hand out an approved batch's file, and record that it left the house.

    raises: Refusal before approval; PayoutClosed, or TooLate after its effective date, where it
            would leave the first time; FileAltered where the bytes are not those that were approved
    """
    batch = _locked(batch)
    if batch.status not in HANDED_OUT:
        raise Refusal(f"{batch} is {batch.status}. Its file leaves the house once it is approved.")
    data = bankfiles.opened(batch.file, settlement_id=batch.settlement_id)
    if batch.file.sha256 != batch.approved_sha256:
        raise bankfiles.FileAltered(f"The file of {batch} is not the one that was approved.")
    if batch.exported_at is None:
        check_open()
        _check_in_time(batch, now)
        Batch.objects.filter(pk=batch.pk).update(exported_at=now)
    audit.record(
        kind="batch.exported",
        entity=batch.ENTITY,
        ref=batch.audit_ref,
        by=by,
        settlement_id=batch.settlement_id,
        why=purpose,
        data={"file_sha256": batch.file.sha256},
    )
    return data


def _check_dead(batch: Batch, bank_word: str, by: User) -> None:
    if not bank_word.strip():
        raise Refusal(
            f"The file of {batch} has left the house, so the bank may pay it. Say how we know that"
            " it will not, or wait for the bank's answer."
        )
    if by.pk == batch.made_by_id:
        raise NotAnother(
            f"You made {batch}. Its file has left the house, so another person has to make it void."
        )


def _thaw(batch: Batch) -> None:
    claims = statements.unpaid_claims(batch_id=batch.pk)
    for chunk in batched(claims, CLAIMS_AT_ONCE, strict=False):
        filing.thaw(settlement_id=batch.settlement_id, claim_ids=chunk)


def _locked(batch: Batch) -> Batch:
    rows = Batch.objects.select_for_update(no_key=True, of=["self"])
    return rows.select_related("settlement", "run", "file").get(pk=batch.pk)


def _check_run(run: Run, order: str) -> None:
    if run.status != RunStatus.APPROVED:
        raise Refusal(f"Run {run.number} is {run.status}. Payments are made from an approved run.")
    if run.preliminary and not order.strip():
        raise Refusal(
            f"Run {run.number} is preliminary: claims were still open when it was made. It is paid"
            " only by a recorded order; say which."
        )
    fell = fallen(run=run)
    if fell.count and not _partly_paid(run):
        mend = "make a new run"
        if last_distribution(run.settlement) > 1:  # which no other run takes the place of
            mend = "give those awards up by an order, and then admit such claims by another run"
        raise Refusal(f"{fell}. Nobody is paid from run {run.number}; {mend}.")


def _partly_paid(run: Run) -> bool:
    """Whether a payment of the run's distribution is live: then no other run takes its place."""
    payments = Payment.objects.filter(
        batch__settlement=run.settlement_id, distribution=run.distribution
    )
    return payments.exclude(status__in=DEAD).exists()


def _check_in_time(batch: Batch, now: datetime) -> None:
    if local_day(now, terms_of(batch.settlement).case.zone) > batch.effective_on:
        raise TooLate(
            f"The effective date of {batch}, {batch.effective_on:%B %-d, %Y}, has passed. Make it"
            " void and make a new batch."
        )


def _record_opening(batch: Batch, by: User) -> None:
    audit.record(
        kind="file.opened",
        entity=batch.ENTITY,
        ref=batch.audit_ref,
        by=by,
        settlement_id=batch.settlement_id,
        why="to approve the batch by its file's hash",
    )


def _post(batch: Batch, *, kind: str, debit: str, credit: str, memo: str, by: User) -> None:
    ledger.post_selected(
        settlement=batch.settlement,
        kind=kind,
        ref=batch.audit_ref,
        legs=statements.BATCH_LEGS,
        accounts=[debit, credit],
        memo=memo.capitalize(),
        by=by,
        batch_id=batch.pk,
        debit=debit,
        credit=credit,
    )


def _nothing_made(run: Run, due: Collection[Waiting], held: Mapping[int, str]) -> str:
    if not due:
        nothing = f"Nothing is due from run {run.number}: everything is paid or on its way"
        fell = fallen(run=run)
        return f"{nothing}, but {fell}." if fell.count else f"{nothing}."
    if held:
        return (
            f"No file can take what is due from run {run.number}: {'; '.join({*held.values()})}."
            " Reopen the claims and ask for other details."
        )
    if any(each.has_file for each in due):
        return "Today's 36 files of this sender are used up. Make the rest tomorrow."
    return " ".join(str(each) for each in due)


def _record_held(run: Run, held: Mapping[int, str], by: User) -> None:
    for claim in Claim.objects.filter(pk__in=[*held]).only("number"):
        audit.record(
            kind="payment.held",
            entity=Claim.ENTITY,
            ref=claim.number,
            by=by,
            settlement_id=run.settlement_id,
            why=held[claim.pk],
            data={"run": run.audit_ref},
        )
