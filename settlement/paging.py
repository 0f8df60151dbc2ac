"""Lists a page at a time, by key: a list of a million has no last page to count."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Model, QuerySet

PAGE = 100
_MOST_DIGITS = 18  # of a row's key


@dataclass(frozen=True, slots=True)
class Listed[Row]:
    """One page. newer, older: the query of the neighbouring page, "" where there is none."""

    rows: Sequence[Row]
    newer: str
    older: str
    filters: Mapping[str, str]


def newest[Row: Model](
    rows: QuerySet[Row], query: Mapping[str, str], *, statuses: Collection[str]
) -> Listed[Row]:
    """Rows of cases, newest first; query: case (a slug), state, before (a row's key)."""
    filters = {key: query[key] for key in ("case", "state") if query.get(key)}
    if "case" in filters:
        rows = rows.filter(settlement__slug=filters["case"])
    if filters.get("state") in statuses:
        rows = rows.filter(status=filters["state"])
    before = key_in(query, "before")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = [*rows.order_by("-pk")[: PAGE + 1]]
    return Listed(
        rows=page[:PAGE],
        newer=query_of(filters) if before is not None else "",
        older=query_of(filters, before=page[PAGE - 1].pk) if len(page) > PAGE else "",
        filters=filters,
    )


def key_in(query: Mapping[str, str], name: str) -> int | None:
    """A row's key out of an address; None where there is none."""
    text = query.get(name, "")
    fits = len(text) <= _MOST_DIGITS and text.isascii() and text.isdigit()
    return int(text) if fits else None


def query_of(filters: Mapping[str, str], **more: int) -> str:
    """An address's query with these filters."""
    return f"?{urlencode({**filters, **more})}"
