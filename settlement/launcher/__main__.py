"""What `./run` calls: one verb, and the rest of the line for it."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence

from settlement.errors import Refusal
from settlement.launcher.bench import bench
from settlement.launcher.checks import test
from settlement.launcher.demo import demo
from settlement.launcher.environment import refuse_elsewhere
from settlement.launcher.foreground import Interrupted
from settlement.launcher.manage import manage
from settlement.launcher.state import status, stop
from settlement.launcher.terminal import answer, say

USAGE = """\
Prorata: class-action claims administration that anyone can check.

  ./run demo [--members N] [--claims N] [--seed N] [--once] [--out DIR]
                     shows the whole way on a made-up class and leaves the site running
  ./run test [PYTEST ARGUMENTS]
                     runs every check, or only the tests that the arguments name
  ./run manage COMMAND [ARGUMENTS]
                     runs a management command; `./run manage help` lists them
  ./run bench [NAME] [ARGUMENTS]
                     runs a benchmark; without a name it lists them
  ./run status       says what of this folder runs
  ./run stop         stops it"""
VERBS: Mapping[str, Callable[[Sequence[str], Mapping[str, str]], int]] = {
    "bench": bench,
    "demo": demo,
    "manage": manage,
    "status": status,
    "stop": stop,
    "test": test,
}


def main(arguments: Sequence[str]) -> int:
    """Carry out `VERB ARGUMENTS…`. Return the exit status."""
    verb, *rest = arguments or ["help"]
    if verb in {"help", "-h", "--help"}:
        answer(USAGE)
        return 0
    if verb not in VERBS:
        say(f"`./run {verb}` does not exist.\n\n{USAGE}")
        return 2
    try:
        refuse_elsewhere(os.environ)
        return VERBS[verb](rest, dict(os.environ))
    except Refusal as refusal:
        say(str(refusal))
        return 1
    except PermissionError as error:
        what = error.filename or "a process"
        say(f"You may not touch {what}. Run this as the user whose folder it is.")
        return 1
    except Interrupted as interrupted:
        return interrupted.status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
