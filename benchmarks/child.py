"""Started as a program of its own: runs a command and says what it cost, as JSON.

Linux counts the memory of whoever starts a process as that process's own peak, so this one
imports next to nothing.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence

RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes; what ru_maxrss counts in


def main(command: Sequence[str]) -> int:
    """The command's output goes to our standard error; its status is ours."""
    begun = time.perf_counter()
    status = subprocess.run(command, stdout=sys.stderr, check=False).returncode  # noqa: S603
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * RSS_UNIT
    sys.stdout.write(json.dumps({"seconds": seconds, "peak": peak}))
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
