"""The page where a claimant enters Notice ID and Confirmation Code, on a real web server.

Visitors arrive at random moments, so many a second, whether or not the site keeps up with them:
a visitor's wait begins when they wanted the page, not when a client was free to ask. Each opens
the page and sends a pair: most the right one, some a wrong code, some an ID that does not exist.
Each has an address of their own, as the site's proxy would name it, so the limits on guessing are
as they are in production, and nobody here reaches one.
"""

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle

import numpy as np

from benchmarks.browser import Browser, connect
from benchmarks.importing import Imported
from benchmarks.lookups import CODE, UNKNOWN, WRONG
from benchmarks.report import Row, quantile
from settlement.launcher import children, processes
from settlement.launcher.home import Home
from settlement.launcher.site import wait_for_web, web

CLIENTS = 16
P99_MS = 50.0
ALIKE = 0.1
PAGE = "page"
MIXTURE = (CODE, CODE, CODE, WRONG, UNKNOWN)
ANSWERS = {PAGE: 200, CODE: 302, WRONG: 422, UNKNOWN: 422}

type Times = dict[str, list[float]]  # milliseconds by what was asked


@dataclass(frozen=True)
class Visitor:
    """due: seconds after the first one's arrival; kind: of the pair that they send"""

    browser: Browser
    due: float
    kind: str
    notice_id: str
    code: str


def measure(imported: Imported, *, home: Home, rate: float, seconds: float) -> Times:
    """Start the site's web server on the list in use, and let visitors come.

    rate: visitors a second, on the average; each asks twice
    """
    form = f"/{imported.settlement.slug}/claim"
    visitors = list(_visitors(imported, rate=rate, count=max(len(MIXTURE), round(rate * seconds))))
    times: Times = defaultdict(list)
    with _site(home) as port:
        _serve(visitors, port, lambda connection, visitor: _begin(connection, visitor, form))
        begun = time.perf_counter()
        _serve(visitors, port, lambda connection, one: _visit(connection, one, form, begun, times))
    return times


def rows(times: Times, *, rate: float) -> list[Row]:
    at = f"{rate:g} visitors/s, {CLIENTS} clients"
    found = []
    for kind, what in ((PAGE, "page for ID and code"), (CODE, "right pair sent")):
        found += [
            Row(f"{what}, {at}, p50", quantile(times[kind], 0.5), "ms"),
            Row(f"{what}, {at}, p99", quantile(times[kind], 0.99), "ms", most=P99_MS),
        ]
    wrong, unknown = times[WRONG], times[UNKNOWN]
    return [
        *found,
        Row("wrong pair sent, p99", quantile(wrong + unknown, 0.99), "ms", most=P99_MS),
        Row(
            f"{WRONG} sent beside {UNKNOWN}, p50",
            quantile(wrong, 0.5),
            "ms",
            quantile(unknown, 0.5),
            alike=ALIKE,
        ),
    ]


@contextmanager
def _site(home: Home) -> Iterator[int]:
    """A web server as the launcher starts it, behind a proxy that is us."""
    port = children.free_port()
    env = {**os.environ, "TRUSTED_PROXIES": "127.0.0.1"}
    children.start(home, web(env, port))
    try:
        wait_for_web(home, port)
        yield port
    finally:
        processes.stop(home, "web")


def _visitors(imported: Imported, *, rate: float, count: int) -> Iterator[Visitor]:
    people, random = imported.people, np.random.default_rng(7)
    dues = np.cumsum(random.exponential(1 / rate, count))
    members = people.table(random.integers(0, people.members, count)).to_pylist()
    others = people.table(people.members + np.arange(count)).to_pylist()
    lots = zip(dues, cycle(MIXTURE), members, others, strict=False)
    for number, (due, kind, member, other) in enumerate(lots):
        notice_id = (other if kind == UNKNOWN else member)["notice_id"]
        code = (member if kind == CODE else other)["confirmation_code"]
        yield Visitor(Browser(number), float(due), kind, notice_id, code)


def _serve(
    visitors: Sequence[Visitor], port: int, serve: Callable[[HTTPConnection, Visitor], None]
) -> None:
    """CLIENTS side by side, each with a connection that stays, serve whoever is next."""
    queue, lock = iter(visitors), threading.Lock()

    def client() -> None:
        connection = connect(port)
        try:
            while True:
                with lock:
                    visitor = next(queue, None)
                if visitor is None:
                    return
                serve(connection, visitor)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        for future in [pool.submit(client) for _ in range(CLIENTS)]:
            future.result()


def _begin(connection: HTTPConnection, visitor: Visitor, form: str) -> None:
    """Answer the first question, before the visit that is measured."""
    status = visitor.browser.post(connection, f"{form}/start/", {"has_notice": "yes"})
    _expect(status, 302)


def _visit(
    connection: HTTPConnection, visitor: Visitor, form: str, begun: float, times: Times
) -> None:
    wanted = begun + visitor.due
    time.sleep(max(0.0, wanted - time.perf_counter()))
    _expect(visitor.browser.get(connection, f"{form}/notice/"), ANSWERS[PAGE])
    opened = time.perf_counter()
    pair = {"notice_id": visitor.notice_id, "confirmation_code": visitor.code}
    _expect(visitor.browser.post(connection, f"{form}/notice/", pair), ANSWERS[visitor.kind])
    times[PAGE].append(1_000 * (opened - wanted))
    times[visitor.kind].append(1_000 * (time.perf_counter() - opened))


def _expect(status: int, expected: int) -> None:
    if status != expected:
        raise ValueError(f"The site answered {status}, where {expected} was to come.")
