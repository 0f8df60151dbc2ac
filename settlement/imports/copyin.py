"""Loads one batch of a list: hashes and seals its members, copies both tables' rows, and writes
down in the same transaction that it stands, so that no batch is loaded twice."""

import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import LiteralString

from django.db import transaction

from settlement import sql
from settlement.delivery.columns import COLUMNS
from settlement.delivery.delivery import Content
from settlement.delivery.rejects import Reject
from settlement.imports import asked, hotrows, rejects
from settlement.imports.members import Members, Recipe, prepare
from settlement.imports.numbering import Batch, Numbered
from settlement.imports.packing import pack
from settlement.roster import blocks
from settlement.roster.models import ImportBatch
from settlement.roster.partitions import ClassList
from settlement.sealed import seal

COPY_MEMBERS: LiteralString = (
    "COPY {members} (settlement_id, member_no, flags, state, name_key, notice_key, code_key,"
    " email_key, phone_key, username_key, ref_key) FROM STDIN (FORMAT binary)"
)
COPY_DETAILS: LiteralString = (
    "COPY {details} (settlement_id, block, sealed) FROM STDIN (FORMAT binary)"
)
COPY_LINES: LiteralString = "COPY {lines} (member_no, ref_key, asked) FROM STDIN (FORMAT binary)"
_DETAIL = struct.Struct(">hiqiii")  # three fields: the case, the block, the length of the seal


@dataclass(slots=True)
class _Rows:
    """What a batch writes: the tables' rows as COPY takes them, and what was left out."""

    members: list[bytes] = field(default_factory=list)
    details: list[bytes] = field(default_factory=list)
    asked: list[bytes] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    unusable: Counter[str] = field(default_factory=Counter)
    lines: int = 0

    def add(self, numbered: Numbered, content: Content, *, case: int, recipe: Recipe) -> None:
        records = numbered.delivery.cut(numbered.chunk, content)
        members = prepare(records, layout=numbered.delivery.layout, recipe=recipe)
        self.lines += len(records)
        self.unusable.update(members.unusable)
        self.rejects += (
            Reject(int(records.lines[row]), reason) for row, reason in members.faults.items()
        )
        self.members.append(hotrows.encode(members, settlement_id=case, first_no=numbered.first_no))
        if members.asked is not None:
            refs = members.keys["ref_key"].values
            self.asked.append(
                asked.encode(members.asked, refs, members.fine, first_no=numbered.first_no)
            )
        self._seal(members, blocks.place(numbered.first_no).block, case=case, recipe=recipe)

    def _seal(self, members: Members, first_block: int, *, case: int, recipe: Recipe) -> None:
        table, width = members.table, len(COLUMNS)
        starts, ends = table.starts[:, :width], table.ends[:, :width]
        for block, packed in pack(table.data, starts, ends, members.fine, first=first_block):
            sealed = seal(packed, key=recipe.detail_key, about=blocks.about(case, block))
            self.details.append(detail_row(case, block, sealed))


def load_batch(
    made: ClassList, batch: Batch, contents: Sequence[Content], *, recipe: Recipe
) -> None:
    """Load one batch, all or nothing.

    contents: what was read for each of its chunks
    """
    rows = _Rows()
    for numbered, content in zip(batch.chunks, contents, strict=True):
        rows.add(numbered, content, case=made.settlement_id, recipe=recipe)
    with transaction.atomic():
        ImportBatch.objects.create(
            roster_import_id=made.import_id,
            first_no=batch.first_no,
            end_no=batch.end_no,
            lines=rows.lines,
            rejected=len(rows.rejects),
            unusable=dict(rows.unusable),
        )
        copy_rows(made.named(COPY_MEMBERS), rows.members)
        copy_rows(made.named(COPY_DETAILS), rows.details)
        if made.supplement:
            copy_rows(made.named(COPY_LINES), rows.asked)
        rejects.keep(made.import_id, batch.chunks[0].file, rows.rejects)


def detail_row(case: int, block: int, sealed: bytes) -> bytes:
    """A row of the details' table, as COPY_DETAILS takes it."""
    return _DETAIL.pack(3, 8, case, 4, block, len(sealed)) + sealed


def copy_rows(statement: str, rows: Sequence[bytes]) -> None:
    """Copy rows in PostgreSQL's binary format."""
    with sql.copy_in(statement) as copy:
        copy.write(hotrows.SIGNATURE)
        for some in rows:
            copy.write(some)
        copy.write(hotrows.TRAILER)
