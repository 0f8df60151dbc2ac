"""Record the exclusions of a CSV, as counsel sends them: a result for every line of it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from claims.filing import bulkfile
from claims.filing.bulkfile import BadFile, BadLine, BulkFile, Line
from claims.optouts import services
from claims.optouts.models import MOST_BATCH, MOST_COUNSEL
from claims.optouts.services import ExcludedAlready, Recorded, Request
from settlement import csvfile
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.progress import Advance
from settlement.terms.models import Settlement

COLUMNS = frozenset({"name", "address", "received_on"})
MEMBER = frozenset({"member_ref", "notice_id"})  # either is enough
HEADER = ("line", "result", "exclusion", "claims_held", "claims_being_paid", "reason")
RECORDED, REPEATED, REFUSED, FINE = "recorded", "excluded before", "refused", "would be recorded"

type Result = Recorded | Refusal | None  # None: without fault, and only tried


@dataclass(frozen=True, slots=True)
class Outcome:
    """counts: result -> lines; results: the CSV that says it line by line; paid: claims of
    members now excluded for which a payment is under way"""

    sha256: str
    results: Path
    counts: Counter[str] = field(default_factory=Counter)
    paid: list[str] = field(default_factory=list)


def import_exclusions(
    *,
    settlement: Settlement,
    path: Path,
    counsel: str = "",
    dry_run: bool = False,
    by: User,
    today: date,
    looked_through: Callable[[BulkFile], Advance],
) -> Outcome:
    """Record every line that has no fault. The same file again records nothing twice.

    looked_through: as for claims (filing.imports)
    raises: Refusal where the file as a whole cannot be taken, and then nothing is recorded; OSError
    """
    found = bulkfile.read_whole(path, columns=COLUMNS, optional=MEMBER)
    _check(found, counsel=counsel)
    outcome = Outcome(found.sha256, path.with_suffix(".results.csv"))
    done = looked_through(found)

    def rows() -> Iterator[tuple[object, ...]]:
        for line in bulkfile.lines_of(path):
            result = _result(
                settlement,
                line,
                batch=path.name,
                counsel=counsel,
                dry_run=dry_run,
                by=by,
                today=today,
            )
            row = _row(line, result)
            outcome.counts[str(row[1])] += 1
            if isinstance(result, Recorded):
                outcome.paid.extend(result.paid)
            yield row
            done(1)

    with outcome.results.open("w", newline="", encoding="utf-8") as file:
        csvfile.write(file, header=HEADER, rows=rows())
    if not dry_run:
        _record(settlement, path, outcome, counsel=counsel, by=by)
    return outcome


def _check(found: BulkFile, *, counsel: str) -> None:
    for what, text, most in (
        ("The file's name", found.path.name, MOST_BATCH),
        ("The counsel's name", counsel, MOST_COUNSEL),
    ):
        if len(text) > most:
            raise Refusal(f"{what} has more than {most} characters, and is kept. Shorten it.")
    if not found.lines:
        raise Refusal(f"{found.path} holds no requests.")
    first = next(line.cells for line in bulkfile.lines_of(found.path))
    if not isinstance(first, BadLine) and not MEMBER & first.keys():
        raise BadFile(f"{found.path} names nobody: it needs a column member_ref or notice_id.")


def _result(
    settlement: Settlement,
    line: Line,
    *,
    batch: str,
    counsel: str,
    dry_run: bool,
    by: User,
    today: date,
) -> Result:
    if isinstance(line.cells, BadLine):
        return line.cells
    cells = {name: text.strip() for name, text in line.cells.items()}
    received_on = _day(cells.pop("received_on"))
    if isinstance(received_on, Refusal):
        return received_on
    request = Request(**cells)
    try:
        if dry_run:
            services.check(
                settlement=settlement, request=request, received_on=received_on, today=today
            )
            return None
        return services.record(
            settlement=settlement,
            request=request,
            received_on=received_on,
            today=today,
            batch=batch,
            counsel=counsel,
            by=by,
        )
    except Refusal as refusal:
        return refusal


def _day(cell: str) -> date | Refusal:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return Refusal("received_on is no day. Write it like 2022-01-31.")


def _row(line: Line, result: Result) -> tuple[object, ...]:
    match result:
        case Recorded():
            paid = " ".join(result.paid)
            return line.number, RECORDED, result.exclusion.audit_ref, result.held, paid, ""
        case ExcludedAlready():
            return line.number, REPEATED, "", "", "", str(result)
        case Refusal():
            return line.number, REFUSED, "", "", "", str(result)
    return line.number, FINE, "", "", "", ""


def _record(
    settlement: Settlement, path: Path, outcome: Outcome, *, counsel: str, by: User
) -> None:
    audit.record(
        kind="exclusions.imported",
        entity="settlement",
        ref=settlement.slug,
        by=by,
        settlement_id=settlement.pk,
        data={
            "file": path.name,
            "counsel": counsel,
            "sha256": outcome.sha256,
            "counts": dict(outcome.counts),
        },
    )
