"""What the batch pages list. Payments go by key: a list of a million has no last page to count."""

from collections.abc import Mapping

from django.db.models import QuerySet

from payouts.payments.models import Batch, BatchStatus, Payment
from settlement.audit.models import Event
from settlement.paging import PAGE, Listed, key_in, newest, query_of


def batches_listed(query: Mapping[str, str]) -> Listed[Batch]:
    """Batches, newest first; query: case (a slug), state, before (a batch's key)."""
    rows = Batch.objects.select_related("settlement", "run", "made_by", "approved_by")
    return newest(rows, query, statuses=BatchStatus.values)


def payments_listed(batch: Batch, query: Mapping[str, str]) -> Listed[Payment]:
    """A batch's payments in the file's order, with claim numbers and nothing personal."""
    after = key_in(query, "after")
    rows = Payment.objects.filter(batch=batch).select_related("claim").order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    page = [*rows[: PAGE + 1]]
    return Listed(
        rows=page[:PAGE],
        newer="?" if after is not None else "",
        older=query_of({}, after=page[PAGE - 1].pk) if len(page) > PAGE else "",
        filters={},
    )


def history_of(batch: Batch) -> QuerySet[Event]:
    """What happened to a batch, in order."""
    events = Event.objects.filter(entity=batch.ENTITY, ref=batch.audit_ref)
    return events.select_related("actor").order_by("pk")
