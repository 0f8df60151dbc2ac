"""A record names a process by number and birth; only that very process is ever stopped."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from settlement.launcher import children, processes
from settlement.launcher.children import Child
from settlement.launcher.home import Home
from settlement.launcher.processes import Process

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "var")


@pytest.fixture
def sleeper() -> Iterator[Process]:
    """A process that is none of the home's."""
    process = subprocess.Popen(SLEEP, start_new_session=True)
    yield Process(process.pid, processes.born(process.pid) or "")
    process.kill()
    process.wait()


def test_a_living_process_is_recalled_by_name(home, sleeper):
    processes.remember(home, "web", sleeper)

    assert processes.recall(home, "web") == sleeper


def test_a_number_used_again_by_another_process_is_not_ours(home, sleeper):
    processes.remember(home, "web", replace(sleeper, born="before the last start of the machine"))

    processes.stop(home, "web")

    assert processes.recall(home, "web") is None
    assert sleeper.lives


def test_a_record_of_an_ended_process_is_forgotten(home):
    processes.remember(home, "web", Process(2**22 + 1, "never"))

    processes.stop_all(home)

    assert list(home.run.glob("*.json")) == []


def test_a_broken_record_counts_as_none(home):
    (home.run / "web.json").write_text('{"pid": ')

    assert processes.recall(home, "web") is None


def test_a_process_that_ended_but_was_not_waited_for_does_not_live():
    process = subprocess.Popen([sys.executable, "-c", ""])
    try:
        assert processes.wait_until(lambda: processes.born(process.pid) is None, seconds=10)
    finally:
        process.wait()


def test_stopping_takes_a_deaf_process_and_its_children_by_force(home):
    shell = ["sh", "-c", 'trap "" TERM; sleep 60 & wait; sleep 60']
    process = children.start(home, Child("web", shell, os.environ, patience=0.3))

    processes.stop(home, "web")

    assert not process.lives
    assert processes.wait_until(lambda: not group_exists(process.pid), seconds=10)


def test_starting_under_a_name_stops_the_one_that_was_left(home):
    left = children.start(home, Child("web", SLEEP, os.environ))

    started = children.start(home, Child("web", SLEEP, os.environ))

    assert not left.lives
    assert started.lives
    processes.stop(home, "web")


def group_exists(number: int) -> bool:
    try:
        os.killpg(number, 0)
    except ProcessLookupError:
        return False
    return True
