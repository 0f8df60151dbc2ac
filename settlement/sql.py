"""The only place that opens a cursor. Statements are constants; values are named parameters."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


def run(statement: str, /, **values: Any) -> int:
    """Execute one statement. Return the number of rows it wrote (or read)."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def rows(statement: str, /, **values: Any) -> list[tuple[Any, ...]]:
    """Execute one query and return all its rows; for results known to be small."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def row(statement: str, /, **values: Any) -> tuple[Any, ...]:
    """Execute one query that returns exactly one row."""
    (only,) = rows(statement, **values)
    return only


def value(statement: str, /, **values: Any) -> Any:
    """Execute one query that returns exactly one row of one column."""
    (only,) = row(statement, **values)
    return only


def dicts(statement: str, /, **values: Any) -> list[dict[str, Any]]:
    """Execute one query and return each row as a mapping from column name to value."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, line, strict=True)) for line in cursor.fetchall()]


def stream(statement: str, /, *, size: int = 10_000, **values: Any) -> Iterator[tuple[Any, ...]]:
    """Execute one query and yield its rows without holding them all; needs a transaction."""
    with (
        connection.cursor() as cursor,
        cursor.connection.cursor(name="stream") as server_side,
    ):
        server_side.itersize = size
        server_side.execute(statement, values)
        yield from server_side


@contextmanager
def copy_in(statement: str, /) -> Iterator[psycopg.Copy]:
    """COPY … FROM STDIN: yield psycopg's writer; the rows stand when the block ends well."""
    with (
        connection.wrap_database_errors,  # Django's cursor does so with everything but COPY
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        yield copy


@contextmanager
def copy_out(statement: str, /, **values: Any) -> Iterator[psycopg.Copy]:
    """COPY (query) TO STDOUT: yield psycopg's reader."""
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement, values or None) as copy,
    ):
        yield copy
