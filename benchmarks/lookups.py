"""Single look-ups in a list that is warm, by every kind of question that people bring.

In the database: what EXPLAIN (ANALYZE) says of planning and execution, for every statement is
planned anew. To and fro: the same statement asked without it, by the client's clock, so with
parsing, the connection and Django's cursor. The kinds take turns, so that whatever else the
machine does meets all of them alike.

Sixteen connections are measured twice. Asking without a pause they share the cores: on two of them
each waits for seven others, whatever a look-up costs. Asking at random moments, so many a second
together, they are what a site meets.
"""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat
from typing import Any

import numpy as np
from django.db import connection

from benchmarks import quiet
from benchmarks.importing import Imported
from benchmarks.report import Row, quantile
from settlement import sql
from settlement.roster.lookup import BY_CODE, BY_IDENTIFIER, keys_for
from settlement.roster.partitions import INDEXES

CODE, WRONG, UNKNOWN = "notice ID and code", "wrong code", "unknown notice ID"
EMAIL, PHONE = "e-mail", "phone"
KINDS = (CODE, WRONG, UNKNOWN, EMAIL, PHONE)
CONNECTIONS = 16
RATE = 400.0  # look-ups a second of all connections; each is asked twice, inside and to and fro
FIRST = 10  # of each connection that are not counted: it learns the tables then
P50_MS, P99_MS = 0.3, 1.0
ALIKE_P50, ALIKE_P99 = 0.1, 0.25

EXPLAIN = "EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) "
WARM = "CREATE EXTENSION IF NOT EXISTS pg_prewarm"
WARM_UP = "SELECT pg_prewarm(to_regclass(%(name)s), 'read')"

type Question = tuple[str, Mapping[str, object]]  # a statement and its values


@dataclass
class Times:
    """Milliseconds by kind: in the database, and to and fro."""

    inside: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    trips: list[float] = field(default_factory=list)

    def add(self, other: "Times") -> None:
        for kind, times in other.inside.items():
            self.inside[kind] += times
        self.trips += other.trips

    def of(self, kind: str, share: float) -> float:
        return quantile(self.inside[kind], share)


@dataclass(frozen=True)
class Measured:
    """The same questions asked one after another, by many connections at RATE, and by as many
    without a pause."""

    single: Times
    paced: Times
    together: Times


def measure(imported: Imported, *, times: int) -> Measured:
    """Ask so many questions of each kind, thrice: alone, and over CONNECTIONS at once.

    The indexes are read anew before each time. Some kernels give up what nobody read of a file for
    a minute (DAMON does, on small virtual machines), and it is the list that is measured, not them.
    """
    quiet.settle()
    warm(imported)
    single = _ask(list(_questions(imported, count=times + FIRST)))
    warm(imported)
    paced = _by_many(imported, times=times, rate=RATE)
    warm(imported)
    return Measured(single, paced, _by_many(imported, times=times))


def _by_many(imported: Imported, *, times: int, rate: float | None = None) -> Times:
    """Ask over CONNECTIONS at once; at random moments, so many a second, or without a pause."""
    each = times // CONNECTIONS + FIRST
    together = Times()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        rounds = [list(_questions(imported, count=each, seed=n + 2)) for n in range(CONNECTIONS)]
        begun = time.perf_counter()
        futures = [
            pool.submit(_ask_and_close, some, _moments(begun, rate, seed=n))
            for n, some in enumerate(rounds)
        ]
    for future in futures:
        together.add(future.result())
    return together


def _moments(begun: float, rate: float | None, *, seed: int) -> Iterator[float]:
    """When one connection of CONNECTIONS asks its questions, by the clock."""
    if rate is None:
        yield from repeat(begun)
        return
    random, moment = np.random.default_rng(seed), begun
    while True:
        moment += random.exponential(CONNECTIONS / rate)
        yield moment


def warm(imported: Imported) -> None:
    """Have every index of the hot table in memory, as a site has after a day."""
    sql.run(WARM)
    for name in INDEXES:
        if name != "block":
            sql.run(WARM_UP, name=f"{imported.listed.members}_{name}")


def rows(measured: Measured) -> list[Row]:
    found = []
    for how, times in (
        ("one connection", measured.single),
        (f"{CONNECTIONS} connections, {RATE:g}/s", measured.paced),
        (f"{CONNECTIONS} without a pause", measured.together),
    ):
        for kind in KINDS:
            what = f"look-up by {kind}, {how}"
            found += [
                Row(f"{what}, p50", times.of(kind, 0.5), "ms", most=P50_MS),
                Row(f"{what}, p99", times.of(kind, 0.99), "ms", most=P99_MS),
            ]
        found += [
            Row(f"any look-up to and fro, {how}, p50", quantile(times.trips, 0.5), "ms"),
            Row(f"any look-up to and fro, {how}, p99", quantile(times.trips, 0.99), "ms"),
        ]
    return found + alike(measured.single)


def alike(times: Times) -> list[Row]:
    """Whether anybody can tell a wrong code from a notice ID that does not exist."""
    return [
        Row(
            f"{WRONG} beside {UNKNOWN}, {name}",
            times.of(WRONG, share),
            "ms",
            times.of(UNKNOWN, share),
            alike=within,
        )
        for name, share, within in (("p50", 0.5, ALIKE_P50), ("p99", 0.99, ALIKE_P99))
    ]


def _questions(imported: Imported, *, count: int, seed: int = 1) -> Iterator[dict[str, Question]]:
    """One question of each kind, about members drawn at random.

    A wrong code is tried on a notice ID that nobody asked for just before: its page of the index
    must be no nearer than that of an ID which does not exist.
    """
    settlement, people = imported.settlement, imported.people
    random = np.random.default_rng(seed)
    members, others = (
        people.table(random.integers(0, people.members, count)).to_pylist() for _ in range(2)
    )
    strangers = people.table(people.members + random.integers(0, people.members, count)).to_pylist()
    keys = partial(keys_for, settlement=settlement)
    for member, other, stranger in zip(members, others, strangers, strict=True):
        code = stranger["confirmation_code"]
        asked: dict[str, Question] = {
            kind: (BY_CODE, {"notice_key": pair.notice_key, "code_key": pair.code_key})
            for kind, pair in (
                (CODE, keys(notice_id=member["notice_id"], code=member["confirmation_code"])),
                (WRONG, keys(notice_id=other["notice_id"], code=code)),
                (UNKNOWN, keys(notice_id=stranger["notice_id"], code=code)),
            )
        }
        if member["email"]:
            key = keys(email=member["email"]).email_key
            asked[EMAIL] = (BY_IDENTIFIER["email"], {"email": [key]})
        if member["phone"]:
            key = keys(phone=member["phone"]).phone_key
            asked[PHONE] = (BY_IDENTIFIER["phone"], {"phone": [key]})
        yield {
            kind: (statement, {"settlement_id": settlement.pk, **values})
            for kind, (statement, values) in asked.items()
        }


def _ask(asked: Sequence[Mapping[str, Question]], moments: Iterator[float] | None = None) -> Times:
    times, moments = Times(), moments or repeat(0.0)
    for n, round_ in enumerate(asked):
        first = n % len(round_)  # each kind is asked as often behind each other one
        kinds = list(round_)
        for kind in [*kinds[first:], *kinds[:first]]:
            statement, values = round_[kind]
            time.sleep(max(0.0, next(moments) - time.perf_counter()))
            inside, trip = _inside(statement, values), _trip(statement, values)
            if n >= FIRST:
                times.inside[kind].append(inside)
                times.trips.append(trip)
    return times


def _ask_and_close(asked: Sequence[Mapping[str, Question]], moments: Iterator[float]) -> Times:
    try:
        return _ask(asked, moments)
    finally:
        connection.close()


def _inside(statement: str, values: Mapping[str, Any]) -> float:
    (told,) = sql.value(EXPLAIN + statement, **values)
    return float(told["Planning Time"]) + float(told["Execution Time"])


def _trip(statement: str, values: Mapping[str, Any]) -> float:
    begun = time.perf_counter()
    sql.rows(statement, **values)
    return 1_000 * (time.perf_counter() - begun)
