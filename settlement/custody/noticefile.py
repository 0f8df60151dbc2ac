"""The mail-merge file for the notice vendor: every member of the list, with notice ID and code.

It is the one place where the whole list is written in clear, so it is asked for by name, with a
purpose, and recorded before its first byte: what is a file under its own name is in the log with
its SHA-256.
"""

import hashlib
import io
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from settlement import csvfile, sql
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.custody.whole import Stretch, stretches
from settlement.errors import Refusal
from settlement.identifiers import notice_ids
from settlement.identifiers.states import NUMBER
from settlement.progress import Advance
from settlement.roster.in_use import found_in_use
from settlement.roster.keyring import details_key
from settlement.sealed import SealBroken
from settlement.terms.models import Settlement

PERMISSION = "settlement.export_notices"
COLUMNS = (
    "notice_id", "confirmation_code", "first_name", "last_name",
    "line1", "line2", "city", "state", "zip", "email",
)  # fmt: skip
WRITE_BYTES = 1024 * 1024

# The list in use, its last change and its key: while they stay the same, so does every row.
STANDING = """
    SELECT (SELECT id FROM settlement_rosterimport
             WHERE settlement_id = %(settlement_id)s AND status = 'ready'),
           (SELECT max(id) FROM settlement_rosterchange WHERE settlement_id = %(settlement_id)s),
           (SELECT version FROM settlement_casekey
             WHERE settlement_id = %(settlement_id)s AND scope = 'roster' AND in_use)
"""


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """A file as it was written; members: its rows."""

    path: Path
    members: int
    size: int  # bytes
    sha256: str


def members_in_use(settlement: Settlement) -> int:
    """How many members the list in use had when it was imported: for a progress bar."""
    row = found_in_use(settlement)
    return row.loaded if row else 0


def export_notices(
    *,
    settlement: Settlement,
    path: Path,
    purpose: str,
    by: User,
    states: Collection[str] = (),
    written: Advance = lambda _members: None,
) -> NoticeFile:
    """Write the members of the list in use, or those of some states, into one CSV.

    The file has its name only when it is whole; until then it is hidden, and its owner's alone.

    states:  postal codes; none for all members
    written: told how many more members were passed
    raises:  Refusal without a purpose, where the file exists, where a state is unknown, without a
             list or its key, or when the list changed meanwhile; then there is no file
    """
    _check(path, purpose=purpose, states=states)
    standing = sql.row(STANDING, settlement_id=settlement.pk)
    key = details_key(settlement.pk)
    of_list = stretches(settlement_id=settlement.pk, key=key)
    first = next(of_list)  # refuses where there is none
    _record(
        "roster.export_begun", settlement, by, purpose, {"file": path.name, "states": [*states]}
    )
    with _hidden(path) as file:
        hashing = _Hashing(file)
        rows = _rows(first, of_list, states=states, written=written)
        with _unchanged(settlement, standing):
            members = _write(hashing, rows)
        made = NoticeFile(path, members, hashing.size, hashing.sha256.hexdigest())
        counted = {"members": members, "bytes": made.size, "sha256": made.sha256}
        _record("roster.exported", settlement, by, purpose, {"file": path.name, **counted})
    return made


def _check(path: Path, *, purpose: str, states: Collection[str]) -> None:
    if not purpose.strip():
        raise Refusal("Say with --purpose what the file is for; the log keeps it.")
    if unknown := sorted(set(states) - NUMBER.keys()):
        raise Refusal(f"{', '.join(unknown)} is no state or territory. Give postal codes, as IL.")
    if path.exists():
        raise Refusal(f"{path} exists. Give another name, or delete it first.")


def _record(
    kind: str, settlement: Settlement, by: User, purpose: str, data: dict[str, object]
) -> None:
    audit.record(
        kind=kind,
        entity="roster",
        ref=settlement.slug,
        by=by,
        settlement_id=settlement.pk,
        why=purpose,
        data=data,
    )


@contextmanager
def _unchanged(settlement: Settlement, standing: tuple[Any, ...]) -> Iterator[None]:
    """Refuse what was read while the list was changed, or put under another key, which shows in
    the middle as blocks that are missing or cannot be opened."""
    broken = None
    try:
        yield
    except SealBroken as error:
        broken = error
    if sql.row(STANDING, settlement_id=settlement.pk) != standing:
        raise Refusal(
            "The class list was changed while it was exported, so the file was thrown away. "
            "Start again."
        ) from broken
    if broken is not None:
        raise broken


@contextmanager
def _hidden(path: Path) -> Iterator[BinaryIO]:
    """A file that its owner alone can read, and that gets its name when all went well."""
    hidden = path.with_name(f".{path.name}.part")
    hidden.unlink(missing_ok=True)  # left by who was killed
    try:
        with os.fdopen(os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        hidden.rename(path)
    except BaseException:
        hidden.unlink(missing_ok=True)
        raise


class _Hashing(io.RawIOBase):
    """Hands on what is written, and hashes it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.size, self.sha256 = file, 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.sha256.update(data)
        self.size += len(data)
        return self.file.write(data)


def _write(hashing: _Hashing, rows: Iterator[tuple[str, ...]]) -> int:
    buffered = io.BufferedWriter(hashing, WRITE_BYTES)
    with io.TextIOWrapper(buffered, encoding="utf-8", newline="") as text:
        return csvfile.write(text, header=COLUMNS, rows=rows)


def _rows(
    first: Stretch, others: Iterator[Stretch], *, states: Collection[str], written: Advance
) -> Iterator[tuple[str, ...]]:
    numbers = [NUMBER[state] for state in states]
    stretch: Stretch | None = first
    while stretch is not None:
        of_states = np.isin(stretch.states, numbers) if numbers else np.ones_like(stretch.states)
        yield from _of_stretch(stretch, np.flatnonzero(of_states))
        written(len(stretch.numbers))
        stretch = next(others, None)


def _of_stretch(stretch: Stretch, rows: NDArray[np.int64]) -> Iterator[tuple[str, ...]]:
    notices, codes, *others = stretch.details.rows(rows).texts(COLUMNS)
    notices = [notice_ids.id_as_printed(text) for text in notices]
    codes = [notice_ids.code_as_printed(text) for text in codes]
    return zip(notices, codes, *others, strict=True)
