"""File a CSV of claims for a third party, or from paper: a result for every line of it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import batched
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from claims.filing import bulkfile
from claims.filing.bulkfile import BadLine, BulkFile, Line
from claims.filing.cleaning import cleaned
from claims.filing.contents import Contents
from claims.filing.intake import Intake, InvalidContents
from claims.filing.messages import in_english
from claims.filing.services import CHUNK, Receipt, file_many
from settlement import csvfile
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.errors import Refusal
from settlement.progress import Advance
from settlement.terms.models import Settlement

HEADER = ("line", "n", "result", "number", "received_at", "reason")
FILED, REPEATED, REFUSED, FINE = "filed", "filed before", "refused", "would be filed"

_FILER = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")

type Result = Receipt | Refusal | None  # None: without fault, and only tried


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a file is to be taken. postmarked_on: of all its paper claims."""

    filer: str
    paper: bool = False
    postmarked_on: date | None = None
    notify: bool = True
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """counts: result -> lines; results: the CSV that says it line by line"""

    sha256: str
    results: Path
    counts: Counter[str] = field(default_factory=Counter)


def results_path(path: Path) -> Path:
    """Where the results of a file stand: claims.csv has claims.results.csv."""
    return path.with_suffix(".results.csv")


def import_claims(
    *,
    settlement: Settlement,
    path: Path,
    wishes: Wishes,
    by: User,
    now: datetime,
    looked_through: Callable[[BulkFile], Advance],
) -> Outcome:
    """File every line that has no fault. Filing the same file again files nothing twice.

    looked_through: told of the file before its lines are filed; answers with what is to be told
                    how many more lines are done
    raises: Refusal where the file as a whole cannot be taken, and then nothing is filed; OSError
    """
    _check(wishes)
    intake = Intake.at(
        settlement=settlement,
        now=now,
        paper=wishes.paper,
        postmarked_on=wishes.postmarked_on,
        filer=wishes.filer,
    )
    found = bulkfile.look_through(path, questions=_questions(intake))
    if not found.lines:
        raise Refusal(f"{path} holds no claims.")
    outcome = Outcome(found.sha256, results_path(path))
    done = looked_through(found)
    with outcome.results.open("w", newline="", encoding="utf-8") as file:
        rows = _result_rows(intake, found, wishes, by=by, counts=outcome.counts, done=done)
        csvfile.write(file, header=HEADER, rows=rows)
    if not wishes.dry_run:
        _record(intake, outcome, wishes, by=by)
    return outcome


def _check(wishes: Wishes) -> None:
    if not _FILER.fullmatch(wishes.filer):
        raise Refusal("A filer's key is made of a-z, 0-9 and hyphens, 60 at most; name one.")
    if wishes.postmarked_on and not wishes.paper:
        raise Refusal("Only paper has a postmark. Say that these claims came on paper, too.")


def _questions(intake: Intake) -> list[str]:
    return [question.key for question in intake.terms.questions]


def _result_rows(
    intake: Intake,
    found: BulkFile,
    wishes: Wishes,
    *,
    by: User,
    counts: Counter[str],
    done: Advance,
) -> Iterator[tuple[object, ...]]:
    for lines in batched(bulkfile.lines_of(found.path), CHUNK, strict=False):
        for line, result in zip(lines, _filed(intake, found, lines, wishes, by=by), strict=True):
            row = _row(line, result)
            counts[row[2]] += 1
            yield row
        done(len(lines))


def _filed(
    intake: Intake, found: BulkFile, lines: tuple[Line, ...], wishes: Wishes, *, by: User
) -> list[Result]:
    """A result for each line: those without a fault of form are filed together."""
    read = [_read(intake, line, wishes.filer) for line in lines]
    batch = [
        (_key(found, line, wishes.filer), contents)
        for line, contents in zip(lines, read, strict=True)
        if isinstance(contents, Contents)
    ]
    if wishes.dry_run:
        answers = iter([_tried(intake, *each) for each in batch])
    else:
        answers = iter(
            file_many(
                settlement=intake.settlement,
                batch=batch,
                by=by,
                now=intake.now,
                paper=wishes.paper,
                postmarked_on=wishes.postmarked_on,
                filer=wishes.filer,
                notify=wishes.notify,
            )
        )
    return [each if isinstance(each, Refusal) else next(answers) for each in read]


def _read(intake: Intake, line: Line, filer: str) -> Contents | Refusal:
    if isinstance(line.cells, BadLine):
        return line.cells
    contents, faults = bulkfile.contents_of(
        line.cells,
        questions=_questions(intake),
        language=intake.terms.languages[0],
        attested_text=f"{filer} files this claim and states that it holds the signed claim form.",
    )
    if not faults:
        return contents
    others = intake.faults(cleaned(contents, intake.terms, paper=intake.paper))
    named = {fault.field for fault in faults}
    return InvalidContents([*faults, *(each for each in others if each.field not in named)])


def _key(found: BulkFile, line: Line, filer: str) -> UUID:
    """The submission key of a line: the same for the same filer, file and line."""
    return uuid5(NAMESPACE_URL, f"prorata:{filer}/{found.sha256}/{line.number}")


def _tried(intake: Intake, key: UUID, contents: Contents) -> Result:
    try:
        intake.entry(key, contents)
    except InvalidContents as invalid:
        return invalid
    return None


def _row(line: Line, result: Result) -> tuple[object, str, str, str, str, str]:
    n = line.cells["n"] if isinstance(line.cells, dict) else ""
    match result:
        case Receipt():
            word = FILED if result.created else REPEATED
            return line.number, n, word, result.number, result.received_at.isoformat(), ""
        case InvalidContents():
            reason = " ".join(map(in_english, result.faults))
            return line.number, n, REFUSED, "", "", reason
        case Refusal():
            return line.number, n, REFUSED, "", "", str(result)
    return line.number, n, FINE, "", "", ""


def _record(intake: Intake, outcome: Outcome, wishes: Wishes, *, by: User) -> None:
    settlement = intake.settlement
    audit.record(
        kind="claims.imported",
        entity="settlement",
        ref=settlement.slug,
        by=by,
        settlement_id=settlement.pk,
        data={
            "filer": wishes.filer,
            "paper": wishes.paper,
            "sha256": outcome.sha256,
            "counts": dict(outcome.counts),
        },
    )
