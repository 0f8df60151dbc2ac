"""Makes, attaches and drops the partitions of a class list; nothing else touches them.

A list is a partition of its case, split further by ranges of member numbers, one part for each
stream that loads it. A part is made, filled and indexed where no look-up sees it, and attached
with all others in one step.

Every index of a part is partial: WHERE settlement_id = its case. So an index-only look-up
needs no case in the index, which saves a sixth of the memory that the indexes must stay in. Say
`settlement_id = …` in a query, and PostgreSQL finds them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import LiteralString

from psycopg.sql import SQL, Identifier, Literal

from settlement import sql
from settlement.roster.blocks import place

_MAKE_LIST: tuple[LiteralString, ...] = (
    "CREATE TABLE {members} (LIKE settlement_classmember INCLUDING DEFAULTS)"
    " PARTITION BY RANGE (member_no)",
    "CREATE TABLE {details} (LIKE settlement_memberdetail INCLUDING STORAGE)"
    " PARTITION BY RANGE (block)",
)

# The checks say what attaching would otherwise have to read the whole part to learn.
_MAKE_PART: tuple[LiteralString, ...] = (
    "CREATE TABLE {members} (LIKE settlement_classmember INCLUDING DEFAULTS,"
    " CHECK (settlement_id = {case} AND member_no >= {first} AND member_no < {end}))",
    "CREATE TABLE {details} (LIKE settlement_memberdetail INCLUDING STORAGE,"
    " CHECK (settlement_id = {case} AND block >= {first_block} AND block < {end_block}))",
)

_INDEX_PART: tuple[LiteralString, ...] = (
    "CREATE UNIQUE INDEX ON {members} (member_no) WITH (fillfactor = 100)",
    "CREATE INDEX ON {members} (ref_key) WITH (fillfactor = 100)",
    "CREATE INDEX ON {members} (notice_key) INCLUDE (code_key, member_no, name_key, flags, state)"
    " WITH (fillfactor = 100) WHERE settlement_id = {case} AND notice_key IS NOT NULL",
    "CREATE INDEX ON {members} (email_key) INCLUDE (member_no, name_key, flags, state)"
    " WITH (fillfactor = 100) WHERE settlement_id = {case} AND email_key IS NOT NULL",
    "CREATE INDEX ON {members} (phone_key) INCLUDE (member_no, name_key, flags, state)"
    " WITH (fillfactor = 100) WHERE settlement_id = {case} AND phone_key IS NOT NULL",
    "CREATE INDEX ON {members} (username_key) INCLUDE (member_no, name_key, flags, state)"
    " WITH (fillfactor = 100) WHERE settlement_id = {case} AND username_key IS NOT NULL",
    "CREATE UNIQUE INDEX ON {details} (block)",
)

_JOIN_PART: tuple[LiteralString, ...] = (
    "ALTER TABLE {list_members} ATTACH PARTITION {members} FOR VALUES FROM ({first}) TO ({end})",
    "ALTER TABLE {list_details} ATTACH PARTITION {details}"
    " FOR VALUES FROM ({first_block}) TO ({end_block})",
)

_ATTACH_LIST: tuple[LiteralString, ...] = (
    "ALTER TABLE settlement_classmember ATTACH PARTITION {members} FOR VALUES IN ({case})",
    "ALTER TABLE settlement_memberdetail ATTACH PARTITION {details} FOR VALUES IN ({case})",
)

_DETACH_LIST: tuple[LiteralString, ...] = (
    "ALTER TABLE settlement_classmember DETACH PARTITION {members}",
    "ALTER TABLE settlement_memberdetail DETACH PARTITION {details}",
)

TABLES = """
    SELECT relname FROM pg_class
     WHERE relkind IN ('p', 'r')
       AND relname ~ ('^roster_(members|details)_' || %(import_id)s || '(_[0-9]+)?$')
     ORDER BY relkind
"""


@dataclass(frozen=True, slots=True)
class ClassList:
    """One imported list, whole: a partition of the case's members and one of its details."""

    settlement_id: int
    import_id: int

    @property
    def members(self) -> str:
        return f"roster_members_{self.import_id}"

    @property
    def details(self) -> str:
        return f"roster_details_{self.import_id}"

    def assemble(self, parts: Sequence["Part"]) -> None:
        """Join filled parts to one list, which look-ups do not see yet."""
        self._run(_MAKE_LIST)
        for part in parts:
            part.join()

    def attach(self) -> None:
        """Let look-ups see the list. Waits for look-ups under way; later ones wait for us."""
        self._run(_ATTACH_LIST)

    def detach(self) -> None:
        """Take the list from the look-ups' sight."""
        self._run(_DETACH_LIST)

    def drop(self) -> None:
        """Remove every table of the list, attached or not, finished or not."""
        for (table,) in sql.rows(TABLES, import_id=str(self.import_id)):
            sql.run(SQL("DROP TABLE IF EXISTS {}").format(Identifier(table)).as_string())

    def named(self, statement: LiteralString) -> str:
        """A statement about this list's own tables, {members} and {details}."""
        return (
            SQL(statement)
            .format(
                members=Identifier(self.members),
                details=Identifier(self.details),
                case=Literal(self.settlement_id),
            )
            .as_string()
        )

    def _run(self, statements: Iterable[LiteralString]) -> None:
        for statement in statements:
            sql.run(self.named(statement))


@dataclass(frozen=True, slots=True)
class Part:
    """A range of a list's member numbers, `first` to below `end`; both begin a block."""

    of: ClassList
    number: int
    first: int
    end: int

    @property
    def members(self) -> str:
        return f"{self.of.members}_{self.number}"

    @property
    def details(self) -> str:
        return f"{self.of.details}_{self.number}"

    def make(self) -> None:
        """Create the part's tables, empty and unseen."""
        self._run(_MAKE_PART)

    def index(self) -> None:
        """Build the indexes, once the part is filled."""
        self._run(_INDEX_PART)

    def learn(self) -> None:
        """Let the planner know the part before anybody asks."""
        self._run(("ANALYZE {members}",))

    def join(self) -> None:
        """Become a partition of the list; nothing is read for it."""
        self._run(_JOIN_PART)

    def named(self, statement: LiteralString) -> str:
        """A statement about this part's own tables; every name and bound in it is ours."""
        return (
            SQL(statement)
            .format(
                members=Identifier(self.members),
                details=Identifier(self.details),
                list_members=Identifier(self.of.members),
                list_details=Identifier(self.of.details),
                case=Literal(self.of.settlement_id),
                first=Literal(self.first),
                end=Literal(self.end),
                first_block=Literal(place(self.first).block),
                end_block=Literal(place(self.end).block),
            )
            .as_string()
        )

    def _run(self, statements: Iterable[LiteralString]) -> None:
        for statement in statements:
            sql.run(self.named(statement))
