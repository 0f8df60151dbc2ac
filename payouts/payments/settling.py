"""What the bank says of a batch, recorded by a person: which payments cleared and which came back.

No file of the bank is read yet, so its word stands in the history under the bank's reference. A
payment that came back is owed to its payee until it is paid anew, or given up by an order.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.text import capfirst

from payouts.ledger import services as ledger
from payouts.ledger.chart import CASH, IN_FLIGHT, RETURNED
from payouts.payments import statements
from payouts.payments.models import Batch, BatchStatus, PaymentStatus
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.terms import holding

MOST_REFERENCE = 40  # characters: an entry is named by it and the batch


class NotAnother(Refusal):
    """Who made a batch does not record what became of it."""


@transaction.atomic
def settle_batch(
    *, batch: Batch, returned: Mapping[str, str], by: User, now: datetime, bank_reference: str
) -> Batch:
    """Settle a batch whose file the bank has: what did not come back has cleared.

    returned: payment ref -> why it came back, in the bank's words; checks that went stale also
    bank_reference: the bank's own, of the report that says so
    raises:   NotAnother where `by` made the batch; Refusal where its file is still in the house,
              a ref is none of its payments, or a reason is missing; WrongState
    """
    holding.lock_case(batch.settlement_id)
    batch = _locked(batch)
    reference, reasons = _checked(batch, returned, by, bank_reference)
    if batch.exported_at is None:
        raise Refusal(f"The file of {batch} has not left the house, so the bank cannot answer it.")
    for status in (BatchStatus.RELEASED, BatchStatus.SENT):
        if status in batch.MOVES.get(batch.status, ()):
            batch.move(status, by=by, why=f"The bank answers: {reference}")
    batch.move(BatchStatus.SETTLED, by=by, why=f"The bank answers: {reference}")
    everything, sent = statements.Answer(batch.pk, by.pk), PaymentStatus.SENT
    statements.move_payments(everything, before=PaymentStatus.READY, after=sent)
    _mark_returned(batch, reasons, before=sent, by=by)
    statements.move_payments(everything, before=sent, after=PaymentStatus.CLEARED)
    ledger.post_selected(
        settlement=batch.settlement,
        kind="batch settled",
        ref=batch.audit_ref,
        legs=statements.SETTLED_LEGS,
        accounts=[IN_FLIGHT, CASH, RETURNED],
        memo=f"{capfirst(str(batch))} settled by {reference}",
        by=by,
        batch_id=batch.pk,
        in_flight=IN_FLIGHT,
        cash=CASH,
        returned=RETURNED,
    )
    _record(batch, "batch.answered", reasons, reference, by, now)
    return batch


@transaction.atomic
def record_returns(
    *, batch: Batch, returned: Mapping[str, str], by: User, now: datetime, bank_reference: str
) -> Batch:
    """Record payments of a settled batch that came back after they had cleared.

    raises: as `settle_batch`; Refusal where nothing came back, a payment has not cleared, or this
            reference was recorded before
    """
    holding.lock_case(batch.settlement_id)
    batch = _locked(batch)
    reference, reasons = _checked(batch, returned, by, bank_reference)
    if batch.status != BatchStatus.SETTLED or not reasons:
        raise Refusal(f"{batch} is {batch.status}. Name payments that came back after it settled.")
    ref = f"{batch.audit_ref}/{reference}"
    posted = ledger.post_selected(
        settlement=batch.settlement,
        kind="payments returned",
        ref=ref,
        legs=statements.RETURNED_LEGS,
        accounts=[CASH, RETURNED],
        memo=f"{len(reasons):,} payments of {batch} came back: {reference}",
        by=by,
        batch_id=batch.pk,
        refs=[*reasons],
        cash=CASH,
        returned=RETURNED,
    )
    if not posted:
        raise Refusal(f"The bank's word {reference} is recorded already, or nothing of it cleared.")
    _mark_returned(batch, reasons, before=PaymentStatus.CLEARED, by=by)
    _record(batch, "batch.returns", reasons, reference, by, now)
    return batch


def _checked(
    batch: Batch, returned: Mapping[str, str], by: User, bank_reference: str
) -> tuple[str, dict[str, str]]:
    """The reference and the reasons as they are kept, where this person may give them."""
    if by.pk == batch.made_by_id:
        raise NotAnother(f"You made {batch}. Another person records the bank's answer.")
    reference = bank_reference.strip()
    if not reference or len(reference) > MOST_REFERENCE:
        raise Refusal(f"Give the bank's reference, of at most {MOST_REFERENCE} characters.")
    reasons = {ref: why.strip() for ref, why in returned.items()}
    if mute := [ref for ref, why in reasons.items() if not why]:
        raise Refusal(f"Say why {mute[0]} came back.")
    known = {*batch.payments.filter(ref__in=[*reasons]).values_list("ref", flat=True)}
    if strange := [ref for ref in reasons if ref not in known]:
        raise Refusal(f"{strange[0]} is no payment of {batch}. Compare the bank's report with it.")
    return reference, reasons


def _mark_returned(
    batch: Batch, reasons: Mapping[str, str], *, before: PaymentStatus, by: User
) -> None:
    answer = statements.Answer(batch.pk, by.pk, [*reasons], [*reasons.values()])
    moved = statements.move_payments(answer, before=before, after=PaymentStatus.RETURNED)
    if moved != len(reasons):
        raise Refusal(f"Some of these payments are not {before} any more. Look at {batch} again.")


def _record(
    batch: Batch,
    kind: str,
    reasons: Mapping[str, str],
    reference: str,
    by: User,
    now: datetime,
) -> None:
    audit.record(
        kind=kind,
        entity=batch.ENTITY,
        ref=batch.audit_ref,
        by=by,
        settlement_id=batch.settlement_id,
        data={
            "bank_reference": reference,
            "returned": len(reasons),
            "recorded_at": now.isoformat(),
        },
    )


def _locked(batch: Batch) -> Batch:
    rows = Batch.objects.select_for_update(no_key=True, of=["self"])
    return rows.select_related("settlement").get(pk=batch.pk)
