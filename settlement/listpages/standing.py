"""The class list in numbers, as the staff's pages show it: imports, their progress, rejects."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum

from settlement import csvfile, sql
from settlement.imports.alone import name_of
from settlement.paging import PAGE, key_in
from settlement.roster.models import ImportReject, ImportStatus, MemberAlias, RosterImport
from settlement.terms.models import Settlement

type Place = tuple[int | None, int | None]  # a reject's file and line

SUCCEEDED = {
    ImportStatus.READY,
    ImportStatus.MERGED,
    ImportStatus.REPLACED,
    ImportStatus.DESTROYED,
}
NOWHERE: Place = (None, None)
CSV_SIZE = 5_000  # rejects read at once

# Without taking the lock: whoever just looked must not keep an import from beginning.
RUNS = """
    SELECT EXISTS (
        SELECT FROM pg_locks
         WHERE locktype = 'advisory' AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND classid::bigint << 32 | objid::bigint = hashtextextended(%(name)s, 0))
"""


class CaseList(NamedTuple):
    """A case with the import whose list is in use, how many members it has by now, and the
    import that is loading."""

    settlement: Settlement
    in_use: RosterImport | None
    members: int
    loading: RosterImport | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is.

    lines: those that came in at most; done, rejected: how many so far
    rate:  lines a second since it began; an interruption counts, too
    left:  seconds until all lines are loaded, None while nothing is known; indexes come then
    runs:  somebody works on it; else it was interrupted
    """

    lines: int
    done: int
    rejected: int
    rate: float
    left: float | None
    runs: bool


@dataclass(frozen=True, slots=True)
class Rejects:
    """One page of an import's rejects: file, line, reason.

    first, older: the queries of the first page and the next one, "" where this is it
    """

    rows: Sequence[tuple[str, int, str]]
    first: str
    older: str


def lists() -> list[CaseList]:
    """Every case and how its list stands, the newest case first."""
    statuses = (ImportStatus.READY, ImportStatus.MERGED, ImportStatus.LOADING)
    rows: dict[int, list[RosterImport]] = {}
    for row in RosterImport.objects.filter(status__in=statuses).select_related("made_by"):
        rows.setdefault(row.settlement_id, []).append(row)
    return [
        standing_of(case, rows.get(case.pk, []))
        for case in Settlement.objects.order_by("-adopted_at", "-pk")
    ]


def standing_of(settlement: Settlement, imports: Iterable[RosterImport]) -> CaseList:
    """How a case's list stands by all its imports, in whatever order."""
    in_use = loading = None
    for row in imports:
        if row.status == ImportStatus.READY:
            in_use = row
        elif row.status == ImportStatus.LOADING:
            loading = row
    if in_use is None:
        return CaseList(settlement, None, 0, loading)
    # What was supplemented before belongs to a list that was replaced.
    since = (row for row in imports if row.pk > in_use.pk and row.status == ImportStatus.MERGED)
    more = sum(row.added - row.removed for row in since)
    return CaseList(settlement, in_use, in_use.loaded + more, loading)


def merged_members(in_use: RosterImport) -> int:
    """How many members of the list in use are merged into others."""
    aliases = MemberAlias.objects.filter(settlement=in_use.settlement_id)
    return aliases.filter(member_no__gte=in_use.first_no).count()


def rejects_kept(imports: Iterable[RosterImport]) -> int:
    """How many rejected lines of failed imports stay until an import of the case succeeds.

    imports: all of the case, the newest first; an import that succeeds is the newest
    """
    kept = 0
    for row in imports:
        if row.status in SUCCEEDED:
            break
        if row.status == ImportStatus.FAILED:
            kept += row.rejected
    return kept


def imports_of(settlement: Settlement) -> QuerySet[RosterImport]:
    """The imports and supplements of a case, the newest first."""
    found = RosterImport.objects.filter(settlement=settlement).select_related("made_by")
    return found.order_by("-pk")


def progress(row: RosterImport, *, now: datetime) -> Progress:
    """How far an import is that is loading, by the batches that stand."""
    totals = row.batches.aggregate(
        done=Sum("lines", default=0), rejected=Sum("rejected", default=0)
    )
    done, seconds = totals["done"], max(1.0, (now - row.started_at).total_seconds())
    rate = done / seconds
    return Progress(
        lines=max(row.lines, done),
        done=done,
        rejected=totals["rejected"],
        rate=rate,
        left=(row.lines - done) / rate if done and row.lines > done else None,
        runs=bool(sql.value(RUNS, name=name_of(row.settlement_id))),
    )


def rejects_of(row: RosterImport, query: Mapping[str, str]) -> Rejects:
    """A page of the lines that were not loaded, in the files' order.

    query: `file` and `line` of the last one on the page before, where there was one
    """
    after = key_in(query, "file"), key_in(query, "line")
    found = [*_rejects(row, after=after)[: PAGE + 1]]
    names = [file["name"] for file in row.files]
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Rejects(
        rows=[(names[each.file], each.line, each.reason) for each in found[:PAGE]],
        first="?" if after != NOWHERE else "",
        older=f"?file={last.file}&line={last.line}" if last else "",
    )


def rejects_csv(row: RosterImport) -> Iterator[str]:
    """All of them as the lines of a CSV, read by key: no cursor stays open between requests."""
    names = [file["name"] for file in row.files]
    yield csvfile.text(header=("file", "line", "reason"), rows=())
    after = NOWHERE
    while found := [*_rejects(row, after=after)[:CSV_SIZE]]:
        rows = [(names[each.file], each.line, each.reason) for each in found]
        yield csvfile.text(header=(), rows=rows).removeprefix("\r\n")
        after = found[-1].file, found[-1].line


def _rejects(row: RosterImport, *, after: Place) -> QuerySet[ImportReject]:
    """In the order of importreject_once_per_line, from behind one of them."""
    file, line = after
    found = row.rejects.order_by("file", "line")
    if file is None or line is None:
        return found
    return found.filter(Q(file__gt=file) | Q(file=file, line__gt=line))
