"""Who reads the list in use and who changes it do so one after the other."""

from settlement import sql

READ = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%(name)s, 0))"
CHANGE = "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))"
LEARN = "ANALYZE settlement_classmember"


def read_list(*, settlement_id: int) -> None:
    """Wait until nobody changes the list in use, and keep it so until the transaction ends: what
    is written of what was read is then older than any change to come."""
    sql.run(READ, name=_in_use(settlement_id))


def change_list(*, settlement_id: int) -> None:
    """Wait until nobody reads or changes the list in use, and be alone until the transaction
    ends. The triggers of `MemberAlias` name the same lock."""
    sql.run(CHANGE, name=_in_use(settlement_id))


def _in_use(settlement_id: int) -> str:
    return f"class list of case {settlement_id}"


def learn() -> None:
    """Let the planner know the list: without it a join may read the whole of it."""
    sql.run(LEARN)
