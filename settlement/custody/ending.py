"""The end of a case's class list, or of all its personal data: keys destroyed, tables dropped.

Nothing is deleted row by row, so that 89 million members take seconds. What the keys sealed or
hashed elsewhere (claims, letters, payment files) stays as bytes that nobody can read any more.
"""

import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from psycopg.sql import SQL, Identifier

from settlement import sql
from settlement.accounts.models import User
from settlement.audit import services as audit
from settlement.custody.certificate import (
    Certificate,
    DestroyedImport,
    DestroyedKey,
    DestroyedTable,
)
from settlement.errors import Refusal
from settlement.imports.alone import alone
from settlement.imports.opening import INTERRUPTED, close_failed
from settlement.keys.models import CaseKey, Scope
from settlement.keys.services import destroy_keys
from settlement.patience import PAUSE, TRIES
from settlement.roster.models import ImportStatus, RosterImport
from settlement.roster.partitions import shut
from settlement.roster.statements import change_list
from settlement.terms import holding
from settlement.terms.models import Settlement
from settlement.work.models import Job, JobStatus

PERMISSION = "settlement.destroy_case"
WHY_NAMED = "A case's end is somebody's act."

# Every table that an import of the case ever made: lists, what was staged, what was re-keyed.
TABLES = """
    SELECT relname, pg_total_relation_size(oid) FROM pg_class
     WHERE relkind = 'r' AND relname ~ %(pattern)s
     ORDER BY relname
"""
# The rows' earlier versions still hold the wrapped keys until the table is written anew.
WRITE_KEYS_ANEW = "VACUUM (FULL, SKIP_LOCKED) settlement_casekey"
FILE_OF_KEYS = "SELECT pg_relation_filenode('settlement_casekey')"


class _Table(NamedTuple):
    name: str
    size: int


class StillOpen(Refusal):
    """Something of the case is under way; its end has to wait."""


def check_nothing_is_open(settlement: Settlement) -> None:
    """raises: StillOpen while a job of the case (a verification, a run) goes on"""
    job = Job.objects.filter(settlement=settlement, status=JobStatus.OPEN).first()
    if job is not None:
        raise StillOpen(f"A job of the case is going on: {job}. Wait for its end.")


def destroy(
    *,
    settlement: Settlement,
    roster_only: bool,
    order: str,
    stays: Mapping[str, int],
    by: User,
    now: datetime,
) -> Certificate:
    """Destroy the class list and its key, and unless `roster_only` the case's other key, too.

    order:  the court's, as it is to be cited
    stays:  what the caller counted that is kept, in words; it goes into the certificate
    raises: Refusal without an order, where nothing is left to destroy, while an import runs;
            StillOpen
    """
    if not order.strip():
        raise Refusal("Say with --order which order of the court says so; the log keeps it.")
    scopes = (Scope.ROSTER,) if roster_only else tuple(Scope)
    with alone(settlement.pk), transaction.atomic():
        holding.lock_case(settlement.pk)
        check_nothing_is_open(settlement)
        certificate = _destroy(settlement, scopes, order=order.strip(), stays=stays, by=by, now=now)
        audit.record(
            kind="roster.destroyed" if roster_only else "case.destroyed",
            entity="settlement",
            ref=settlement.slug,
            by=by,
            settlement_id=settlement.pk,
            why=order.strip(),
            data={"certificate": certificate.as_json()},
        )
    return certificate


def forget_wrapped_keys() -> None:
    """Write the table of keys anew, so that the disk keeps no earlier row. Not in a transaction.

    Everybody reads keys, and nobody waits for this: it is tried until nobody reads.
    raises: TimeoutError where somebody reads for more than an hour
    """
    before = sql.value(FILE_OF_KEYS)
    for _ in range(TRIES):
        sql.run(WRITE_KEYS_ANEW)
        if sql.value(FILE_OF_KEYS) != before:
            return
        time.sleep(PAUSE)
    raise TimeoutError("Somebody reads the table of keys without end; it was not written anew.")


def _destroy(
    settlement: Settlement,
    scopes: tuple[Scope, ...],
    *,
    order: str,
    stays: Mapping[str, int],
    by: User,
    now: datetime,
) -> Certificate:
    imports = list(RosterImport.objects.filter(settlement=settlement).order_by("pk"))
    described = [_described(row) for row in imports]
    keys = destroy_keys(settlement_id=settlement.pk, scopes=scopes, now=now)
    if not keys:
        raise Refusal("It was destroyed before: none of these keys is left.")
    change_list(settlement_id=settlement.pk)
    tables = _drop_tables(imports)
    files = _delete_files(imports)
    for row in imports:
        _end(row, by=by)
    return Certificate(
        case=settlement.slug,
        name=settlement.name,
        scope="the class list and its key"
        if scopes == (Scope.ROSTER,)
        else "the class list and all keys of the case",
        order=order,
        by=str(by),
        at=now.isoformat(timespec="seconds"),
        imports=described,
        keys=[_key(key) for key in keys],
        tables=tables,
        files=files,
        stays=dict(stays),
    )


def _described(row: RosterImport) -> DestroyedImport:
    return DestroyedImport(
        number=row.pk,
        was=str(ImportStatus(row.status).label).lower(),
        files=row.files,
        sha256=row.sha256,
        lines=row.lines,
        loaded=row.loaded,
        rejected=row.rejected,
    )


def _key(key: CaseKey) -> DestroyedKey:
    return DestroyedKey(key.scope, key.version, key.created_at.isoformat(timespec="seconds"))


def _drop_tables(imports: list[RosterImport]) -> list[DestroyedTable]:
    if not imports:
        return []
    numbers = "|".join(str(row.pk) for row in imports)
    found = [
        _Table(*row) for row in sql.rows(TABLES, pattern=f"^roster_[a-z]+_({numbers})(_v[0-9]+)?$")
    ]
    shut()
    for table in found:
        sql.run(SQL("DROP TABLE {}").format(Identifier(table.name)).as_string())
    return [DestroyedTable(table.name, table.size) for table in found]


def _delete_files(imports: list[RosterImport]) -> list[str]:
    """Delete the rejects' CSVs that lie where the imports wrote them."""
    written = [Path(row.rejects_file) for row in imports if row.rejects_file]
    there = [path for path in written if path.is_file()]
    for path in there:
        path.unlink()
    return [path.name for path in there]


def _end(row: RosterImport, *, by: User) -> None:
    if row.status == ImportStatus.LOADING:
        close_failed(row, why=INTERRUPTED, by=by)
    elif row.status == ImportStatus.READY:
        row.move(ImportStatus.DESTROYED, by=by, why="the class list was destroyed by order")
