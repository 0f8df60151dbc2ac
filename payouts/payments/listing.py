"""What the batch pages list. Payments go by key: a list of a million has no last page to count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from payouts.payments.models import Batch, BatchStatus, Payment, PaymentStatus
from settlement.audit.models import Event
from settlement.paging import PAGE, Listed, key_in, newest, query_of


def batches_listed(query: Mapping[str, str]) -> Listed[Batch]:
    """Batches, newest first; query: case (a slug), state, before (a batch's key)."""
    rows = Batch.objects.select_related("settlement", "run", "made_by", "approved_by")
    return newest(rows, query, statuses=BatchStatus.values)


def payments_listed(batch: Batch, query: Mapping[str, str]) -> Listed[tuple[Payment, str]]:
    """A batch's payments in the file's order, each with why it came back where it did; with claim
    numbers and nothing personal."""
    after = key_in(query, "after")
    rows = Payment.objects.filter(batch=batch).select_related("claim").order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    page = [*rows[: PAGE + 1]]
    return Listed(
        rows=[*_with_why(page[:PAGE])],
        newer="?" if after is not None else "",
        older=query_of({}, after=page[PAGE - 1].pk) if len(page) > PAGE else "",
        filters={},
    )


def _with_why(payments: Sequence[Payment]) -> Iterator[tuple[Payment, str]]:
    refs = [each.ref for each in payments if each.status == PaymentStatus.RETURNED]
    events = Event.objects.filter(
        entity=Payment.ENTITY, ref__in=refs, to_status=PaymentStatus.RETURNED
    )
    why = dict(events.values_list("ref", "why"))
    for payment in payments:
        yield payment, why.get(payment.ref, "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bank said of a batch, as it was recorded. returned: how many payments came back
    is_first: of its answers; by it all others cleared"""

    bank_reference: str
    at: datetime
    returned: int
    is_first: bool


def answers_to(batch: Batch) -> list[Answer]:
    """The bank's answers to a batch, in order."""
    events = history_of(batch).filter(kind__in=["batch.answered", "batch.returns"])
    return [
        Answer(
            bank_reference=event.data["bank_reference"],
            at=event.at,
            returned=event.data["returned"],
            is_first=event.kind == "batch.answered",
        )
        for event in events
    ]


def history_of(batch: Batch) -> QuerySet[Event]:
    """What happened to a batch, in order."""
    events = Event.objects.filter(entity=batch.ENTITY, ref=batch.audit_ref)
    return events.select_related("actor").order_by("pk")
