"""What the batch pages list. Payments go by key: a list of a million has no last page to count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet

from payouts.payments.models import Batch, BatchStatus, Payment
from settlement.audit.models import Event

PAGE = 100


@dataclass(frozen=True, slots=True)
class Listed[Row]:
    """One page. newer, older: the query of the neighbouring page, "" where there is none."""

    rows: Sequence[Row]
    newer: str
    older: str
    filters: Mapping[str, str]


def batches_listed(query: Mapping[str, str]) -> Listed[Batch]:
    """Batches, newest first; query: case (a slug), state, before (a batch's key)."""
    filters = {key: query[key] for key in ("case", "state") if query.get(key)}
    rows = Batch.objects.select_related("settlement", "run", "made_by", "approved_by")
    if "case" in filters:
        rows = rows.filter(settlement__slug=filters["case"])
    if filters.get("state") in BatchStatus.values:
        rows = rows.filter(status=filters["state"])
    before = _key(query.get("before"))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = [*rows.order_by("-pk")[: PAGE + 1]]
    return Listed(
        rows=page[:PAGE],
        newer=_query(filters) if before is not None else "",
        older=_query(filters, before=page[PAGE - 1].pk) if len(page) > PAGE else "",
        filters=filters,
    )


def payments_listed(batch: Batch, query: Mapping[str, str]) -> Listed[Payment]:
    """A batch's payments in the file's order, with claim numbers and nothing personal."""
    after = _key(query.get("after"))
    rows = Payment.objects.filter(batch=batch).select_related("claim").order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    page = [*rows[: PAGE + 1]]
    return Listed(
        rows=page[:PAGE],
        newer="?" if after is not None else "",
        older=_query({}, after=page[PAGE - 1].pk) if len(page) > PAGE else "",
        filters={},
    )


def history_of(batch: Batch) -> QuerySet[Event]:
    """What happened to a batch, in order."""
    events = Event.objects.filter(entity=batch.ENTITY, ref=batch.audit_ref)
    return events.select_related("actor").order_by("pk")


def _key(text: str | None) -> int | None:
    """A row's key out of an address; None where it is none."""
    short = text is not None and len(text) < 19 and text.isascii() and text.isdigit()
    return int(text) if text is not None and short else None


def _query(filters: Mapping[str, str], **more: int) -> str:
    return f"?{urlencode({**filters, **more})}"
