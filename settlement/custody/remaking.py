"""Builds the list in use anew under another key, beside it, from its own sealed details.

Members keep their numbers and blocks their places: blocks are opened and sealed again as they
are, members' keys are made of their details as an import makes them. A batch of blocks stands at
once, so a build that was killed goes on behind the last of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import LiteralString

import numpy as np
from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

from settlement import sql
from settlement.custody.whole import STRETCH, Stretch, stretch
from settlement.delivery.columns import COLUMNS, Layout
from settlement.delivery.records import Records
from settlement.errors import Refusal
from settlement.imports import hotrows
from settlement.imports.copyin import COPY_DETAILS, COPY_MEMBERS, copy_rows, detail_row
from settlement.imports.members import Members, Recipe, prepare
from settlement.progress import Advance
from settlement.roster import blocks
from settlement.roster.in_use import NoListInUse
from settlement.roster.partitions import INDEXES, ClassList
from settlement.sealed import seal, unseal

BATCH = 8 * STRETCH  # blocks in one transaction

BLOCKS = """
    SELECT min(block), max(block) FROM settlement_memberdetail
     WHERE settlement_id = %(settlement_id)s
"""
SEALED = """
    SELECT block, sealed FROM settlement_memberdetail
     WHERE settlement_id = %(settlement_id)s AND block BETWEEN %(first)s AND %(last)s
     ORDER BY block
"""
BUILT = "SELECT max(block) FROM {details}"
_LAYOUT = Layout(",", len(COLUMNS), {name: at for at, name in enumerate(COLUMNS)}, flags=())


@dataclass(frozen=True, slots=True)
class Remade(ClassList):
    """The tables of a list in use as they are built under a version of the key to come."""

    version: int = 0

    @property
    def members(self) -> str:
        return f"roster_members_{self.import_id}_v{self.version}"

    @property
    def details(self) -> str:
        return f"roster_details_{self.import_id}_v{self.version}"

    def drop(self) -> None:
        """Remove both tables, if they are there."""
        for table in (self.members, self.details):
            sql.run(SQL("DROP TABLE IF EXISTS {}").format(Identifier(table)).as_string())

    def take_the_place_of(self, old: ClassList) -> None:
        """Drop the list that look-ups see, and let them see this one, under its names."""
        old.detach()
        old.drop()
        for kind, ours, theirs in self._names(old):
            statement = SQL("ALTER {} {} RENAME TO {}").format(
                SQL(kind), Identifier(ours), Identifier(theirs)
            )
            sql.run(statement.as_string())
        old.attach()

    def _names(self, old: ClassList) -> Iterator[tuple[LiteralString, str, str]]:
        yield "TABLE", self.members, old.members
        yield "TABLE", self.details, old.details
        for name in INDEXES:
            yield "INDEX", f"{self.members}_{name}", f"{old.members}_{name}"


def blocks_of(settlement_id: int) -> tuple[int, int]:
    """The first and the last block of the list in use; NoListInUse where there is none."""
    first, last = sql.row(BLOCKS, settlement_id=settlement_id)
    if first is None:
        raise NoListInUse
    return first, last


def build(
    made: Remade, *, old_key: bytes, recipe: Recipe, built: Advance, indexed: Advance
) -> None:
    """Fill and index the tables; called again, it goes on where it stopped.

    old_key: that the details of the list in use are sealed under
    recipe:  under the key to come
    built, indexed: told how many more blocks were done, of earlier calls first, and indexes built
    """
    first, last = blocks_of(made.settlement_id)
    with transaction.atomic():
        if not made.exists():
            made.make()
    done = sql.value(made.named(BUILT))
    start = first if done is None else done + 1
    built(start - first)
    for block in range(start, last + 1, BATCH):
        end = min(block + BATCH, last + 1)
        _load(made, range(block, end), old_key=old_key, recipe=recipe)
        built(end - block)
    for name in INDEXES:
        made.index(name)
        indexed(1)
    if not connection.in_atomic_block:  # where VACUUM cannot run
        made.settle()
    made.learn()


def _load(made: Remade, wanted: range, *, old_key: bytes, recipe: Recipe) -> None:
    case = made.settlement_id
    members, details = [], []
    for block in range(wanted.start, wanted.stop, STRETCH):
        within = stretch(settlement_id=case, key=old_key, block=block, end=wanted.stop)
        encoded = _members(within, recipe)
        members.append(hotrows.encode(encoded, settlement_id=case, first_no=within.first_no))
    for block, sealed in sql.rows(
        SEALED, settlement_id=case, first=wanted.start, last=wanted.stop - 1
    ):
        about = blocks.about(case, block)
        packed = unseal(sealed, key=old_key, about=about)
        details.append(detail_row(case, block, seal(packed, key=recipe.detail_key, about=about)))
    with transaction.atomic():
        copy_rows(made.named(COPY_MEMBERS), members)
        copy_rows(made.named(COPY_DETAILS), details)


def _members(within: Stretch, recipe: Recipe) -> Members:
    """What an import would make of the members; who is not listed is left out.

    Flags and state are taken as they stand: a list's flags are not among its details.
    """
    rows, count = within.numbers - within.first_no, within.last_no - within.first_no + 1
    spread = {}
    for name in ("starts", "ends"):
        spread[name] = np.zeros((count, len(COLUMNS)), np.int64)
        spread[name][rows] = getattr(within.details, name)
    nothing = np.zeros(count, np.bool_)
    records = Records(
        data=within.details.data,
        lines=np.arange(count),
        fields=np.full(count, len(COLUMNS)),
        has_nul=nothing,
        has_stray_quote=nothing,
        is_ascii=nothing,
        is_overlong=nothing,
        all_utf8=True,
        **spread,
    )
    prepared = prepare(records, layout=_LAYOUT, recipe=replace(recipe, flags=()))
    if not np.array_equal(np.flatnonzero(prepared.fine), rows):
        raise Refusal(
            "A member of the list could not be read as an import reads it, so the list stays under "
            "the key that it is under. Import it again from its file instead."
        )
    flags, states = np.zeros(count, np.int64), np.zeros(count, np.int64)
    flags[rows], states[rows] = within.flags, within.states
    return replace(prepared, flags=flags, states=states)
