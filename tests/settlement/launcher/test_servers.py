"""With real servers: who starts them, who stops them, and what a killed launcher leaves."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
import redis

from settlement.launcher import processes, servers, throwaway
from settlement.launcher.home import BASE_DIR, Home

HOLD = """
import os, sys, time
from pathlib import Path
from settlement.launcher import servers
from settlement.launcher.home import Home
with servers.running(Home(Path(sys.argv[1]), durable=False), {}) as urls:
    print(urls["DATABASE_URL"], flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Iterator[Home]:
    """One home for the module, so that its database is made once."""
    made = Home(tmp_path_factory.mktemp("var"), durable=False)
    yield made
    processes.stop_all(made)


def test_the_urls_lead_to_servers_that_want_their_password(home):
    with servers.running(home, {}) as urls:
        with psycopg.connect(urls["DATABASE_URL"]) as connection:
            row = connection.execute("SELECT current_database(), current_setting('data_checksums')")
            assert row.fetchone() == ("prorata", "on")
        with redis.Redis.from_url(urls["REDIS_URL"]) as broker:
            assert broker.ping()

        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(without_password(urls["DATABASE_URL"]))
        with (
            redis.Redis.from_url(without_password(urls["REDIS_URL"])) as stranger,
            pytest.raises(redis.AuthenticationError),
        ):
            stranger.ping()

    assert processes.recall(home, "postgres") is None
    assert processes.recall(home, "valkey") is None


def test_the_last_user_stops_the_servers(home):
    with holding(home) as first:
        url = first.stdout.readline().strip()
        with servers.running(home, {}) as urls:
            assert urls["DATABASE_URL"] == url
        assert processes.recall(home, "postgres")

    assert processes.recall(home, "postgres") is None


def test_the_next_start_cleans_up_after_a_killed_launcher(home):
    with holding(home) as first:
        first.stdout.readline()
        first.send_signal(signal.SIGKILL)
        first.wait()
    left = processes.recall(home, "postgres")
    assert left is not None

    with servers.running(home, {}) as urls:
        started = processes.recall(home, "postgres")
        psycopg.connect(urls["DATABASE_URL"]).close()

    assert not left.lives
    assert started.pid != left.pid


def test_given_urls_start_no_server(home):
    given = {"DATABASE_URL": "postgres://elsewhere/db", "REDIS_URL": "redis://elsewhere/0"}

    with servers.running(home, given) as urls:
        assert urls == given
        assert processes.recall(home, "postgres") is None


def test_a_throwaway_home_that_was_left_is_removed_by_the_next(tmp_path):
    within = Home(tmp_path)
    left = Home(tmp_path / "throwaway" / "test-left")
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    left_process = processes.Process(sleeper.pid, processes.born(sleeper.pid) or "")
    processes.remember(left, "valkey", left_process)

    with throwaway.home_for("test", within=within, durable=False) as home:
        assert home.folder.exists()

    assert not left_process.lives
    sleeper.wait()
    assert not left.folder.exists()
    assert not home.folder.exists()


def holding(home: Home) -> subprocess.Popen[str]:
    """Another launcher that uses this home until its input is closed."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home.folder)],
        cwd=BASE_DIR,
        env=os.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    user = rest.partition(":")[0]
    address = rest.rpartition("@")[2]
    return f"{scheme}://{user}@{address}" if user else f"{scheme}://{address}"
