"""Places where a worker waits in the middle of its transaction, so that it can be killed there.

A gate is a row and a trigger that looks at it, not a lock: it stays shut when PostgreSQL is killed.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from settlement import sql

PUT_UP = """
    CREATE TABLE gate (
        name text PRIMARY KEY, place serial, shut boolean NOT NULL DEFAULT false);
    INSERT INTO gate (name) VALUES
        ('freezing'), ('awarding'), ('closing'), ('matching'), ('deciding');
    CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- With some chunks of the same job done and kept, and others not.
        IF TG_ARGV[1] = 'at once' OR 3 <= (
            SELECT count(*) FROM settlement_chunk c JOIN settlement_job j ON j.id = c.job_id
             WHERE j.status = 'open' AND c.rows > 0) THEN
            -- The lock only tells who waits; it goes with the session.
            PERFORM pg_advisory_xact_lock_shared(place, 0) FROM gate
              WHERE name = TG_ARGV[0] AND shut;
            WHILE (SELECT shut FROM gate WHERE name = TG_ARGV[0]) LOOP
                PERFORM pg_sleep(0.02);
            END LOOP;
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER gate AFTER INSERT ON payouts_measure FOR EACH STATEMENT
        EXECUTE FUNCTION wait_at_gate('freezing', 'at once');
    CREATE TRIGGER gate AFTER INSERT ON payouts_award FOR EACH STATEMENT
        EXECUTE FUNCTION wait_at_gate('awarding', 'in the middle');
    CREATE TRIGGER gate AFTER UPDATE ON payouts_run FOR EACH ROW WHEN (NEW.status = 'closed')
        EXECUTE FUNCTION wait_at_gate('closing', 'at once');
    CREATE TRIGGER gate AFTER INSERT ON claims_match FOR EACH STATEMENT
        EXECUTE FUNCTION wait_at_gate('matching', 'in the middle');
    CREATE TRIGGER gate AFTER INSERT ON claims_verdict FOR EACH STATEMENT
        EXECUTE FUNCTION wait_at_gate('deciding', 'in the middle');
"""
MOVE = "UPDATE gate SET shut = %(shut)s WHERE name = ANY(%(names)s)"
OPEN_ALL = "UPDATE gate SET shut = false"
WAITING = """
    SELECT l.pid FROM pg_locks l JOIN gate g ON l.classid = g.place::oid
     WHERE l.locktype = 'advisory' AND l.objid = 0 AND l.objsubid = 2 AND g.name = %(name)s
     ORDER BY l.pid
"""


def put_up() -> None:
    sql.run(PUT_UP)


@contextmanager
def shut(*names: str) -> Iterator[None]:
    """Gates that are shut until `let_pass`, or the end."""
    sql.run(MOVE, names=[*names], shut=True)
    try:
        yield
    finally:
        sql.run(OPEN_ALL)


def let_pass(name: str) -> None:
    sql.run(MOVE, names=[name], shut=False)


def waiting(name: str) -> list[int]:
    """The process numbers of the sessions that stand at a gate, or have just passed it."""
    return [pid for (pid,) in sql.rows(WAITING, name=name)]
