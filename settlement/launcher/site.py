"""The processes of a site beside its servers: web, workers, and beat, which rings for due work."""

import os
import sys
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException

from settlement.launcher import children, processes
from settlement.launcher.children import Child
from settlement.launcher.home import Home

START_SECONDS = 60.0


def site(home: Home, env: Mapping[str, str], port: int) -> list[Child]:
    """In the order in which they start."""
    return [
        web(env, port),
        worker(env, "worker-web", queues="web", concurrency=1),
        # A long count must not keep a person's claim waiting: bulk has workers of its own.
        worker(env, "worker-bulk", queues="bulk,bank", concurrency=os.process_cpu_count() or 1),
        beat(home, env),
    ]


def web(env: Mapping[str, str], port: int) -> Child:
    options = {
        "interface": "wsgi",
        "host": "127.0.0.1",
        "port": port,
        "workers": 2,
        "blocking-threads": 4,
        "workers-kill-timeout": 10,
    }
    argv = [f"--{name}={value}" for name, value in options.items()]
    flags = ["--no-ws", "--respawn-failed-workers"]
    app = "settlement.wsgi:application"
    return Child("web", [sys.executable, "-m", "granian", *argv, *flags, app], env, port)


def worker(env: Mapping[str, str], name: str, *, queues: str, concurrency: int) -> Child:
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    options = [f"--queues={queues}", f"--concurrency={concurrency}", f"--hostname={name}@%h"]
    return Child(name, celery("worker", *options, *quiet), env)


def beat(home: Home, env: Mapping[str, str]) -> Child:
    schedule = f"--schedule={home.run / 'beat-schedule'}"
    return Child("beat", celery("beat", schedule, "--pidfile="), env)


def celery(command: str, *options: str) -> list[str]:
    app = [sys.executable, "-m", "celery", "--app=settlement"]
    return [*app, command, "--loglevel=INFO", *options]


def wait_for_web(home: Home, port: int) -> None:
    """Wait until a page answers, whatever it says."""
    deadline = time.monotonic() + START_SECONDS
    while processes.recall(home, "web") and time.monotonic() < deadline:
        if page_answers(port):
            return
        time.sleep(0.1)
    raise children.did_not_start(home, "web")


def page_answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True
