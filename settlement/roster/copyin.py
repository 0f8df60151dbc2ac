"""Fills one part of a list: reads its chunks, hashes and seals them, copies both tables' rows.

The part's tables are made in the transaction that fills them, so the rows can be written frozen:
complete at once for index-only look-ups, without a VACUUM afterwards.
"""

import struct
from collections.abc import Callable, Iterator, Sequence
from typing import LiteralString

import numpy as np
import pyarrow as pa
from django.db import transaction

from settlement import sql
from settlement.roster import blocks, hotrows
from settlement.roster.columns import COLUMNS
from settlement.roster.members import Members, Recipe, prepare
from settlement.roster.numbering import Numbered
from settlement.roster.outcome import Outcome
from settlement.roster.packing import pack
from settlement.roster.partitions import Part
from settlement.roster.rejects import Reject
from settlement.sealed import seal

COPY_MEMBERS: LiteralString = (
    "COPY {members} (settlement_id, member_no, flags, state, name_key, notice_key, code_key,"
    " email_key, phone_key, username_key, ref_key) FROM STDIN (FORMAT binary, FREEZE)"
)
COPY_DETAILS: LiteralString = (
    "COPY {details} (settlement_id, block, sealed) FROM STDIN (FORMAT binary, FREEZE)"
)
INDEX_MEMORY = "SET LOCAL maintenance_work_mem = '256MB'"
ZSTD_LEVEL = 1  # a higher one saves a fifteenth and takes twice the time
_DETAIL = struct.Struct(">hiqiii")  # three fields: the case, the block, the length of the seal


def fill(
    part: Part, chunks: Sequence[Numbered], *, recipe: Recipe, loaded: Callable[[int], None]
) -> Outcome:
    """Make, fill and index a part.

    loaded: told after each chunk how many more bytes were loaded
    """
    outcome = Outcome()
    with transaction.atomic():
        part.make()
        for numbered in chunks:
            members = _prepared(numbered, recipe, outcome)
            _copy(part, members, numbered.first_no, recipe.detail_key)
            loaded(numbered.chunk.length)
    with transaction.atomic():
        sql.run(INDEX_MEMORY)
        part.index()
        part.learn()
    return outcome


def _prepared(numbered: Numbered, recipe: Recipe, outcome: Outcome) -> Members:
    delivery = numbered.delivery
    records = delivery.read(numbered.chunk)
    members = prepare(records, layout=delivery.layout, recipe=recipe)
    outcome.lines += len(records)
    outcome.unusable.update(members.unusable)
    outcome.rejects += (
        Reject(delivery.path.name, int(records.lines[row]), reason)
        for row, reason in members.faults.items()
    )
    return members


def _copy(part: Part, members: Members, first_no: int, detail_key: bytes) -> None:
    case = part.of.settlement_id
    with sql.copy_in(part.named(COPY_MEMBERS)) as copy:
        copy.write(hotrows.SIGNATURE)
        copy.write(hotrows.encode(members, settlement_id=case, first_no=first_no))
        copy.write(hotrows.TRAILER)
    with sql.copy_in(part.named(COPY_DETAILS)) as copy:
        copy.write(hotrows.SIGNATURE)
        for block, packed in _blocks(members, first_no):
            sealed = seal(packed, key=detail_key, about=blocks.about(case, block))
            copy.write(_DETAIL.pack(3, 8, case, 4, block, len(sealed)) + sealed)
        copy.write(hotrows.TRAILER)


def _blocks(members: Members, first_no: int) -> Iterator[tuple[int, bytes]]:
    """The details of each block that has a member, packed."""
    codec = pa.Codec("zstd", ZSTD_LEVEL)
    table, width = members.table, len(COLUMNS)
    fine = members.fine
    for start in range(0, len(table), blocks.MEMBERS):
        slots = np.flatnonzero(fine[start : start + blocks.MEMBERS])
        if len(slots):
            starts, ends = table.starts[start + slots, :width], table.ends[start + slots, :width]
            packed = pack(table.data, starts, ends, slots, codec=codec)
            yield blocks.place(first_no + start).block, packed
