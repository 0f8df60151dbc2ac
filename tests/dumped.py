"""What a thief of the database has: every table, as text and as the bytes it holds."""

from psycopg.sql import SQL, Identifier

from settlement import sql

TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
     ORDER BY 1, 2
"""
STATISTICS = "COPY (SELECT * FROM pg_stats WHERE schemaname <> 'pg_catalog') TO STDOUT"


def everything() -> dict[str, bytes]:
    """The contents of all tables, and of what the planner keeps of them, by name."""
    contents = {"statistics": _copied(STATISTICS)}
    for schema, table in sql.rows(TABLES):
        for form in ("text", "binary"):
            statement = SQL("COPY {}.{} TO STDOUT (FORMAT {})").format(
                Identifier(schema), Identifier(table), SQL(form)
            )
            contents[f"{table} as {form}"] = _copied(statement.as_string())
    return contents


def _copied(statement: str) -> bytes:
    with sql.copy_out(statement) as copy:
        return b"".join(bytes(part) for part in copy)
