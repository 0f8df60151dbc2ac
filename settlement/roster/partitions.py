"""Makes, indexes, attaches and drops the two tables of a class list; nothing else touches them.

A list is a partition of its case: one table of members, one of sealed details. It is made, filled
and indexed where no look-up sees it, and put in use in one step.

Every index by an identifier is partial: WHERE settlement_id = its case. So an index-only look-up
needs no case in the index, which saves a sixth of the memory that the indexes must stay in. Say
`settlement_id = …` in a query, and PostgreSQL finds them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString

from django.db import transaction
from psycopg.sql import SQL, Identifier, Literal

from settlement import sql
from settlement.patience import MOST_WAIT, patiently

# The checks say what attaching would otherwise have to read the whole table to learn.
_MAKE: tuple[LiteralString, ...] = (
    "CREATE TABLE {members} (LIKE settlement_classmember INCLUDING DEFAULTS,"
    " CHECK (settlement_id = {case})) WITH (autovacuum_enabled = off)",
    "CREATE TABLE {details} (LIKE settlement_memberdetail INCLUDING STORAGE,"
    " CHECK (settlement_id = {case})) WITH (autovacuum_enabled = off)",
)

# What the lines of a supplement ask for (`asked`), and what merging finds out about each: the
# number of the member it is about, why it is refused and which earlier line it repeats.
_MAKE_LINES: LiteralString = (
    "CREATE TABLE {lines} (member_no integer NOT NULL, ref_key bigint NOT NULL,"
    " asked smallint NOT NULL, known_no integer, fault smallint, first_no integer)"
    " WITH (autovacuum_enabled = off)"
)

# The largest first: two sessions that build them side by side then end at about the same time.
INDEXES: Mapping[str, LiteralString] = {
    "notice_key": "CREATE UNIQUE INDEX {index} ON {members} (notice_key)"
    " INCLUDE (code_key, member_no, name_key)"
    " WITH (fillfactor = 100) WHERE settlement_id = {case} AND notice_key IS NOT NULL",
    "email_key": "CREATE INDEX {index} ON {members} (email_key)"
    " INCLUDE (member_no, name_key)"
    " WITH (fillfactor = 100) WHERE settlement_id = {case} AND email_key IS NOT NULL",
    "phone_key": "CREATE INDEX {index} ON {members} (phone_key)"
    " INCLUDE (member_no, name_key)"
    " WITH (fillfactor = 100) WHERE settlement_id = {case} AND phone_key IS NOT NULL",
    "username_key": "CREATE INDEX {index} ON {members} (username_key)"
    " INCLUDE (member_no, name_key)"
    " WITH (fillfactor = 100) WHERE settlement_id = {case} AND username_key IS NOT NULL",
    "ref_key": "CREATE UNIQUE INDEX {index} ON {members} (ref_key) WITH (fillfactor = 100)",
    "member_no": "CREATE UNIQUE INDEX {index} ON {members} (member_no) INCLUDE (flags, state)"
    " WITH (fillfactor = 100) WHERE settlement_id = {case}",
    "block": "CREATE UNIQUE INDEX {index} ON {details} (block)",
}

# Details are read by block and never counted on to be visible to all: to VACUUM them only because
# they were written would read and write all their gigabytes anew, just when claims begin to come.
_ATTACH: tuple[LiteralString, ...] = (
    "ALTER TABLE {members} RESET (autovacuum_enabled)",
    "ALTER TABLE {details} RESET (autovacuum_enabled)",
    "ALTER TABLE {details} SET (autovacuum_vacuum_insert_threshold = -1,"
    " toast.autovacuum_vacuum_insert_threshold = -1)",
    "ALTER TABLE settlement_classmember ATTACH PARTITION {members} FOR VALUES IN ({case})",
    "ALTER TABLE settlement_memberdetail ATTACH PARTITION {details} FOR VALUES IN ({case})",
)

_SHUT = (
    f"SET LOCAL lock_timeout = '{MOST_WAIT}'",
    "LOCK TABLE ONLY settlement_classmember, ONLY settlement_memberdetail IN ACCESS EXCLUSIVE MODE",
    "SET LOCAL lock_timeout TO DEFAULT",
)

_DETACH: tuple[LiteralString, ...] = (
    "ALTER TABLE settlement_classmember DETACH PARTITION {members}",
    "ALTER TABLE settlement_memberdetail DETACH PARTITION {details}",
)

TABLES = """
    SELECT relname FROM pg_class
     WHERE relkind = 'r'
       AND relname ~ ('^roster_(members|details|lines)_' || %(import_id)s || '$')
"""
REMADE = """
    SELECT relname FROM pg_class
     WHERE relkind = 'r'
       AND relname ~ ('^roster_(members|details)_' || %(import_id)s || '_v[0-9]+$')
"""
INDEXED = "SELECT count(*) > 0 FROM pg_class WHERE relkind = 'i' AND relname = %(name)s"
THERE = "SELECT to_regclass(%(name)s) IS NOT NULL"


def shut() -> None:
    """Let nobody look up anybody, in any case, until the transaction ends.

    Whoever reads for minutes in one transaction is waited for patiently: look-ups pass meanwhile.
    raises: OperationalError where somebody reads for more than an hour
    """
    patiently(_shut)


@transaction.atomic
def _shut() -> None:
    for statement in _SHUT:
        sql.run(statement)


@dataclass(frozen=True, slots=True)
class ClassList:
    """One imported list: a partition of the case's members and one of its details.

    supplement: it is never attached but merged (`supplement`); it has a table of lines besides,
                and no indexes
    """

    settlement_id: int
    import_id: int
    supplement: bool = False

    @property
    def members(self) -> str:
        return f"roster_members_{self.import_id}"

    @property
    def details(self) -> str:
        return f"roster_details_{self.import_id}"

    @property
    def lines(self) -> str:
        return f"roster_lines_{self.import_id}"

    @property
    def indexes(self) -> Sequence[str]:
        """The names of those that it needs."""
        return () if self.supplement else (*INDEXES,)

    def make(self) -> None:
        """Create its tables, empty; look-ups do not see them."""
        self._run((*_MAKE, _MAKE_LINES) if self.supplement else _MAKE)

    def exists(self) -> bool:
        """Were the tables made?"""
        return bool(sql.value(THERE, name=self.details))

    def index(self, *names: str) -> None:
        """Build the indexes of these names, or all, that are not there yet.

        raises: IntegrityError where a unique one finds a value twice
        """
        for name in names or INDEXES:
            index = f"{self.members}_{name}"
            if not sql.value(INDEXED, name=index):
                sql.run(self.named(INDEXES[name], index=index))

    def settle(self) -> None:
        """Mark the rows as seen by everybody, so that look-ups read the indexes alone.

        Cheap where it was done before: only pages written since are read. Not within a transaction.
        """
        self._run(("VACUUM {members}",))

    def learn(self) -> None:
        """Let the planner know the list before anybody asks."""
        self._run(("ANALYZE {members}",))

    def attach(self) -> None:
        """Let look-ups see the list; nobody waits for that."""
        self._run(_ATTACH)

    def detach(self) -> None:
        """Take the list from the look-ups' sight; see `shut`. Within a transaction."""
        shut()
        self._run(_DETACH)

    def drop(self) -> None:
        """Remove every table of the list, attached or not, finished or not."""
        self._drop(TABLES)

    def drop_remade(self) -> None:
        """Remove what a re-keying built of the list under a key to come and did not put in use:
        of a list that was replaced or changed it serves nobody."""
        self._drop(REMADE)

    def _drop(self, which: str) -> None:
        for (table,) in sql.rows(which, import_id=str(self.import_id)):
            sql.run(SQL("DROP TABLE IF EXISTS {}").format(Identifier(table)).as_string())

    def named(self, statement: LiteralString, *, index: str = "") -> str:
        """A statement about this list's own tables; every name and number in it is ours."""
        return (
            SQL(statement)
            .format(
                members=Identifier(self.members),
                details=Identifier(self.details),
                lines=Identifier(self.lines),
                index=Identifier(index),
                case=Literal(self.settlement_id),
            )
            .as_string()
        )

    def _run(self, statements: Iterable[LiteralString]) -> None:
        for statement in statements:
            sql.run(self.named(statement))
