"""A site of a test's own, as `./run demo` starts one: its data outlives a crash, and who dies is
started again. The test looks at the same database."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import environ
from django.db import InterfaceError, OperationalError, connection, connections

from settlement import sql
from settlement.launcher import migrations, processes, servers, throwaway
from settlement.launcher.environment import for_site
from settlement.launcher.home import Home, home_of
from settlement.launcher.keeper import Keeper
from settlement.launcher.processes import Process
from settlement.launcher.site import site

SETTINGS = "tests.restarts.hasty"
PATIENCE = 180.0  # seconds; on a busy machine a worker needs half a minute to start
HASTE = 200.0  # times as fast as the true clock is the keeper's, by which it waits before a start
RECOVERED = "automatic recovery in progress"
SESSIONS = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"


@dataclass(frozen=True)
class Site:
    """What is killed by these methods is killed by SIGKILL, and only the site's own keeper and
    PostgreSQL itself start it again."""

    home: Home
    keeper: Keeper

    def until(self, done: Callable[[], object], *, what: str) -> None:
        """Look until it is so, while the keeper heals; a database that is away says no."""

        def look() -> bool:
            self.keeper.heal()
            return self.says(done)

        assert processes.wait_until(look, seconds=PATIENCE), f"{what} did not come"

    @staticmethod
    def says(done: Callable[[], object]) -> bool:
        try:
            return bool(done())
        except (OperationalError, InterfaceError):
            connection.close()
            return False

    def recoveries(self) -> int:
        """How often PostgreSQL found that it had been killed, and read its log."""
        return (self.home.logs / "postgres.log").read_text().count(RECOVERED)

    def process(self, name: str) -> Process:
        found = processes.recall(self.home, name)
        assert found is not None, f"{name} does not live"
        return found

    def cut_power(self) -> None:
        """PostgreSQL with every process of its own, at one blow."""
        sessions = [pid for (pid,) in sql.rows(SESSIONS)]
        self._crash(self.process("postgres").pid, *sessions)

    def kill_postmaster(self) -> None:
        """PostgreSQL's first process alone: its sessions have to find out."""
        self._crash(self.process("postgres").pid)

    def kill_session(self, pid: int) -> None:
        """One session, as a machine out of memory does: PostgreSQL ends all others itself."""
        self._crash(pid)

    def _crash(self, *pids: int) -> None:
        before = self.recoveries()
        kill(*pids)
        connection.close()
        self.until(lambda: self.recoveries() > before and sql.value("SELECT 1"), what="recovery")

    def kill_broker(self) -> None:
        """Valkey, which comes again empty."""
        before = self.process("valkey")
        kill(before.pid)
        self.until(
            lambda: (now := processes.recall(self.home, "valkey")) and now != before,
            what="another broker",
        )


def kill(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


@contextmanager
def running(given: Mapping[str, str]) -> Iterator[Site]:
    """Servers, workers and beat; no web. Django's connection leads there meanwhile."""
    with (
        throwaway.home_for("restarts", within=home_of(given), durable=True) as home,
        servers.running(home, {}) as urls,
        Keeper(home, clock=lambda: HASTE * time.monotonic()) as keeper,
    ):
        env = for_site(home, urls, given) | {"DJANGO_SETTINGS_MODULE": SETTINGS}
        migrations.migrate(env)
        keeper.adopt(servers.children(home))
        keeper.start(child for child in site(home, env, port=0) if child.name != "web")
        with connected(urls["DATABASE_URL"]):
            yield Site(home, keeper)


@contextmanager
def connected(url: str) -> Iterator[None]:
    """Django's default connection leads to that database."""
    ours = connections["default"]
    login = environ.Env.db_url_config(url)
    connections["default"] = type(ours)({**ours.settings_dict, **login}, "default")
    try:
        yield
    finally:
        connection.close()
        connections["default"] = ours
