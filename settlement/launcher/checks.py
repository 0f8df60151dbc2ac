"""`./run test …`: what must hold before a change may land."""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from settlement.launcher import assets, browser, foreground, servers, throwaway
from settlement.launcher.environment import for_site
from settlement.launcher.home import BASE_DIR, home_of
from settlement.launcher.terminal import say

CODE = ["manage.py", "settlement", "claims", "payouts", "benchmarks"]
MOST_TESTERS = 8  # processes, each with a database of its own


@dataclass(frozen=True)
class Step:
    title: str
    argv: Sequence[str]


STEPS = [
    Step("Format", ["-m", "ruff", "format", "--check", "."]),
    Step("Lint", ["-m", "ruff", "check", "."]),
    Step("Types", ["-m", "mypy", *CODE]),
    Step("Missing migrations", ["manage.py", "makemigrations", "--check", "--dry-run"]),
    Step("Templates' format", ["-m", "djlint", "templates", "--check"]),
    Step("Templates' lint", ["-m", "djlint", "templates", "--lint"]),
]


def test(args: Sequence[str], given: Mapping[str, str]) -> int:
    """All steps, each to its end; with arguments, only the tests that pytest finds by them."""
    home = home_of(given)
    os.chdir(BASE_DIR)
    steps = [tests(args)] if args else [*STEPS, tests(spread())]
    with (
        foreground.interruptible(),
        throwaway.home_for("test", within=home, durable=False) as own,
        servers.running(own, given) as urls,
    ):
        assets.prepare(home)
        browser.find()
        env = for_site(own, urls, given)
        failed = [step.title for step in steps if not passes(step, env)]
    if failed:
        say(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


def spread() -> list[str]:
    """All tests over one process more than there are cores: many wait for servers and workers."""
    testers = min(MOST_TESTERS, (os.process_cpu_count() or 1) + 1)
    return ["-n", str(testers), "--dist", "worksteal"]


def tests(args: Sequence[str]) -> Step:
    return Step("Tests", ["-m", "pytest", *args])


def passes(step: Step, env: Mapping[str, str]) -> bool:
    say(f"\n== {step.title}")
    began = time.monotonic()
    status = foreground.run([sys.executable, *step.argv], env)
    outcome = "passed" if status == 0 else "FAILED"
    say(f"== {step.title}: {outcome} in {time.monotonic() - began:.1f} s")
    return status == 0
