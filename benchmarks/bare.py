"""A table without its keys while it is filled: what it had is put back as the schema has it.

A row that goes into five indexes all over them costs many times what it costs to build the indexes
at the end, each by one sort; and a foreign key is asked once instead of once a row.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

from django.db import transaction
from psycopg.sql import SQL, Identifier

from settlement import sql

# The primary key stays: others refer to it, and rows come in its order.
CONSTRAINTS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE conrelid = to_regclass(%(table)s) AND contype IN ('u', 'f') ORDER BY conname
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
     WHERE indrelid = to_regclass(%(table)s)
       AND NOT EXISTS (SELECT FROM pg_constraint
                        WHERE conrelid = indrelid AND conindid = indexrelid)
     ORDER BY 1
"""


@contextmanager
def bare(table: str) -> Iterator[None]:
    """Fill the table in this block, in one transaction; nobody else may use it meanwhile."""
    with transaction.atomic():
        constraints = sql.rows(CONSTRAINTS, table=table)
        indexes = sql.rows(INDEXES, table=table)
        for name, _definition in constraints:
            sql.run(_named("ALTER TABLE {} DROP CONSTRAINT {}", table, name))
        for name, _definition in indexes:
            sql.run(_named("DROP INDEX {}", name))
        yield
        for _name, definition in indexes:
            sql.run(definition.replace("%", "%%"))
        for name, definition in constraints:
            sql.run(
                _named("ALTER TABLE {} ADD CONSTRAINT {} ", table, name)
                + definition.replace("%", "%%")
            )


def _named(statement: LiteralString, *names: str) -> str:
    return SQL(statement).format(*map(Identifier, names)).as_string()
