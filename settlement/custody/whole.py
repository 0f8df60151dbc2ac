"""Reads the list in use whole, a stretch of blocks after another: who is listed, and what is known
of each of them now. Memory is that of one stretch, whatever the size of the list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

import numpy as np

from settlement import sql
from settlement.custody.unpacking import Spans, unpack_all
from settlement.delivery.columns import COLUMNS
from settlement.keys.bulk import Numbers
from settlement.roster import blocks
from settlement.roster.in_use import NoListInUse
from settlement.sealed import SealBroken, unseal

STRETCH = 16  # blocks: 16,384 members, some two megabytes

BOUNDS = """
    SELECT min(member_no), max(member_no) FROM settlement_classmember
     WHERE settlement_id = %(settlement_id)s
"""
LISTED = """
    SELECT member_no, flags, state FROM settlement_classmember
     WHERE settlement_id = %(settlement_id)s AND member_no BETWEEN %(first)s AND %(last)s
     ORDER BY member_no
"""
SEALED = """
    SELECT block, sealed FROM settlement_memberdetail
     WHERE settlement_id = %(settlement_id)s AND block = ANY(%(blocks)s)
     ORDER BY block
"""
# Where supplements gave details anew; see `layers`.
PLACES = """
    SELECT member_no, place_no, columns FROM settlement_detailplace
     WHERE settlement_id = %(settlement_id)s AND member_no BETWEEN %(first)s AND %(last)s
     ORDER BY place_no
"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Members that stand in some blocks and are listed, in the order of their numbers."""

    first_no: int
    last_no: int
    numbers: Numbers
    flags: Numbers
    states: Numbers
    details: Spans


def bounds(*, settlement_id: int) -> tuple[int, int]:
    """The least and the greatest number on the list in use.

    raises: NoListInUse
    """
    first, last = sql.row(BOUNDS, settlement_id=settlement_id)
    if first is None:
        raise NoListInUse
    return first, last


def stretches(*, settlement_id: int, key: bytes) -> Iterator[Stretch]:
    """The whole list in use. Each stretch is as it is when it is read: who must not see a change
    in the middle of the list sees to that.

    key:    by which details are sealed
    raises: NoListInUse; SealBroken
    """
    first, last = bounds(settlement_id=settlement_id)
    wanted = range(blocks.place(first).block, blocks.place(last).block + 1, STRETCH)
    for block in wanted:
        yield stretch(settlement_id=settlement_id, key=key, block=block)


def stretch(*, settlement_id: int, key: bytes, block: int, end: int | None = None) -> Stretch:
    """The members of STRETCH blocks from `block` on, but none from the block `end` on."""
    behind = block + STRETCH if end is None else min(block + STRETCH, end)
    first, last = block * blocks.MEMBERS + 1, behind * blocks.MEMBERS
    within = {"settlement_id": settlement_id, "first": first, "last": last}
    listed = np.array(sql.rows(LISTED, **within), np.int64).reshape(-1, 3)
    numbers = listed[:, 0]
    details = _details(settlement_id, key, numbers)
    places = np.array(sql.rows(PLACES, **within), np.int64).reshape(-1, 3)
    details = _laid_over(details, settlement_id, key, numbers, places)
    return Stretch(first, last, numbers, listed[:, 1], listed[:, 2], details)


def _details(settlement_id: int, key: bytes, places: Numbers) -> Spans:
    """The details that stand in these places, in their order."""
    in_blocks, slots = np.divmod(places - 1, blocks.MEMBERS)
    wanted = np.unique(in_blocks)
    found = sql.rows(SEALED, settlement_id=settlement_id, blocks=wanted.tolist())
    if [block for block, _ in found] != wanted.tolist():
        raise SealBroken(f"blocks of details are missing in case {settlement_id}")
    if not found:
        return Spans(np.empty(0, np.uint8), *np.zeros((2, 0, len(COLUMNS)), np.int64))
    opened = [
        unseal(sealed, key=key, about=blocks.about(settlement_id, block)) for block, sealed in found
    ]
    spans, there = unpack_all(opened)
    rows = np.searchsorted(wanted, in_blocks) * blocks.MEMBERS + slots
    if not there[rows].all():
        raise SealBroken(f"a listed member of case {settlement_id} is in no block of details")
    return spans.rows(rows)


def _laid_over(
    details: Spans, settlement_id: int, key: bytes, numbers: Numbers, places: Numbers
) -> Spans:
    """The details with what supplements gave; of two places the later counts.

    places: member number, place and columns, the places rising
    """
    places = places[np.isin(places[:, 0], numbers)]
    for some in batched(_by_block(places), STRETCH, strict=False):
        layer = np.concatenate(some)
        new = _details(settlement_id, key, layer[:, 1]).compact()
        details = _with_layer(details, new, np.searchsorted(numbers, layer[:, 0]), layer[:, 2])
    return details


def _by_block(places: Numbers) -> Sequence[Numbers]:
    in_blocks = (places[:, 1] - 1) // blocks.MEMBERS
    return np.split(places, np.flatnonzero(np.diff(in_blocks)) + 1) if len(places) else []


def _with_layer(details: Spans, new: Spans, rows: Numbers, columns: Numbers) -> Spans:
    starts, ends, offset = details.starts.copy(), details.ends.copy(), len(details.data)
    for column in range(len(COLUMNS)):
        given = columns >> column & 1 == 1
        starts[rows[given], column] = new.starts[given, column] + offset
        ends[rows[given], column] = new.ends[given, column] + offset
    return Spans(np.concatenate([details.data, new.data]), starts, ends)
