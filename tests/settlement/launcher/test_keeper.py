import os
import signal
import sys

import pytest

from settlement.launcher import processes
from settlement.launcher.children import Child
from settlement.launcher.home import Home
from settlement.launcher.keeper import Keeper

SLEEP = Child("web", [sys.executable, "-c", "import time; time.sleep(60)"], os.environ)


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path)


def test_a_killed_child_is_started_again_and_said_so(home, capfd):
    with Keeper(home) as keeper:
        keeper.start([SLEEP])
        first = processes.recall(home, "web")
        os.kill(first.pid, signal.SIGKILL)
        processes.wait_until(lambda: not first.lives, seconds=5)

        assert healed(keeper, home)

        assert processes.recall(home, "web").pid != first.pid
    assert "web ended unexpectedly" in capfd.readouterr().err


def test_pauses_grow_while_a_child_keeps_dying(home):
    clock = Clock()
    with Keeper(home, clock) as keeper:
        keeper.start([Child("web", [sys.executable, "-c", ""], os.environ)])

        pauses = [pause_before_the_next_start(keeper, home, clock) for _death in range(3)]

    assert pauses == [0.5, 1.0, 2.0]


def test_leaving_the_keeper_stops_what_it_started(home):
    with Keeper(home) as keeper:
        keeper.start([SLEEP])
        process = processes.recall(home, "web")

    assert not process.lives


class Clock:
    """Moves only when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def pause_before_the_next_start(keeper, home, clock) -> float:
    record = home.run / "web.json"
    processes.wait_until(lambda: processes.recall(home, "web") is None, seconds=10)
    before, began = record.read_text(), clock.now
    while record.read_text() == before:
        keeper.heal()
        clock.now += 0.25
    return clock.now - 0.25 - began


def healed(keeper, home) -> bool:
    def look() -> bool:
        keeper.heal()
        return processes.recall(home, "web") is not None

    return processes.wait_until(look, seconds=10)
