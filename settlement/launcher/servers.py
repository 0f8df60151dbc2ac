"""A home's database and broker: the first who needs them starts them, the last stops them."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from settlement.launcher import processes
from settlement.launcher.children import Child, Server, did_not_start, free_port
from settlement.launcher.children import start as start_child
from settlement.launcher.home import Home
from settlement.launcher.locks import Use, alone
from settlement.launcher.postgres import POSTGRES
from settlement.launcher.valkey import VALKEY

START_ATTEMPTS = 3  # another program may take the port between our look and our start
RECOVERY_SECONDS = 300.0  # after a crash PostgreSQL reads its log before it answers


SERVERS = (POSTGRES, VALKEY)


@contextmanager
def running(home: Home, given: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The two URLs: those that are given, else of servers in this home, shared with its users.

    What a killed launcher left behind is stopped first. The last user stops the servers.
    """
    with Use(home.run / "users.lock") as use:
        with alone(home.run / "change.lock"):
            if use.take_alone():
                processes.stop_all(home)
            use.share()
            try:
                urls = {server.variable: url_of(server, home, given) for server in SERVERS}
            except BaseException:
                stop_if_last(home, use)
                raise
        try:
            yield urls
        finally:
            with alone(home.run / "change.lock"):
                stop_if_last(home, use)


def stop_if_last(home: Home, use: Use) -> None:
    if use.take_alone():
        processes.stop_all(home)


def url_of(server: Server, home: Home, given: Mapping[str, str]) -> str:
    if url := given.get(server.variable):
        return url
    process = processes.recall(home, server.name)
    port = process.port if process and process.port else start(server, home)
    return server.url(home, port)


def start(server: Server, home: Home) -> int:
    """Start it and wait until it answers. Return its port."""
    for _attempt in range(START_ATTEMPTS):
        port = free_port()
        process = start_child(home, server.child(home, port))
        deadline = time.monotonic() + RECOVERY_SECONDS
        while process.lives and time.monotonic() < deadline:
            if server.is_ready(home, port):
                return port
            time.sleep(0.05)
    raise did_not_start(home, server.name)


def children(home: Home) -> list[Child]:
    """The running servers as children, so that a keeper can start them again where they were."""
    running = [(server, processes.recall(home, server.name)) for server in SERVERS]
    return [
        server.child(home, process.port) for server, process in running if process and process.port
    ]
