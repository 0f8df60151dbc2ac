"""The outbox in bulk: many letters by one COPY."""

from collections.abc import Iterable, Sequence

from settlement import sql

NEXT_IDS = """
    SELECT nextval(pg_get_serial_sequence('settlement_notice', 'id'))
      FROM generate_series(1, %(count)s)
"""

PUT = """
    COPY settlement_notice (id, settlement_id, kind, entity, ref, language, sealed,
                            status, attempts, error) FROM STDIN
"""


def next_ids(count: int) -> list[int]:
    """Ids for letters to come: a letter is sealed for its own row, so the id comes first."""
    return [notice_id for (notice_id,) in sql.rows(NEXT_IDS, count=count)]


def put(rows: Iterable[Sequence[object]]) -> None:
    """Queue letters: (id, settlement_id, kind, entity, ref, language, sealed). Once each: the
    primary key refuses a second call."""
    with sql.copy_in(PUT) as copy:
        for row in rows:
            copy.write_row((*row, "queued", 0, ""))
