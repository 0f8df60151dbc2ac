"""What PostgreSQL does to a list by itself once it is in use."""

from settlement import sql
from tests import make
from tests.settlement.roster.listed import list_of

OPTIONS = """
    SELECT coalesce(details.reloptions, '{}'), coalesce(toast.reloptions, '{}')
      FROM pg_class details JOIN pg_class toast ON toast.oid = details.reltoastrelid
     WHERE details.relname = %(name)s
"""


def test_the_details_of_a_list_in_use_are_not_written_anew_because_they_were_loaded(
    db: None,
) -> None:
    row = list_of(make.settlement(), [{"email": 1}])
    details, toast = sql.row(OPTIONS, name=f"roster_details_{row.pk}")
    assert details == toast == ["autovacuum_vacuum_insert_threshold=-1"]
